"""Reads of stock that may be given to orders: in turn, a few at a time, by the index of that turn.

An item may lie in thousands of places; an order wants the first few of them.
"""

from typing import Any

import apsw

from edge.floor.reads.stock import CHUNK
from edge.store import statements as sql
from models.warehouse.stock import LAST_EXPIRY, Stock, StockKey

Row = tuple[Any, ...]
WINDOW = 500  # as many as a removal rule puts in an order of its own
_FIRST = (-1, 0, 0, 0, 0)

_FREE = (
    f"{sql.QUANT.replace('quant q JOIN', 'quant q INDEXED BY quant_take CROSS JOIN')}"
    " WHERE q.item_id=? AND q.status='available' AND q.is_free=1"
    " AND (q.expiry, q.received_at_ms, q.location_id, q.unit_id, q.lot_id, q.owner_id)"
    " > (?,?,?,?,?,?) AND l.kind='storage' ORDER BY q.expiry {way}, q.received_at_ms {way},"
    " q.location_id {way}, q.unit_id {way}, q.lot_id {way}, q.owner_id {way} LIMIT {most}"
)
FREE = _FREE.format(way="ASC", most="?")
FREE_WIDE = _FREE.format(way="ASC", most=WINDOW)
FREE_NEWEST = _FREE.format(way="DESC", most=WINDOW)


class StockReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def stock_to_give(
        self, item_id: int, today: str, after: Stock | None = None, most: int = CHUNK
    ) -> list[Stock]:
        if after is None:
            start: Row = (today, *_FIRST)
        else:
            key = after.key
            place = (key.location_id, key.unit_id, key.lot_id, key.owner_id)
            start = (after.expiry or LAST_EXPIRY, after.received_at_ms, *place)
        return self._free(FREE, (item_id, *start, most))

    def stock_window(self, item_id: int, today: str, *, newest: bool) -> list[Stock]:
        return self._free(FREE_NEWEST if newest else FREE_WIDE, (item_id, today, *_FIRST))

    def _free(self, statement: str, values: Row) -> list[Stock]:
        rows: list[Row] = self._cursor.execute(statement, values).fetchall()
        return [Stock(StockKey(*row[:6]), *row[6:]) for row in rows]
