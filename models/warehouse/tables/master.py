"""Master data: many writers, last write wins per field."""

from models.warehouse.tables.base import N, T, fields, rows
from sync.core.catalogue import Merge, Table, TableId

# Tables as data: one field per line would hide them.
# fmt: off

COMPANY = rows(1, "company", fields(("code", T), ("name", T)))

WAREHOUSE = rows(
    2,
    "warehouse",
    fields(("company_id", N), ("code", T), ("name", T), ("time_zone", T, "UTC")),
    indexes=(("code",),),
)

OWNER = rows(3, "owner", fields(("company_id", N), ("code", T), ("name", T)))

PARTNER = rows(
    4,
    "partner",
    fields(
        ("company_id", N), ("code", T), ("name", T), ("kind", T), ("gln", T), ("city", T),
        ("country", T), ("contact", T), ("address", T), ("manager", T), ("level", N),
    ),
    indexes=(("code",),),
)

ITEM = rows(
    5,
    "item",
    fields(
        ("company_id", N), ("owner_id", N), ("code", T), ("description", T),
        ("base_uom", T, "each"), ("decimals", N, 0), ("tracking", T, "none"),
        ("shelf_life_days", N), ("class_abc", T), ("weight_g", N),
        ("length_mm", N), ("width_mm", N), ("height_mm", N),
        ("min_quantity", N, 0), ("max_quantity", N), ("status", T, "active"),
        ("skill", T), ("catch_weight", N, 0), ("cost_micro", N), ("price_micro", N),
        ("currency", T), ("order_quantity_min", N),
    ),
    indexes=(("code",),),
)
"""order_quantity_min: the least that suppliers sell at once. catch_weight 1: sold by weight and
weighed at each handling; weight_g is what a piece weighs as a rule. cost_micro, price_micro: what a
base unit costs the company and its customers, in millionths of the currency."""

ITEM_PACK = rows(
    6,
    "item_pack",
    fields(
        ("company_id", N), ("owner_id", N), ("item_id", N), ("name", T), ("quantity_base", N, 1),
        ("gtin", T), ("weight_g", N), ("length_mm", N), ("width_mm", N), ("height_mm", N),
        ("status", T, "active"),
    ),
    indexes=(("item_id",), ("gtin",)),
)

BARCODE = Table(TableId(7), "barcode", Merge.SET, (), pk=T)
"""Key: the code as scanned; elements: `item:<id>`, `location:<id>` … Two elements = ambiguous."""

LOCATION = rows(
    8,
    "location",
    fields(
        ("company_id", N), ("warehouse_id", N), ("code", T), ("kind", T, "storage"),
        ("property", T, "normal"), ("zone", T), ("parent_id", N), ("x_mm", N, 0), ("y_mm", N, 0),
        ("z_mm", N, 0), ("sequence", N, 0), ("mix", T, "mixed"), ("weight_g_max", N),
        ("status", T, "active"), ("size_class", T), ("units_max", N), ("volume_mm3_max", N),
        ("item_id", N), ("min_quantity", N, 0), ("max_quantity", N), ("skill", T),
    ),
    indexes=(("code",), ("item_id",)),
)
"""kind: storage, handover (where totes wait for their zone), dock, staging, packing, quality,
virtual.

property: normal, inspection, hold, damage. item_id: kept for that item; with a max_quantity it is
the item's pick face, refilled at min_quantity. skill: what one must be able to do to work there,
or, of an item, with it."""

RULE = rows(
    26,
    "rule",
    fields(
        ("company_id", N), ("warehouse_id", N), ("kind", T), ("priority", N, 100),
        ("holds_when", T), ("says", T), ("status", T, "active"), ("code", T),
    ),
)
"""How this site wants things done; see models/warehouse/rules. Both texts are JSON. code: what
people call it, if they call it anything; of the rules that hold, each has its own."""

PERSON = rows(
    9,
    "person",
    fields(
        ("company_id", N), ("warehouse_id", N), ("name", T), ("badge", T), ("pin_hash", T),
        ("role", T), ("language", T, "en"), ("status", T, "active"),
        ("skills", T, "[]"), ("zones", T, "[]"), ("zones_only", N, 0),
        ("partner_id", N), ("owner_id", N),
    ),
    indexes=(("badge",),),
)
"""skills, zones: JSON lists of names; zones_only: nowhere else, else these come first. partner_id:
whose supplier or customer this is; owner_id: of whose stock alone they see anything."""
