"""Reads for reversing in SQL, column for column the shape in edge/floor/reads/reversing.py."""

from typing import Any

import apsw

from edge.floor.reads.reversing import Crossing
from edge.store.local import AT_BORDER, OF_KITS
from models.warehouse.catch import Held
from sync.store.sqlite.keys import INDEX_BITS, SEQ_BITS, STREAM_SHIFT

Row = tuple[Any, ...]

_REFERENCE = (
    f"s.epoch || '.' || ((m.id >> {INDEX_BITS}) & {(1 << SEQ_BITS) - 1})"
    f" || '.' || (m.id & {(1 << INDEX_BITS) - 1})"
)
_CROSSINGS = (
    f"SELECT {_REFERENCE} AS reference, coalesce(m.line_id, 0), m.item_id, m.lot_id, o.code,"
    " m.owner_id, m.quantity, m.from_location, m.from_unit, m.from_status, m.to_location,"
    " m.to_unit, m.to_status, m.received_at_ms, m.kind, m.reverses, m.weight_g FROM movement m"
    f" JOIN s_stream s ON s.id=m.id >> {STREAM_SHIFT} LEFT JOIN lot o ON o.id=m.lot_id"
    " WHERE m.document_id=? AND m.{} ORDER BY m.id DESC"
)
CROSSINGS, OF_ORDER = _CROSSINGS.format(AT_BORDER), _CROSSINGS.format(OF_KITS)
_QUANTITY, _KIND, _REVERSES, _WEIGHT = 6, 14, 15, 16
NOTHING = Held(0, 0)
RECEIPTS, SHIPMENTS = frozenset(("receive", "return")), frozenset(("ship",))
MADE, USED = frozenset(("kit_make",)), frozenset(("kit_use",))


class ReversingReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def received(self, asn_id: int) -> list[Crossing]:
        return self._crossings(asn_id, RECEIPTS)

    def shipped(self, dn_id: int) -> list[Crossing]:
        return self._crossings(dn_id, SHIPMENTS)

    def kits_made(self, order_id: int) -> list[Crossing]:
        return self._crossings(order_id, MADE, OF_ORDER)

    def parts_used(self, order_id: int) -> list[Crossing]:
        return self._crossings(order_id, USED, OF_ORDER)

    def _crossings(
        self, document_id: int, kinds: frozenset[str], statement: str = CROSSINGS
    ) -> list[Crossing]:
        rows: list[Row] = self._cursor.execute(statement, (document_id,)).fetchall()
        back: dict[str, Held] = {}
        for row in rows:
            if row[_REVERSES] is not None:
                before = back.get(row[_REVERSES], NOTHING)
                more = Held(row[_QUANTITY], row[_WEIGHT] or 0)
                back[row[_REVERSES]] = Held(*(sum(pair) for pair in zip(before, more, strict=True)))
        scrapped = {_record(row[0]) for row in rows if row[_KIND] == "scrap"}
        return [
            _crossing(row, back.get(row[0], NOTHING), scrapped)
            for row in rows
            if row[_KIND] in kinds and row[_QUANTITY] > back.get(row[0], NOTHING).quantity
        ]


def _crossing(row: Row, back: Held, scrapped: set[str]) -> Crossing:
    left = row[_QUANTITY] - back.quantity
    weight_g = row[_WEIGHT] - back.weight_g if row[_WEIGHT] is not None else None
    is_waste = _record(row[0]) in scrapped
    values = (*row[:_QUANTITY], left, *row[_QUANTITY + 1 : _KIND], is_waste, weight_g)
    return Crossing(*values)


def _record(reference: str) -> str:
    """Movements of one decision are in one record."""
    return reference.rpartition(".")[0]
