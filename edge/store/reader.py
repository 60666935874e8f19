"""Reads for decisions, on the writer's own connection: each an indexed look-up, fetched whole.

Nothing is left half-read: an open statement would hold the read mark and keep the WAL growing.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import apsw

from edge.floor.reader import (
    Area,
    Asn,
    AsnLine,
    Dn,
    DnLine,
    Item,
    Location,
    Lot,
    Pack,
    PickTask,
    PutawayTask,
    Reserved,
    TaskRow,
    Unit,
)
from edge.store import statements as sql
from edge.store.reads.attaching import AttachingReads
from edge.store.reads.counting import CountingReads
from edge.store.reads.custom import CustomReads
from edge.store.reads.exceptions import ExceptionReads
from edge.store.reads.foresight import ForesightReads
from edge.store.reads.freight import FreightReads
from edge.store.reads.inbound import InboundReads
from edge.store.reads.kits import KitReads
from edge.store.reads.outbound import OutboundReads
from edge.store.reads.picking import PickingReads
from edge.store.reads.places import PlaceReads, Spot
from edge.store.reads.releasing import ReleasingReads
from edge.store.reads.reversing import ReversingReads
from edge.store.reads.rules import RuleReads
from edge.store.reads.stock import StockReads
from edge.store.reads.transfers import TransferReads
from edge.store.reads.work import WorkReads
from edge.store.reads.working import WorkingReads
from edge.store.reads.zones import ZoneReads
from models.warehouse.barcodes import as_gtin, clean, named_by
from models.warehouse.catch import Held
from models.warehouse.owners import SIGN, partings
from models.warehouse.stock import AVAILABLE, Stock, StockKey

T = TypeVar("T")
Row = tuple[Any, ...]
"""What SQL hands over; the shapes' tests prove that columns and fields agree."""
_NOTHING = (0, 0, 0)  # a quant that is not there: on hand, reserved, since when
CACHED_MAX = 50_000


class SqlReader(
    WorkReads,
    InboundReads,
    PickingReads,
    CountingReads,
    RuleReads,
    OutboundReads,
    ReleasingReads,
    WorkingReads,
    ZoneReads,
    KitReads,
    AttachingReads,
    CustomReads,
    TransferReads,
    ReversingReads,
    ExceptionReads,
    FreightReads,
    ForesightReads,
    StockReads,
    PlaceReads,
):
    """edge.floor.reader.SiteReader over SQL."""

    def __init__(self, connection: apsw.Connection, warehouse_id: int) -> None:
        self._cursor = connection.cursor()
        self._execute = self._cursor.execute
        self._warehouse_id = warehouse_id
        self._empty_from: dict[tuple[str, Area], Spot] = {}
        self._items: dict[int, Item | None] = {}
        self._locations: dict[int, Location | None] = {}
        # By their very codes; what a barcode or a pack stands for is looked up each time.
        self._items_of: dict[str, list[Item]] = {}
        self._locations_of: dict[str, list[Location]] = {}

    def forget(self) -> None:
        """Items or locations may have changed, or a transaction was undone: read them anew."""
        self._items.clear()
        self._locations.clear()
        self._items_of.clear()
        self._locations_of.clear()
        self._rules = None
        self._channels = None
        self._cartons = None
        self._custom = None

    # -- master data ------------------------------------------------------------------------------

    def items(self, code: str) -> list[Item]:
        found = self._items_plain(code)
        if SIGN in code:
            known = {item.id for item in found}
            found = found + [
                item
                for part, owner in partings(clean(code))
                for item in self._items_plain(part)
                if item.owner == owner and item.id not in known
            ]
        return found

    def _items_plain(self, code: str) -> list[Item]:
        found = self._items_of.get(code) or self._all(Item, sql.ITEM_BY_CODE, (code,))
        if found:
            _keep(self._items_of, code, found)
            return found
        cleaned = clean(code)
        if cleaned != code:
            found = self._all(Item, sql.ITEM_BY_CODE, (cleaned,))
        if not found:
            ids = {row_id for kind, row_id in self._meanings(cleaned) if kind == "item"}
            gtin = as_gtin(cleaned)
            if gtin is not None:
                rows: list[Row] = self._execute(sql.ITEM_OF_GTIN, (gtin,)).fetchall()
                ids |= {row[0] for row in rows}
            found = [item for row_id in sorted(ids) if (item := self.item(row_id)) is not None]
        return found

    def owners(self, code: str) -> list[int]:
        rows: list[Row] = self._execute(sql.OWNERS_BY_CODE, (code,)).fetchall()
        return [row[0] for row in rows]

    def item(self, item_id: int) -> Item | None:
        if item_id not in self._items:
            if len(self._items) >= CACHED_MAX:
                self._items.clear()
            self._items[item_id] = self._one(Item, sql.ITEM, (item_id,))
        return self._items[item_id]

    def pack(self, item_id: int, code: str) -> Pack | None:
        gtin = as_gtin(clean(code))
        return self._one(Pack, sql.PACK_OF_GTIN, (gtin, item_id)) if gtin is not None else None

    def packs(self, item_id: int) -> list[Pack]:
        return self._all(Pack, sql.PACKS, (item_id,))

    def pack_row(self, item_id: int, name: str) -> int | None:
        rows: list[Row] = self._execute(sql.PACK_ROW, (item_id, name)).fetchall()
        return rows[0][0] if rows else None

    def locations(self, code: str) -> list[Location]:
        found = self._locations_of.get(code) or self._all(
            Location, sql.LOCATION_BY_CODE, (code, self._warehouse_id)
        )
        if found:
            _keep(self._locations_of, code, found)
            return found
        cleaned = clean(code)
        if cleaned != code:
            found = self._all(Location, sql.LOCATION_BY_CODE, (cleaned, self._warehouse_id))
        if not found:
            for kind, row_id in self._meanings(cleaned):
                location = self.location(row_id) if kind == "location" else None
                if location is not None:
                    found.append(location)
        return found

    def location(self, location_id: int) -> Location | None:
        if location_id not in self._locations:
            if len(self._locations) >= CACHED_MAX:
                self._locations.clear()
            found = self._one(Location, sql.LOCATION, (location_id, self._warehouse_id))
            self._locations[location_id] = found
        return self._locations[location_id]

    def first_location(self, kind: str, wanted: str = "normal") -> Location | None:
        return self._one(Location, sql.FIRST_LOCATION, (self._warehouse_id, kind, wanted))

    def partner(self, code: str) -> int | None:
        rows: list[Row] = self._execute(sql.PARTNER_BY_CODE, (code,)).fetchall()
        return rows[0][0] if rows else None

    def lot(self, item_id: int, code: str) -> Lot | None:
        return self._one(Lot, sql.LOT, (item_id, code))

    def lot_on_hand(self, lot_id: int) -> int:
        return self._number(sql.LOT_ON_HAND, (lot_id,))

    # -- handling units ---------------------------------------------------------------------------

    def unit(self, code: str) -> Unit | None:
        return self._one(Unit, sql.UNIT_BY_CODE, (code,))

    def unit_by_id(self, unit_id: int) -> Unit | None:
        return self._one(Unit, sql.UNIT_BY_ID, (unit_id,))

    def units_in(self, unit_id: int) -> list[Unit]:
        return self._all(Unit, sql.UNITS_IN, (unit_id,))

    def highest_unit(self, lowest: str, highest: str) -> str | None:
        rows: list[Row] = self._execute(sql.HIGHEST_UNIT, (lowest, highest)).fetchall()
        return rows[0][0] if rows else None

    def units_of_dn(self, dn_id: int) -> list[Unit]:
        return self._all(Unit, sql.UNITS_OF_DN, (dn_id,))

    def units_on(self, shipment_id: int) -> list[Unit]:
        return self._all(Unit, sql.UNITS_ON, (shipment_id,))

    def orders_on(self, shipment_id: int) -> list[Dn]:
        return self._all(Dn, sql.DNS_ON, (shipment_id,))

    # -- documents --------------------------------------------------------------------------------

    def asn(self, number: str) -> Asn | None:
        return self._one(Asn, sql.ASN_BY_NUMBER, (number, self._warehouse_id))

    def asn_by_id(self, asn_id: int) -> Asn | None:
        return self._one(Asn, sql.ASN, (asn_id,))

    def returns_of(self, dn_id: int) -> list[Asn]:
        return self._all(Asn, sql.RETURNS_OF, (dn_id,))

    def asn_lines(self, asn_id: int) -> list[AsnLine]:
        return self._all(AsnLine, sql.ASN_LINES, (asn_id,))

    def asn_lines_ahead(self, asn_id: int) -> list[AsnLine]:
        return self._all(AsnLine, sql.ASN_LINES_AHEAD, (asn_id,))

    def asn_progress(self, asn_id: int) -> tuple[int, int]:
        rows: list[Row] = self._execute(sql.ASN_PROGRESS, (asn_id,)).fetchall()
        return rows[0][0], rows[0][1]

    def asn_lines_of(self, asn_id: int, item_id: int) -> list[AsnLine]:
        return self._all(AsnLine, sql.ASN_LINES_OF, (asn_id, item_id))

    def asn_line(self, line_id: int) -> AsnLine | None:
        return self._one(AsnLine, sql.ASN_LINE, (line_id,))

    def dn(self, number: str) -> Dn | None:
        return self._one(Dn, sql.DN_BY_NUMBER, (number, self._warehouse_id))

    def dn_by_id(self, dn_id: int) -> Dn | None:
        return self._one(Dn, sql.DN, (dn_id,))

    def dn_lines(self, dn_id: int) -> list[DnLine]:
        return self._all(DnLine, sql.DN_LINES, (dn_id,))

    def reservations(self, dn_id: int) -> list[Reserved]:
        return self._all(Reserved, sql.RESERVATIONS, (dn_id,))

    # -- tasks ------------------------------------------------------------------------------------

    def pick_task(self, task_id: int) -> PickTask | None:
        # The hot path: what changes is joined, what stays is remembered.
        rows: list[Row] = self._execute(sql.PICK_TASK, (task_id,)).fetchall()
        if not rows:
            return None
        row = rows[0]
        task, (more, person, until_ms, *figures), place = row[:18], row[18:24], row[24:]
        key = _stock_key(*place, AVAILABLE)
        item = self.item(key.item_id)
        assert item is not None
        stock = self._stock(key, *(figures if figures[0] is not None else _NOTHING))
        return _pick_task(*task, item.code, item.tracking, stock, person, until_ms, more)

    def putaway_task(self, task_id: int) -> PutawayTask | None:
        return self._one(PutawayTask, sql.PUTAWAY_TASK, (task_id,))

    def putaway_tasks(self, item_id: int, lot_id: int | None = None) -> list[PutawayTask]:
        if lot_id is not None:
            return self._all(PutawayTask, sql.PUTAWAY_TASKS_OF_LOT, (item_id, lot_id))
        return self._all(PutawayTask, sql.PUTAWAY_TASKS, (item_id,))

    def open_tasks(self, document_id: int) -> list[TaskRow]:
        return self._all(TaskRow, sql.OPEN_TASKS, (document_id,))

    def has_open_task(self, document_id: int, kind: str, besides: int) -> bool:
        return bool(self._execute(sql.HAS_OPEN_TASK, (document_id, kind, besides)).fetchall())

    # -- stock ------------------------------------------------------------------------------------

    def stock_at(
        self, location_id: int, item_id: int | None = None, unit_id: int | None = None
    ) -> list[Stock]:
        if item_id is None:
            stocks = self._stocks(sql.STOCK_AT, (location_id,))
        else:
            stocks = self._stocks(sql.STOCK_OF_ITEM_AT, (item_id, location_id))
        if unit_id is None:
            return stocks
        return [stock for stock in stocks if stock.key.unit_id == unit_id]

    def has_stock(self, item_id: int) -> bool:
        return bool(self._execute(sql.HAS_STOCK, (item_id,)).fetchall())

    def held(self, key: StockKey) -> Held | None:
        return self._one(Held, sql.HELD, tuple(key))

    def stock_in_unit(self, unit_id: int) -> list[Stock]:
        return self._stocks(sql.STOCK_IN_UNIT, (unit_id,))

    def inspections(self) -> list[Stock]:
        return self._stocks(sql.STOCK_TO_INSPECT, ())

    def inspections_of(self, item_id: int) -> list[Stock]:
        return self._stocks(sql.STOCK_OF_ITEM_TO_INSPECT, (item_id,))

    # -- rows -------------------------------------------------------------------------------------

    def _meanings(self, code: str) -> list[tuple[str, int]]:
        """What a barcode stands for: (kind, row id)."""
        rows: list[Row] = self._execute(sql.BARCODE, (code,)).fetchall()
        found = [named_by(element) for (element,) in rows]
        return [named for named in found if named is not None]

    def _stock(self, key: StockKey, quantity: int, reserved: int, received_at_ms: int) -> Stock:
        """One quant with what is known of its place."""
        location = self.location(key.location_id)
        assert location is not None
        lot = self._one(Lot, sql.LOT_BY_ID, (key.lot_id,)) if key.lot_id else None
        unit = self._one(Unit, sql.UNIT_BY_ID, (key.unit_id,)) if key.unit_id else None
        return Stock(
            key,
            quantity,
            reserved,
            received_at_ms,
            location.code,
            location.kind,
            location.property,
            location.status,
            location.zone,
            location.sequence,
            lot.code if lot is not None else None,
            lot.expiry if lot is not None else None,
            unit.code if unit is not None else None,
        )

    def _stocks(self, statement: str, values: Row) -> list[Stock]:
        return [_stock(row) for row in self._execute(statement, values).fetchall()]

    def _number(self, statement: str, values: Row) -> int:
        number = self._execute(statement, values).fetchall()[0][0]
        assert isinstance(number, int)
        return number

    def _all(self, shape: type[T], statement: str, values: Row) -> list[T]:
        return [shape(*row) for row in self._execute(statement, values).fetchall()]

    def _one(self, shape: type[T], statement: str, values: Row) -> T | None:
        rows = self._execute(statement, values).fetchall()
        return shape(*rows[0]) if rows else None


def _keep(known: dict[str, list[T]], code: str, found: list[T]) -> None:
    if len(known) >= CACHED_MAX:
        known.clear()
    known[code] = found


_pick_task: Callable[..., PickTask] = PickTask
_stock_key: Callable[..., StockKey] = StockKey


def _stock(row: Row) -> Stock:
    """Columns as in statements.STOCK."""
    key = StockKey(*row[:6])
    return Stock(key, *row[6:])
