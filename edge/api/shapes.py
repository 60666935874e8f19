"""What the API says, field for field. Ids are 13 characters of base 32, times ISO 8601 in UTC."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models.warehouse.custom import CustomField, FieldValue

Code = Annotated[str, Meta(min_length=1, max_length=80)]
Pin = Annotated[str, Meta(min_length=1, max_length=64)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class _Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something a client sends: unknown fields are refused."""


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something the site answers."""


class Site(_Told, frozen=True, kw_only=True):
    code: str
    name: str
    company: str


class Device(_Told, frozen=True, kw_only=True):
    id: str
    name: str


class Person(_Told, frozen=True, kw_only=True):
    id: str
    name: str
    role: str
    language: str


class Session(_Told, frozen=True, kw_only=True):
    """Who is at this device. `locked`: nobody did anything for a while; POST /session/unlock."""

    device: Device | None
    person: Person | None
    locked: bool
    site: Site
    version: str


class NewDevice(_Asked, frozen=True, kw_only=True):
    """`code`: the one-time code printed by `holdfast-edge enrol-device`."""

    code: Annotated[str, Meta(min_length=8, max_length=64)]
    name: Name


class Enrolled(_Told, frozen=True, kw_only=True):
    device_id: str
    name: str
    site: Site


class Login(_Asked, frozen=True, kw_only=True):
    badge: Code
    pin: Pin


class Unlock(_Asked, frozen=True, kw_only=True):
    """The PIN of the person whose session is locked."""

    pin: Pin


class NewPerson(_Asked, frozen=True, kw_only=True):
    """A person of this site. `badge` and `pin` are made up where they are left out."""

    name: Name
    role: Literal["worker", "supervisor", "manager", "admin"] = "worker"
    language: Literal["en", "zh-Hans"] = "en"
    badge: Code | None = None
    pin: Annotated[str, Meta(min_length=4, max_length=12, pattern="^[0-9]+$")] | None = None


class MadePerson(_Told, frozen=True, kw_only=True):
    """The PIN is told this once."""

    id: str
    name: str
    role: str
    badge: str
    pin: str


class Worker(_Told, frozen=True, kw_only=True):
    """A person at work: `zones_only` means no work elsewhere, otherwise these zones come first."""

    id: str
    name: str
    role: str
    skills: list[str]
    zones: list[str]
    zones_only: bool


class People(_Told, frozen=True, kw_only=True):
    """Everybody who may log in, by name."""

    items: list[Worker]


class NewKey(_Asked, frozen=True, kw_only=True):
    """A key for a program; `role` as for people, or `reader` for one that only looks."""

    name: Name
    role: Literal["reader", "worker", "supervisor", "manager", "admin"] = "supervisor"


class MadeKey(_Told, frozen=True, kw_only=True):
    """The key is told this once; only its hash is kept."""

    id: str
    name: str
    role: str
    key: str


class Key(_Told, frozen=True, kw_only=True):
    id: str
    name: str
    role: str
    created_at: str


class Keys(_Told, frozen=True, kw_only=True):
    items: list[Key]


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
    asn: str
    supplier: str | None
    state: str
    expected_on: str | None
    dock: str | None
    lines: list[AsnLine]
    custom: list[FieldValue] = []


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


class StockPage(_Told, frozen=True, kw_only=True):
    items: list[StockRow]
    next_cursor: str | None
    as_of: str


class Item(_Told, frozen=True, kw_only=True):
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


class Uploaded(_Told, frozen=True, kw_only=True):
    """A file that is durable here; the command `attach` names it by its hash."""

    hash: str
    kind: str
    bytes: int


class Attachment(_Told, frozen=True, kw_only=True):
    """A photo or paper of a document; the file is at /api/v1/attachments/{hash}."""

    hash: str
    kind: str
    bytes: int
    purpose: str
    note: str | None
    at: str | None
    by: str | None
    item: str | None


class AttachmentPage(_Told, frozen=True, kw_only=True):
    items: list[Attachment]
    as_of: str


class UnitRow(_Told, frozen=True, kw_only=True):
    """A unit that lies in the one looked up; `into`: the one it lies in itself."""

    unit: str
    kind: str | None
    state: str
    into: str


class Lookup(_Told, frozen=True, kw_only=True):
    """What a code stands for; the fields that do not apply are absent."""

    kind: Literal["item", "location", "unit", "asn", "order", "unknown"]
    code: str
    item: Item | None = None
    location: Location | None = None
    unit: dict[str, str | int | None] | None = None
    asn: AsnRow | None = None
    order: OrderRow | None = None
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


class HubLink(_Told, frozen=True, kw_only=True):
    """`state`: alone (no hub), connecting, live, lost, refused."""

    address: str | None
    state: str
    last_heard: str | None
    last_acked: str | None


class Sync(_Told, frozen=True, kw_only=True):
    """Null where it is not known: unknown is not zero."""

    hub: HubLink
    waiting_ops: int | None
    oldest_waiting_s: float | None
    quarantined: int
    conflicts: int
    as_of: str


class Health(_Told, frozen=True, kw_only=True):
    status: Literal["ok", "not_ready"]
    reasons: list[str] = []


class Pong(_Told, frozen=True, kw_only=True):
    status: Literal["ok"] = "ok"
