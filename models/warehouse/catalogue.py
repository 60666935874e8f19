"""What a warehouse replicates and how each table merges. Ids are stable for ever: append, never reuse.

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
T, I = Kind.TEXT, Kind.INT


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


# Master data: many writers, last write wins per field.
COMPANY = _rows(1, "company", _fields(("code", T), ("name", T)))
WAREHOUSE = _rows(
    2, "warehouse", _fields(("company_id", I), ("code", T), ("name", T), ("time_zone", T, "UTC"))
)
OWNER = _rows(3, "owner", _fields(("company_id", I), ("code", T), ("name", T)))
PARTNER = _rows(
    4,
    "partner",
    _fields(
        ("company_id", I), ("code", T), ("name", T), ("kind", T), ("gln", T), ("city", T),
        ("country", T), ("contact", T),
    ),
    indexes=(("code",),),
)
ITEM = _rows(
    5,
    "item",
    _fields(
        ("company_id", I), ("owner_id", I), ("code", T), ("description", T), ("base_uom", T, "each"),
        ("decimals", I, 0), ("tracking", T, "none"), ("shelf_life_days", I), ("class_abc", T),
        ("weight_g", I), ("length_mm", I), ("width_mm", I), ("height_mm", I),
        ("min_quantity", I, 0), ("max_quantity", I), ("status", T, "active"),
    ),
    indexes=(("code",),),
)
ITEM_PACK = _rows(
    6,
    "item_pack",
    _fields(
        ("company_id", I), ("owner_id", I), ("item_id", I), ("name", T), ("quantity_base", I, 1),
        ("gtin", T), ("weight_g", I), ("length_mm", I), ("width_mm", I), ("height_mm", I),
    ),
    indexes=(("item_id",), ("gtin",)),
)
BARCODE = Table(TableId(7), "barcode", Merge.SET, (), pk=T)
"""Key: the code as scanned; elements: `item:<id>`, `location:<id>` … Two elements = ambiguous."""
LOCATION = _rows(
    8,
    "location",
    _fields(
        ("company_id", I), ("warehouse_id", I), ("code", T), ("kind", T, "storage"),
        ("property", T, "normal"), ("zone", T), ("parent_id", I), ("x_mm", I, 0), ("y_mm", I, 0),
        ("z_mm", I, 0), ("sequence", I, 0), ("mix", T, "mixed"), ("weight_g_max", I),
        ("status", T, "active"),
    ),
    indexes=(("code",),),
)
"""kind: storage, dock, staging, packing, quality, virtual. property: normal, inspection, hold, damage."""
PERSON = _rows(
    9,
    "person",
    _fields(
        ("company_id", I), ("warehouse_id", I), ("name", T), ("badge", T), ("pin_hash", T),
        ("role", T), ("language", T, "en"), ("status", T, "active"),
    ),
    indexes=(("badge",),),
)

# Site facts: the edge of the warehouse writes, everyone else reads.
LOT = _owned(
    10,
    "lot",
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("item_id", I), ("code", T),
        ("expiry", T),
    ),
    indexes=(("item_id", "code"),),
)
UNIT = _owned(
    11,
    "handling_unit",
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("state", T, "empty"),
        ("revision", I, 0), ("code", T), ("kind", T), ("parent_id", I), ("location_id", I),
        ("dn_id", I), ("weight_g", I),
    ),
    ranks=UNIT_RANKS,
    indexes=(("code",), ("dn_id",)),
)
MOVEMENT = Table(
    TableId(12),
    "movement",
    Merge.LEDGER,
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("kind", T), ("at_ms", I),
        ("item_id", I), ("lot_id", I, 0), ("quantity", I), ("from_location", I), ("from_unit", I, 0),
        ("from_status", T, "available"), ("to_location", I), ("to_unit", I, 0),
        ("to_status", T, "available"), ("document_id", I), ("line_id", I), ("task_id", I),
        ("reason", T), ("actor", I), ("reverses", T), ("received_at_ms", I),
    ),
    indexes=(("document_id",),),
)
"""quantity > 0 in base units; 0 for lot and unit means none; received_at_ms carries FIFO age along."""
ASN = _owned(
    13,
    "asn",
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("state", T, "announced"),
        ("revision", I, 0), ("number", T), ("supplier_id", I), ("expected_on", T), ("dock_id", I),
        ("created_at_ms", I), ("closed_at_ms", I),
    ),
    ranks=ASN_RANKS,
    indexes=(("number",), ("state",)),
)
ASN_LINE = _owned(
    14,
    "asn_line",
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("asn_id", I), ("line", I),
        ("item_id", I), ("expected", I), ("received", I, 0), ("damaged", I, 0), ("put_away", I, 0),
        ("lot", T), ("expiry", T),
    ),
    indexes=(("asn_id",),),
)
DN = _owned(
    15,
    "dn",
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("state", T, "confirmed"),
        ("revision", I, 0), ("number", T), ("customer_id", I), ("priority", I, 0), ("due_at_ms", I),
        ("created_at_ms", I), ("shipped_at_ms", I), ("carrier", T), ("tracking", T),
        ("backorder_of", I), ("reason", T),
    ),
    ranks=DN_RANKS,
    indexes=(("number",), ("state", "due_at_ms")),
)
DN_LINE = _owned(
    16,
    "dn_line",
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("dn_id", I), ("line", I),
        ("item_id", I), ("ordered", I), ("allocated", I, 0), ("picked", I, 0), ("packed", I, 0),
        ("shipped", I, 0), ("short", I, 0), ("cancelled", I, 0),
    ),
    indexes=(("dn_id",),),
)
TRANSFER = _owned(
    17,
    "transfer",
    _fields(
        ("company_id", I), ("owner_id", I), ("from_warehouse_id", I), ("to_warehouse_id", I),
        ("state", T, "confirmed"), ("revision", I, 0), ("number", T), ("dn_id", I), ("asn_id", I),
        ("created_at_ms", I),
    ),
    ranks=TRANSFER_RANKS,
    indexes=(("number",),),
)
TRANSFER_LINE = _owned(
    18,
    "transfer_line",
    _fields(
        ("company_id", I), ("owner_id", I), ("transfer_id", I), ("line", I), ("item_id", I),
        ("ordered", I), ("shipped", I, 0), ("received", I, 0),
    ),
    indexes=(("transfer_id",),),
)
RESERVATION = _owned(
    19,
    "reservation",
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("dn_id", I), ("line_id", I),
        ("item_id", I), ("location_id", I), ("unit_id", I, 0), ("lot_id", I, 0),
        ("status", T, "available"), ("quantity", I), ("kind", T, "hard"),
    ),
    indexes=(("line_id",),),
)
"""kind: hard (in its location), picked (in the packing area), gone (shipped, cancelled, released)."""
TASK = _owned(
    20,
    "task",
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("kind", T), ("state", T, "ready"),
        ("revision", I, 0), ("priority", I, 0), ("zone", T), ("document_id", I), ("line_id", I),
        ("reservation_id", I), ("item_id", I), ("lot_id", I, 0), ("unit_id", I, 0),
        ("from_location", I), ("to_location", I), ("quantity", I), ("done_quantity", I, 0),
        ("sequence", I, 0), ("reason", T), ("created_at_ms", I), ("done_at_ms", I), ("actor", I),
    ),
    ranks=TASK_RANKS,
    indexes=(("state", "kind", "priority", "sequence"), ("document_id",)),
)
"""Leases are local to the edge (table `lease`): they are about people present, not about facts."""
EXCEPTION = _owned(
    21,
    "exception",
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("state", T, "open"),
        ("revision", I, 0), ("kind", T), ("code", T), ("arguments", T), ("opened_at_ms", I),
        ("closed_at_ms", I), ("actor", I),
    ),
    ranks={"open": 1, "closed": 2},
    indexes=(("state",),),
)
ORDERED = Table(
    TableId(22),
    "site_command",
    Merge.LEDGER,
    _fields(("warehouse_id", I), ("command_id", T), ("body", T), ("sent_at_ms", I), ("sent_by", T)),
    indexes=(("command_id",),),
)
"""What headquarters asks a site to do: written by the hub, executed once by the site's edge."""
ANSWERED = Table(
    TableId(23),
    "site_answer",
    Merge.LEDGER,
    _fields(("warehouse_id", I), ("command_id", T), ("outcome", T), ("reply", T), ("at_ms", I)),
    indexes=(("command_id",),),
)
PROMISE = Table(TableId(24), "promise", Merge.ESCROW, (), pk=T)
"""Key `<warehouse>:<item>`: rights to promise that site's stock, so no two nodes sell one unit."""
COUNT = _owned(
    25,
    "count",
    _fields(
        ("company_id", I), ("owner_id", I), ("warehouse_id", I), ("state", T, "requested"),
        ("revision", I, 0), ("location_id", I), ("item_id", I), ("reason", T), ("created_at_ms", I),
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
