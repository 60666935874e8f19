"""What a decision may read, and the shapes it reads. edge/store/reader.py answers from SQL.

Every call is an indexed look-up whose cost does not grow with the size of the site.
"""

from typing import Protocol

import msgspec

from edge.floor.reads.counting import CountingReads
from edge.floor.reads.inbound import InboundReads
from edge.floor.reads.outbound import OutboundReads
from edge.floor.reads.picking import PickingReads
from edge.floor.reads.releasing import ReleasingReads
from edge.floor.reads.rules import RuleReads
from edge.floor.reads.working import WorkingReads
from models.warehouse.dialogues.conversation import Conversation
from models.warehouse.rules.putaway import Load, Room
from models.warehouse.stock import Stock


class Item(msgspec.Struct, frozen=True, gc=False):
    """An item; tracking is none, lot or serial."""

    id: int
    owner_id: int
    code: str
    description: str | None
    tracking: str
    shelf_life_days: int | None
    weight_g: int | None
    status: str
    class_abc: str | None = None
    volume_mm3: int | None = None


class Pack(msgspec.Struct, frozen=True, gc=False):
    """What a GTIN stands for: so many base units of its item, called so."""

    name: str | None
    quantity: int


class Location(msgspec.Struct, frozen=True, gc=False):
    """A location of this warehouse."""

    id: int
    code: str
    kind: str
    property: str
    zone: str | None
    sequence: int
    mix: str
    weight_g_max: int | None
    status: str
    units_max: int | None = None
    volume_mm3_max: int | None = None
    item_id: int | None = None
    min_quantity: int = 0
    max_quantity: int | None = None

    def room(self) -> Room:
        """What it holds at most."""
        return Room(self.units_max, self.weight_g_max, self.volume_mm3_max)


class Area(msgspec.Struct, frozen=True, gc=False):
    """Which locations are meant: of a zone, of a size class; None: all."""

    zone: str | None = None
    size_class: str | None = None


ANYWHERE = Area()


class Lot(msgspec.Struct, frozen=True, gc=False):
    """A lot of an item; expiry as YYYY-MM-DD, the last day it may be used."""

    id: int
    item_id: int
    code: str
    expiry: str | None


class Unit(msgspec.Struct, frozen=True, gc=False):
    """A handling unit: pallet, tote or package."""

    id: int
    code: str
    kind: str | None
    state: str
    location_id: int | None
    dn_id: int | None
    revision: int = 0
    shipment_id: int | None = None


class Asn(msgspec.Struct, frozen=True, gc=False):
    """A delivery: announced, blind (nobody announced it) or return (of the order origin_id)."""

    id: int
    owner_id: int
    number: str
    state: str
    dock_id: int | None
    supplier: str | None = None
    kind: str = "announced"
    origin_id: int | None = None


class AsnLine(msgspec.Struct, frozen=True, gc=False):
    """A line of an ASN; damaged is part of received."""

    id: int
    line: int
    item_id: int
    item: str
    expected: int
    received: int
    damaged: int
    put_away: int
    lot: str | None


class Dn(msgspec.Struct, frozen=True, gc=False):
    """An order to deliver."""

    id: int
    owner_id: int
    number: str
    state: str
    customer_id: int
    priority: int
    due_at_ms: int | None
    backorder_of: int | None
    created_at_ms: int = 0
    channel_id: int | None = None
    shipment_id: int | None = None


class DnLine(msgspec.Struct, frozen=True, gc=False):
    """A line of a DN. See models.warehouse.lines for the arithmetic."""

    id: int
    line: int
    item_id: int
    item: str
    ordered: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    short: int
    cancelled: int
    delivered: int = 0
    refused: int = 0
    promised: int = 0


class Reserved(msgspec.Struct, frozen=True, gc=False):
    """A reservation of an order with the stock it stands on."""

    id: int
    dn_id: int
    line_id: int
    item_id: int
    item: str
    owner_id: int
    location_id: int
    unit_id: int
    unit_kind: str | None
    lot_id: int
    lot: str | None
    status: str
    quantity: int
    kind: str
    received_at_ms: int


class PickTask(msgspec.Struct, frozen=True, gc=False):
    """A pick task with everything its confirmation needs, read in one go."""

    id: int
    state: str
    quantity: int
    done_quantity: int
    to_location: int
    reservation_id: int
    dn_id: int
    dn_number: str
    dn_state: str
    customer_id: int
    dn_priority: int
    dn_due_at_ms: int | None
    dn_backorder_of: int | None
    line_id: int
    line: int
    line_allocated: int
    line_picked: int
    line_short: int
    item: str
    tracking: str
    stock: Stock
    lease_person: int | None
    lease_until_ms: int | None


class PutawayTask(msgspec.Struct, frozen=True, gc=False):
    """A putaway task; `status` is the status of the stock that waits."""

    id: int
    kind: str
    state: str
    item_id: int
    owner_id: int
    lot_id: int
    unit_id: int
    status: str
    from_location: int
    to_location: int | None
    quantity: int
    done_quantity: int
    document_id: int | None
    line_id: int | None


class TaskRow(msgspec.Struct, frozen=True, gc=False):
    """An open task of a document."""

    id: int
    kind: str
    state: str
    from_location: int


class SiteReader(
    InboundReads,
    PickingReads,
    CountingReads,
    RuleReads,
    OutboundReads,
    ReleasingReads,
    WorkingReads,
    Protocol,
):
    """Reads inside the write transaction."""

    def items(self, code: str) -> list[Item]:
        """Items a code stands for: item code, barcode or GTIN. More than one = ambiguous."""
        ...

    def item(self, item_id: int) -> Item | None: ...

    def pack(self, item_id: int, code: str) -> Pack | None:
        """The pack of an item whose GTIN was scanned; None: it was no GTIN of a pack."""
        ...

    def conversation(self, person_id: int) -> Conversation | None:
        """Where a person stands in a dialogue."""
        ...

    def locations(self, code: str) -> list[Location]:
        """Locations of this warehouse a code stands for."""
        ...

    def location(self, location_id: int) -> Location | None: ...

    def first_location(self, kind: str, wanted: str = "normal") -> Location | None:
        """The first active location of a kind with the property wanted."""
        ...

    def partner(self, code: str) -> int | None:
        """Id of a partner."""
        ...

    def lot(self, item_id: int, code: str) -> Lot | None: ...

    def lot_on_hand(self, lot_id: int) -> int:
        """What lies of a lot in the warehouse."""
        ...

    def unit(self, code: str) -> Unit | None: ...

    def highest_unit(self, lowest: str, highest: str) -> str | None:
        """The highest unit code within a range of codes."""
        ...

    def units_of_dn(self, dn_id: int) -> list[Unit]:
        """Packages and totes of an order."""
        ...

    def units_on(self, shipment_id: int) -> list[Unit]:
        """Packages on a vehicle, or that left with it."""
        ...

    def orders_on(self, shipment_id: int) -> list[Dn]:
        """Orders of a shipment that are not cancelled."""
        ...

    def asn(self, number: str) -> Asn | None: ...

    def asn_by_id(self, asn_id: int) -> Asn | None: ...

    def returns_of(self, dn_id: int) -> list[Asn]:
        """Returns of an order, closed ones too."""
        ...

    def asn_lines(self, asn_id: int) -> list[AsnLine]: ...

    def asn_line(self, line_id: int) -> AsnLine | None: ...

    def dn(self, number: str) -> Dn | None: ...

    def dn_by_id(self, dn_id: int) -> Dn | None: ...

    def dn_lines(self, dn_id: int) -> list[DnLine]: ...

    def reservations(self, dn_id: int) -> list[Reserved]:
        """Live reservations (hard and picked) of an order."""
        ...

    def pick_task(self, task_id: int) -> PickTask | None:
        """None also if the task is not a pick task."""
        ...

    def putaway_task(self, task_id: int) -> PutawayTask | None: ...

    def putaway_tasks(self, item_id: int) -> list[PutawayTask]:
        """Open putaway tasks of an item, oldest first."""
        ...

    def putaway_of_unit(self, unit_id: int) -> list[PutawayTask]:
        """Open putaway tasks of a unit's content, most urgent first; the first fifty."""
        ...

    def putaway_from(self, location_id: int) -> list[PutawayTask]:
        """Open putaway tasks that begin in a location, likewise."""
        ...

    def putaway_waiting(self) -> list[PutawayTask]:
        """Open putaway tasks of the site, likewise."""
        ...

    def open_tasks(self, document_id: int) -> list[TaskRow]:
        """Open tasks of a document."""
        ...

    def has_open_task(self, document_id: int, kind: str, besides: int) -> bool:
        """Whether a document has an open task of this kind besides the given one."""
        ...

    def stock_to_give(self, item_id: int, today: str, after: Stock | None = None) -> list[Stock]:
        """Free stock that has not expired, by expiry and age: the first few after the one given."""
        ...

    def stock_window(self, item_id: int, today: str, *, newest: bool) -> list[Stock]:
        """The first few hundred of it, or the last, those first."""
        ...

    def stock_at(
        self, location_id: int, item_id: int | None = None, unit_id: int | None = None
    ) -> list[Stock]:
        """All stock in a location, of an item or in a unit."""
        ...

    def stock_in_unit(self, unit_id: int) -> list[Stock]:
        """All stock in a unit."""
        ...

    def load_in(self, location_id: int) -> Load:
        """What lies in a location; measures as far as the items' are known."""
        ...

    def fixed_location(self, item_id: int, wanted: str) -> Location | None:
        """The storage location kept for an item."""
        ...

    def home_of(self, item_id: int, wanted: str, area: Area = ANYWHERE) -> Location | None:
        """A storage location that already holds the item."""
        ...

    def empty_location(self, wanted: str, area: Area = ANYWHERE) -> Location | None:
        """A storage location that holds nothing and is nobody's putaway target."""
        ...

    def empty_near(self, wanted: str, sequence: int, area: Area = ANYWHERE) -> Location | None:
        """The empty one nearest in walking order, as far as a few hundred locations reach."""
        ...
