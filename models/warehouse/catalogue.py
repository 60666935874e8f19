"""What a warehouse replicates and how it merges. Ids are for ever: append, never reuse.

Every row names its company and owner; site tables also name their warehouse.
"""

from models.warehouse.states import (
    ASN_RANKS,
    COUNT_RANKS,
    DN_RANKS,
    TASK_RANKS,
    TRANSFER_RANKS,
    UNIT_RANKS,
)
from sync.core.catalogue import Catalogue, Field, Kind, Merge, StateRule, Table, TableId

SCHEMA = 1
T, N = Kind.TEXT, Kind.INT


def _fields(*specs: tuple[str, Kind] | tuple[str, Kind, int | str | None]) -> tuple[Field, ...]:
    return tuple(
        Field(id=place, name=spec[0], kind=spec[1], default=spec[2] if len(spec) > 2 else None)
        for place, spec in enumerate(specs, start=1)
    )


def _owned(
    table_id: int,
    name: str,
    fields: tuple[Field, ...],
    ranks: dict[str, int] | None = None,
    indexes: tuple[tuple[str, ...], ...] = (),
) -> Table:
    rule = StateRule(field="state", revision="revision", ranks=ranks) if ranks else None
    return Table(TableId(table_id), name, Merge.OWNED, fields, state=rule, indexes=indexes)


def _rows(
    table_id: int, name: str, fields: tuple[Field, ...], indexes: tuple[tuple[str, ...], ...] = ()
) -> Table:
    return Table(TableId(table_id), name, Merge.ROWS, fields, indexes=indexes)


# Tables as data: one field per line would hide them.
# fmt: off

# Master data: many writers, last write wins per field.
COMPANY = _rows(1, "company", _fields(("code", T), ("name", T)))
WAREHOUSE = _rows(
    2, "warehouse", _fields(("company_id", N), ("code", T), ("name", T), ("time_zone", T, "UTC"))
)
OWNER = _rows(3, "owner", _fields(("company_id", N), ("code", T), ("name", T)))
PARTNER = _rows(
    4,
    "partner",
    _fields(
        ("company_id", N), ("code", T), ("name", T), ("kind", T), ("gln", T), ("city", T),
        ("country", T), ("contact", T),
    ),
    indexes=(("code",),),
)
ITEM = _rows(
    5,
    "item",
    _fields(
        ("company_id", N), ("owner_id", N), ("code", T), ("description", T),
        ("base_uom", T, "each"), ("decimals", N, 0), ("tracking", T, "none"),
        ("shelf_life_days", N), ("class_abc", T), ("weight_g", N),
        ("length_mm", N), ("width_mm", N), ("height_mm", N),
        ("min_quantity", N, 0), ("max_quantity", N), ("status", T, "active"),
    ),
    indexes=(("code",),),
)
ITEM_PACK = _rows(
    6,
    "item_pack",
    _fields(
        ("company_id", N), ("owner_id", N), ("item_id", N), ("name", T), ("quantity_base", N, 1),
        ("gtin", T), ("weight_g", N), ("length_mm", N), ("width_mm", N), ("height_mm", N),
    ),
    indexes=(("item_id",), ("gtin",)),
)
BARCODE = Table(TableId(7), "barcode", Merge.SET, (), pk=T)
"""Key: the code as scanned; elements: `item:<id>`, `location:<id>` … Two elements = ambiguous."""
LOCATION = _rows(
    8,
    "location",
    _fields(
        ("company_id", N), ("warehouse_id", N), ("code", T), ("kind", T, "storage"),
        ("property", T, "normal"), ("zone", T), ("parent_id", N), ("x_mm", N, 0), ("y_mm", N, 0),
        ("z_mm", N, 0), ("sequence", N, 0), ("mix", T, "mixed"), ("weight_g_max", N),
        ("status", T, "active"),
    ),
    indexes=(("code",),),
)
"""kind: storage, dock, staging, packing, quality, virtual.

property: normal, inspection, hold, damage."""
PERSON = _rows(
    9,
    "person",
    _fields(
        ("company_id", N), ("warehouse_id", N), ("name", T), ("badge", T), ("pin_hash", T),
        ("role", T), ("language", T, "en"), ("status", T, "active"),
    ),
    indexes=(("badge",),),
)

# Site facts: the edge of the warehouse writes, everyone else reads.
LOT = _owned(
    10,
    "lot",
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("item_id", N), ("code", T),
        ("expiry", T),
    ),
    indexes=(("item_id", "code"),),
)
UNIT = _owned(
    11,
    "handling_unit",
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "empty"),
        ("revision", N, 0), ("code", T), ("kind", T), ("parent_id", N), ("location_id", N),
        ("dn_id", N), ("weight_g", N),
    ),
    ranks=UNIT_RANKS,
    indexes=(("code",), ("dn_id",)),
)
MOVEMENT = Table(
    TableId(12),
    "movement",
    Merge.LEDGER,
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("kind", T), ("at_ms", N),
        ("item_id", N), ("lot_id", N, 0), ("quantity", N), ("from_location", N),
        ("from_unit", N, 0),
        ("from_status", T, "available"), ("to_location", N), ("to_unit", N, 0),
        ("to_status", T, "available"), ("document_id", N), ("line_id", N), ("task_id", N),
        ("reason", T), ("actor", N), ("reverses", T), ("received_at_ms", N),
    ),
    indexes=(("document_id",),),
)
"""quantity > 0 in base units; lot and unit 0: none; received_at_ms carries FIFO age along."""
ASN = _owned(
    13,
    "asn",
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "announced"),
        ("revision", N, 0), ("number", T), ("supplier_id", N), ("expected_on", T), ("dock_id", N),
        ("created_at_ms", N), ("closed_at_ms", N),
    ),
    ranks=ASN_RANKS,
    indexes=(("number",), ("state",)),
)
ASN_LINE = _owned(
    14,
    "asn_line",
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("asn_id", N), ("line", N),
        ("item_id", N), ("expected", N), ("received", N, 0), ("damaged", N, 0), ("put_away", N, 0),
        ("lot", T), ("expiry", T),
    ),
    indexes=(("asn_id",),),
)
DN = _owned(
    15,
    "dn",
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "confirmed"),
        ("revision", N, 0), ("number", T), ("customer_id", N), ("priority", N, 0), ("due_at_ms", N),
        ("created_at_ms", N), ("shipped_at_ms", N), ("carrier", T), ("tracking", T),
        ("backorder_of", N), ("reason", T),
    ),
    ranks=DN_RANKS,
    indexes=(("number",), ("state", "due_at_ms")),
)
DN_LINE = _owned(
    16,
    "dn_line",
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("dn_id", N), ("line", N),
        ("item_id", N), ("ordered", N), ("allocated", N, 0), ("picked", N, 0), ("packed", N, 0),
        ("shipped", N, 0), ("short", N, 0), ("cancelled", N, 0),
    ),
    indexes=(("dn_id",),),
)
TRANSFER = _owned(
    17,
    "transfer",
    _fields(
        ("company_id", N), ("owner_id", N), ("from_warehouse_id", N), ("to_warehouse_id", N),
        ("state", T, "confirmed"), ("revision", N, 0), ("number", T), ("dn_id", N), ("asn_id", N),
        ("created_at_ms", N),
    ),
    ranks=TRANSFER_RANKS,
    indexes=(("number",),),
)
TRANSFER_LINE = _owned(
    18,
    "transfer_line",
    _fields(
        ("company_id", N), ("owner_id", N), ("transfer_id", N), ("line", N), ("item_id", N),
        ("ordered", N), ("shipped", N, 0), ("received", N, 0),
    ),
    indexes=(("transfer_id",),),
)
RESERVATION = _owned(
    19,
    "reservation",
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("dn_id", N), ("line_id", N),
        ("item_id", N), ("location_id", N), ("unit_id", N, 0), ("lot_id", N, 0),
        ("status", T, "available"), ("quantity", N), ("kind", T, "hard"),
    ),
    indexes=(("line_id",),),
)
"""kind: hard (in its location), picked (in the packing area), gone (shipped, cancelled)."""
TASK = _owned(
    20,
    "task",
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("kind", T), ("state", T, "ready"),
        ("revision", N, 0), ("priority", N, 0), ("zone", T), ("document_id", N), ("line_id", N),
        ("reservation_id", N), ("item_id", N), ("lot_id", N, 0), ("unit_id", N, 0),
        ("from_location", N), ("to_location", N), ("quantity", N), ("done_quantity", N, 0),
        ("sequence", N, 0), ("reason", T), ("created_at_ms", N), ("done_at_ms", N), ("actor", N),
    ),
    ranks=TASK_RANKS,
    indexes=(("state", "kind", "priority", "sequence"), ("document_id",)),
)
"""Leases are local to the edge (table `lease`): they are about people present, not about facts."""
EXCEPTION = _owned(
    21,
    "exception",
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "open"),
        ("revision", N, 0), ("kind", T), ("code", T), ("arguments", T), ("opened_at_ms", N),
        ("closed_at_ms", N), ("actor", N),
    ),
    ranks={"open": 1, "closed": 2},
    indexes=(("state",),),
)
ORDERED = Table(
    TableId(22),
    "site_command",
    Merge.LEDGER,
    _fields(("warehouse_id", N), ("command_id", T), ("body", T), ("sent_at_ms", N), ("sent_by", T)),
    indexes=(("command_id",),),
)
"""What headquarters asks a site to do: written by the hub, executed once by the site's edge."""
ANSWERED = Table(
    TableId(23),
    "site_answer",
    Merge.LEDGER,
    _fields(("warehouse_id", N), ("command_id", T), ("outcome", T), ("reply", T), ("at_ms", N)),
    indexes=(("command_id",),),
)
PROMISE = Table(TableId(24), "promise", Merge.ESCROW, (), pk=T)
"""Key `<warehouse>:<item>`: rights to promise that site's stock, so no two nodes sell one unit."""
COUNT = _owned(
    25,
    "count",
    _fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "requested"),
        ("revision", N, 0), ("location_id", N), ("item_id", N), ("reason", T), ("created_at_ms", N),
    ),
    ranks=COUNT_RANKS,
    indexes=(("state",),),
)

CATALOGUE = Catalogue(
    SCHEMA,
    (
        COMPANY, WAREHOUSE, OWNER, PARTNER, ITEM, ITEM_PACK, BARCODE, LOCATION, PERSON, LOT, UNIT,
        MOVEMENT, ASN, ASN_LINE, DN, DN_LINE, TRANSFER, TRANSFER_LINE, RESERVATION, TASK, EXCEPTION,
        ORDERED, ANSWERED, PROMISE, COUNT,
    ),
)
# fmt: on
