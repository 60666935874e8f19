"""Reads of papers and photos in SQL."""

from typing import Any

import apsw

from edge.floor.reads.attaching import Blob

Row = tuple[Any, ...]
BLOB = "SELECT hash, kind, bytes FROM blob WHERE hash=?"
ATTACHED = "SELECT count(*) FROM attachment WHERE document_id=?"
HAS_ATTACHED = "SELECT 1 FROM attachment WHERE document_id=? AND hash=? LIMIT 1"


class AttachingReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def blob(self, digest: str) -> Blob | None:
        rows: list[Row] = self._cursor.execute(BLOB, (digest,)).fetchall()
        return Blob(*rows[0]) if rows else None

    def attached(self, document_id: int) -> int:
        rows: list[Row] = self._cursor.execute(ATTACHED, (document_id,)).fetchall()
        return int(rows[0][0])

    def has_attached(self, document_id: int, digest: str) -> bool:
        return bool(self._cursor.execute(HAS_ATTACHED, (document_id, digest)).fetchall())
