"""What ids are called, looked up once a page."""

from typing import Any

import apsw

from models.warehouse import ids
from models.warehouse.naming import called

_DOCUMENTS = ("dn", "asn", "kit_order")


class Names:
    """Names of rows as they are now; a row that is not here is called by its id."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, int], tuple[Any, ...] | None] = {}

    def row(self, table: str, columns: str, row_id: int) -> tuple[Any, ...] | None:
        """Columns of one row; both names are ours."""
        key = (f"{table}.{columns}", row_id)
        if key not in self._known:
            sql = f'SELECT {columns} FROM "{table}" WHERE id=?'  # noqa: S608  names of ours
            self._known[key] = self._connection.execute(sql, (row_id,)).fetchone()
        return self._known[key]

    def code(self, table: str, row_id: object) -> str:
        """The code of a row that must have one."""
        assert isinstance(row_id, int)
        found = self.row(table, called("item") if table == "item" else "code", row_id)
        return str(found[0]) if found is not None else ids.show(row_id)

    def maybe(self, table: str, row_id: object) -> str | None:
        """The code of a row, where there is one; 0 and None are nobody."""
        return self.code(table, row_id) if isinstance(row_id, int) and row_id else None

    def place(self, location_id: object) -> str | None:
        """A location of the warehouse; None: outside of it."""
        assert isinstance(location_id, int)
        found = self.row("location", "code, kind", location_id)
        if found is None:
            return ids.show(location_id)
        return str(found[0]) if found[1] != "virtual" else None

    def document(self, document_id: object) -> str | None:
        """The number of an order, delivery or kit order."""
        if not isinstance(document_id, int) or not document_id:
            return None
        for table in _DOCUMENTS:
            found = self.row(table, "number", document_id)
            if found is not None:
                return str(found[0])
        return ids.show(document_id)
