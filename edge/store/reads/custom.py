"""Reads of custom fields in SQL."""

from typing import Any

import apsw

from models.warehouse.custom import FIELD_COLUMNS, About, CustomField, field_of

Row = tuple[Any, ...]
_FIELD = ", ".join(FIELD_COLUMNS)
FIELDS = f"SELECT {_FIELD} FROM custom_field WHERE status='active' ORDER BY id"
FIELD = f"SELECT {_FIELD} FROM custom_field WHERE id=?"
DOCUMENT_VALUE = "SELECT id FROM document_value WHERE document_id=? AND field=? ORDER BY id LIMIT 1"


class CustomReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    _custom: dict[str, dict[str, CustomField]] | None = None

    def custom_fields(self, about: About) -> dict[str, CustomField]:
        if self._custom is None:
            self._custom = {}
            rows: list[Row] = self._cursor.execute(FIELDS).fetchall()
            for row in rows:
                field = field_of(row)
                self._custom.setdefault(field.about, {})[field.code] = field
        return self._custom.get(about, {})

    def custom_field(self, key: str) -> CustomField | None:
        rows: list[Row] = self._cursor.execute(FIELD, (key,)).fetchall()
        return field_of(rows[0]) if rows else None

    def document_value(self, document_id: int, key: str) -> int | None:
        rows: list[Row] = self._cursor.execute(DOCUMENT_VALUE, (document_id, key)).fetchall()
        return rows[0][0] if rows else None
