"""What the API says, field for field. Ids are 13 characters of base 32, times ISO 8601 in UTC."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from edge.api.attachment_shapes import Attachment
from edge.api.history_shapes import HistoryRow
from models.warehouse.custom import CustomField, FieldValue
from models.warehouse.freight import Freight

Code = Annotated[str, Meta(min_length=1, max_length=80)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class _Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something a client sends: unknown fields are refused."""


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something the site answers."""


class Counts(_Told, frozen=True, kw_only=True):
    receive: int
    putaway: int
    pick: int
    pack: int
    ship: int


class Work(_Told, frozen=True, kw_only=True):
    counts: Counts
    as_of: str


class AsnLine(_Told, frozen=True, kw_only=True):
    line: int
    item: str
    description: str
    barcodes: list[str]
    packs: dict[str, int]
    tracking: str
    expected: int
    received: int
    damaged: int
    put_away: int
    uom: str


class Asn(_Told, frozen=True, kw_only=True):
    """A delivery; `reason`: why it was cancelled."""

    asn: str
    supplier: str | None
    state: str
    expected_on: str | None
    dock: str | None
    lines: list[AsnLine]
    reason: str | None = None
    custom: list[FieldValue] = []
    freight: Freight | None = None
    owner: str | None = None


class ReceiveWork(_Told, frozen=True, kw_only=True):
    items: list[Asn]
    as_of: str


class PutawayTask(_Told, frozen=True, kw_only=True):
    task_id: str
    item: str
    description: str
    barcodes: list[str]
    packs: dict[str, int]
    quantity: int
    lot: str | None
    unit: str | None
    from_location: str | None
    to_location: str | None
    to_barcode: str | None


class PutawayWork(_Told, frozen=True, kw_only=True):
    items: list[PutawayTask]
    as_of: str


class PickTask(_Told, frozen=True, kw_only=True):
    task_id: str
    order: str
    location: str
    location_barcode: str | None
    zone: str | None
    item: str
    description: str
    barcodes: list[str]
    packs: dict[str, int]
    quantity: int
    uom: str
    lot: str | None
    expiry: str | None
    sequence: int


class Claim(_Asked, frozen=True, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class PickWork(_Told, frozen=True, kw_only=True):
    """`order` is the order (or the first of a batch); null when there is no work."""

    order: str | None
    items: list[PickTask]
    lease_until: str | None
    as_of: str


class OrderLine(_Told, frozen=True, kw_only=True):
    line: int
    item: str
    description: str
    barcodes: list[str]
    packs: dict[str, int]
    ordered: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    short: int
    cancelled: int
    uom: str


class Order(_Told, frozen=True, kw_only=True):
    order: str
    customer: str | None
    state: str
    priority: int
    due_at: str | None
    created_at: str | None
    shipped_at: str | None
    carrier: str | None
    tracking: str | None
    lines: list[OrderLine]
    custom: list[FieldValue] = []
    freight: Freight | None = None
    owner: str | None = None


class OrderWork(_Told, frozen=True, kw_only=True):
    items: list[Order]
    as_of: str


class OrderRow(_Told, frozen=True, kw_only=True):
    order: str
    customer: str | None
    state: str
    priority: int
    due_at: str | None
    lines: int
    units: int
    owner: str | None = None


class OrderPage(_Told, frozen=True, kw_only=True):
    items: list[OrderRow]
    next_cursor: str | None
    as_of: str


class AsnRow(_Told, frozen=True, kw_only=True):
    asn: str
    supplier: str | None
    state: str
    expected_on: str | None
    lines: int
    expected: int
    received: int
    owner: str | None = None


class AsnPage(_Told, frozen=True, kw_only=True):
    items: list[AsnRow]
    next_cursor: str | None
    as_of: str


class StockRow(_Told, frozen=True, kw_only=True):
    """`weight_g`: of goods sold by weight, all of it together."""

    item: str
    description: str
    location: str
    zone: str | None
    lot: str | None
    expiry: str | None
    unit: str | None
    status: str
    on_hand: int
    allocated: int
    available: int
    weight_g: int | None = None
    owner: str | None = None


class StockPage(_Told, frozen=True, kw_only=True):
    items: list[StockRow]
    next_cursor: str | None
    as_of: str


class Item(_Told, frozen=True, kw_only=True):
    """`item`: its code, CODE@OWNER where several owners use it."""

    item: str
    description: str
    barcodes: list[str]
    packs: dict[str, int]
    uom: str
    tracking: str
    status: str
    min_quantity: int
    on_hand: int
    allocated: int
    catch_weight: bool = False
    owner: str | None = None


class ItemPage(_Told, frozen=True, kw_only=True):
    items: list[Item]
    next_cursor: str | None
    as_of: str


class Location(_Told, frozen=True, kw_only=True):
    location: str
    kind: str
    property: str
    zone: str | None
    barcode: str | None
    sequence: int
    x_mm: int
    y_mm: int
    status: str


class LocationPage(_Told, frozen=True, kw_only=True):
    items: list[Location]
    next_cursor: str | None
    as_of: str


class Label(_Told, frozen=True, kw_only=True):
    """What a GS1 code says beside the item or unit it names."""

    gtin: str | None
    sscc: str | None
    lot: str | None
    serial: str | None
    expiry: str | None
    quantity: int | None


class CustomFieldPage(_Told, frozen=True, kw_only=True):
    items: list[CustomField]
    as_of: str


class UnitRow(_Told, frozen=True, kw_only=True):
    """A unit that lies in the one looked up; `into`: the one it lies in itself."""

    unit: str
    kind: str | None
    state: str
    into: str


class Lookup(_Told, frozen=True, kw_only=True):
    """What a code stands for; the fields that do not apply are absent. past: the row of a document
    that was over before the site moved in."""

    kind: Literal["item", "location", "unit", "asn", "order", "unknown"]
    code: str
    item: Item | None = None
    location: Location | None = None
    unit: dict[str, str | int | None] | None = None
    asn: AsnRow | None = None
    order: OrderRow | None = None
    past: HistoryRow | None = None
    label: Label | None = None
    stock: list[StockRow] = []
    inside: list[UnitRow] = []
    attachments: list[Attachment] = []
    custom: list[FieldValue] = []


class Trouble(_Told, frozen=True, kw_only=True):
    """Something a supervisor should look at."""

    id: str
    kind: str
    code: str
    state: str
    arguments: dict[str, str | int | bool | None]
    opened_at: str


class TroublePage(_Told, frozen=True, kw_only=True):
    items: list[Trouble]
    as_of: str
