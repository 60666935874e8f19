"""Kits: what they are made of, and the orders to make them or to take them apart."""

from models.warehouse.states import KIT_ORDER_RANKS
from models.warehouse.tables.base import N, T, fields, owned, rows

# Tables as data: one field per line would hide them.
# fmt: off

KIT_PART = rows(
    34,
    "kit_part",
    fields(
        ("company_id", N), ("kit_id", N), ("item_id", N), ("quantity", N, 1),
        ("status", T, "active"),
    ),
    indexes=(("kit_id",),),
)
"""Both ids are of items."""

KIT_ORDER = owned(
    35,
    "kit_order",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "draft"),
        ("revision", N, 0), ("number", T), ("kind", T, "kit"), ("item_id", N), ("ordered", N),
        ("done", N, 0), ("short", N, 0), ("location_id", N), ("parts", T, "[]"), ("dn_id", N),
        ("split_of", N), ("reason", T), ("created_at_ms", N), ("closed_at_ms", N),
    ),
    ranks=KIT_ORDER_RANKS,
    indexes=(("number",),),
)
"""kind: kit or dekit. parts: JSON [[item, quantity], …] as they were when the order was made.

location_id: where the work is done. short: passed on to another order (split_of). dn_id: the order
whose shortage raised it. Its reservations name it as their dn_id and line_id."""
