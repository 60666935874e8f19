"""Reads about goods that leave, in SQL: column for column the shapes in
edge/floor/reads/outbound.py."""

from collections.abc import Callable
from typing import Any

import apsw

from edge.floor.reads.outbound import (
    Carrier,
    Load,
    OrderOn,
    OrderToPack,
    OrderToStage,
    Shipment,
)
from edge.store.local import LIVE_RESERVATION, OPEN_SHIPMENT
from edge.store.reads.urgency import most_urgent
from models.warehouse.packing.box import Carton, Size

Row = tuple[Any, ...]
ORDERS_MAX = 20  # a list on a tablet; the rest is found by scanning its number
PACKING_MAX = 100
ROWS_MAX = 20

CARTONS = (
    "SELECT code, length_mm, width_mm, height_mm, weight_g_max, tare_g FROM carton_type"
    " WHERE warehouse_id=? AND status='active' ORDER BY code"
)
CARTON_TYPE = "SELECT id FROM carton_type WHERE code=? AND warehouse_id=?"
SIZE_OF = "SELECT length_mm, width_mm, height_mm FROM item WHERE id=?"
_UNPACKED = ("picked", "packing")
_AT_PACKING = most_urgent(*_UNPACKED, most=ORDERS_MAX)
_AT_STAGING = most_urgent("packed", most=ORDERS_MAX)
_URGENT = "d.priority DESC, d.due, d.id"
ORDERS_TO_PACK = (
    "SELECT d.number, coalesce(sum(n.picked), 0), coalesce(sum(n.packed), 0)"
    f" FROM ({_AT_PACKING}) d"
    " LEFT JOIN dn_line n ON n.dn_id=+d.id"
    f" GROUP BY d.id ORDER BY {_URGENT}"
)
ORDERS_PACKING = (
    f"SELECT DISTINCT d.number FROM ({most_urgent(*_UNPACKED, most=PACKING_MAX)}) d"
    " CROSS JOIN reservation r INDEXED BY reservation_of_dn ON r.dn_id=+d.id"
    " LEFT JOIN handling_unit u ON u.id=r.unit_id"
    f" WHERE r.{LIVE_RESERVATION} AND r.kind='picked' AND r.item_id=?"
    f" AND u.kind IS NOT 'package' ORDER BY {_URGENT}"
)

ORDERS_TO_STAGE = (
    "SELECT d.number, coalesce(sum(u.state<>'closed'), 0), count(u.id)"
    f" FROM ({_AT_STAGING}) d"
    " LEFT JOIN handling_unit u ON u.dn_id=+d.id AND u.kind='package'"
    f" GROUP BY d.id ORDER BY {_URGENT}"
)

_CARRIER = "SELECT id, code, name, service, cut_off, status FROM carrier"
CARRIER = f"{_CARRIER} WHERE code=?"
FETCHED_AT = (
    "SELECT c.cut_off FROM dn d CROSS JOIN carrier c ON c.code=d.carrier"
    " WHERE d.id=? AND c.status='active' ORDER BY c.id LIMIT 1"
)
CARRIERS = f"{_CARRIER} WHERE status='active' ORDER BY code LIMIT {ORDERS_MAX}"
_SHIPMENT = (
    "SELECT s.id, s.number, s.state, c.code, s.driver, s.vehicle, l.code, s.tracking, s.is_planned"
    " FROM shipment s{} LEFT JOIN carrier c ON c.id=+s.carrier_id"
    " LEFT JOIN location l ON l.id=+s.dock_id"
)
SHIPMENT = f"{_SHIPMENT.format('')} WHERE s.number=? AND s.warehouse_id=?"
SHIPMENT_BY_ID = f"{_SHIPMENT.format('')} WHERE s.id=?"
SHIPMENTS_OPEN = (
    f"{_SHIPMENT.format(' INDEXED BY shipment_open')} WHERE s.{OPEN_SHIPMENT}"
    f" ORDER BY s.leaves_at_ms IS NULL, s.leaves_at_ms, s.id LIMIT {ORDERS_MAX}"
)
LOADED_OF = (
    "SELECT d.number, coalesce(sum(u.shipment_id=+d.shipment_id), 0) AS loaded, count(u.id) AS all_"
    " FROM dn d LEFT JOIN handling_unit u ON u.dn_id=+d.id AND u.kind='package'"
    " WHERE d.shipment_id=? AND d.state<>'cancelled' GROUP BY d.id"
    f" ORDER BY loaded>=all_, d.number LIMIT {ROWS_MAX}"
)

LOAD_OF = (
    "SELECT coalesce(sum(u.shipment_id=+d.shipment_id), 0), count(u.id)"
    " FROM dn d LEFT JOIN handling_unit u ON u.dn_id=+d.id AND u.kind='package'"
    " WHERE d.shipment_id=? AND d.state<>'cancelled'"
)


class OutboundReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    _warehouse_id: int
    _cartons: list[Carton] | None = None

    def cartons(self) -> list[Carton]:
        if self._cartons is None:
            self._cartons = [
                Carton(code, Size(*edges), weight_g_max, tare_g)
                for code, *edges, weight_g_max, tare_g in self._outbound(
                    CARTONS, self._warehouse_id
                )
            ]
        return self._cartons

    def carton_type(self, code: str) -> int | None:
        rows = self._outbound(CARTON_TYPE, code, self._warehouse_id)
        return rows[0][0] if rows else None

    def size_of(self, item_id: int) -> Size | None:
        rows = self._outbound(SIZE_OF, item_id)
        return Size(*rows[0]) if rows and all(rows[0]) else None

    def orders_to_pack(self) -> list[OrderToPack]:
        return [OrderToPack(*row) for row in self._outbound(ORDERS_TO_PACK)]

    def orders_packing(self, item_id: int) -> list[str]:
        return [row[0] for row in self._outbound(ORDERS_PACKING, item_id)]

    def orders_to_stage(self) -> list[OrderToStage]:
        return [OrderToStage(*row) for row in self._outbound(ORDERS_TO_STAGE)]

    def carrier(self, code: str) -> Carrier | None:
        rows = self._outbound(CARRIER, code)
        return Carrier(*rows[0]) if rows else None

    def fetched_at(self, dn_id: int) -> str | None:
        rows = self._outbound(FETCHED_AT, dn_id)
        return rows[0][0] if rows else None

    def carriers(self) -> list[Carrier]:
        return [Carrier(*row) for row in self._outbound(CARRIERS)]

    def shipment(self, number: str) -> Shipment | None:
        rows = self._outbound(SHIPMENT, number, self._warehouse_id)
        return _shipment(rows[0]) if rows else None

    def shipment_by_id(self, shipment_id: int) -> Shipment | None:
        rows = self._outbound(SHIPMENT_BY_ID, shipment_id)
        return _shipment(rows[0]) if rows else None

    def shipments_open(self) -> list[Shipment]:
        return [_shipment(row) for row in self._outbound(SHIPMENTS_OPEN)]

    def load_of(self, shipment_id: int) -> Load:
        return Load(*self._outbound(LOAD_OF, shipment_id)[0])

    def loaded_of(self, shipment_id: int) -> list[OrderOn]:
        return [OrderOn(*row) for row in self._outbound(LOADED_OF, shipment_id)]

    def _outbound(self, statement: str, *values: object) -> list[Row]:
        return self._cursor.execute(statement, values).fetchall()


def _shipment(row: Row) -> Shipment:
    *fields, is_planned = row
    return _made(*fields, bool(is_planned))


_made: Callable[..., Shipment] = Shipment
