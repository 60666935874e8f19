"""Reads of proposals in SQL, column for column the shape in edge/floor/reads/foresight.py."""

from typing import Any

import apsw

from edge.floor.reads.foresight import Standing
from models.warehouse.naming import called

Row = tuple[Any, ...]
_STANDING = (
    f"SELECT p.id, p.state, p.kind, coalesce({called('i')}, ''), p.quantity, p.revision"
    " FROM proposal p"
    " LEFT JOIN item i ON i.id=+p.item_id"
)
PROPOSAL = f"{_STANDING} WHERE p.id=?"
OPEN_PROPOSAL = f"{_STANDING} WHERE p.item_id=? AND p.kind=? AND p.state='open' LIMIT 1"
OUTLOOK = "SELECT id FROM outlook ORDER BY id LIMIT 1"


class ForesightReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def proposal(self, proposal_id: int) -> Standing | None:
        return self._standing(PROPOSAL, (proposal_id,))

    def open_proposal(self, item_id: int, kind: str) -> Standing | None:
        return self._standing(OPEN_PROPOSAL, (item_id, kind))

    def outlook(self) -> int | None:
        rows: list[Row] = self._cursor.execute(OUTLOOK).fetchall()
        return rows[0][0] if rows else None

    def _standing(self, statement: str, values: Row) -> Standing | None:
        rows: list[Row] = self._cursor.execute(statement, values).fetchall()
        return Standing(*rows[0]) if rows else None
