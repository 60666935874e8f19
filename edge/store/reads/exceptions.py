"""Reads of exceptions in SQL, column for column the shape in edge/floor/reads/exceptions.py."""

from typing import Any

import apsw

from edge.floor.reads.exceptions import Trouble

Row = tuple[Any, ...]
SHOWN_MAX = 50  # a list on a tablet
_TROUBLE = "SELECT id, state, kind, coalesce(code, ''), coalesce(arguments, '{}') FROM exception"
TROUBLE = f"{_TROUBLE} WHERE id=?"
TROUBLES_OF = (
    f"{_TROUBLE} WHERE state='open' AND kind=? AND code=? ORDER BY id DESC LIMIT {SHOWN_MAX}"
)
TROUBLES = f"{_TROUBLE} WHERE state='open' ORDER BY id LIMIT {SHOWN_MAX}"


class ExceptionReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def trouble(self, exception_id: int) -> Trouble | None:
        rows: list[Row] = self._cursor.execute(TROUBLE, (exception_id,)).fetchall()
        return Trouble(*rows[0]) if rows else None

    def troubles_of(self, kind: str, code: str) -> list[Trouble]:
        rows: list[Row] = self._cursor.execute(TROUBLES_OF, (kind, code)).fetchall()
        return [Trouble(*row) for row in rows]

    def troubles(self) -> list[Trouble]:
        rows: list[Row] = self._cursor.execute(TROUBLES).fetchall()
        return [Trouble(*row) for row in rows]
