"""Goods that go out."""

from models.warehouse.states import DN_RANKS
from models.warehouse.tables.base import N, T, fields, owned

# Tables as data: one field per line would hide them.
# fmt: off

DN = owned(
    15,
    "dn",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "confirmed"),
        ("revision", N, 0), ("number", T), ("customer_id", N), ("priority", N, 0), ("due_at_ms", N),
        ("created_at_ms", N), ("shipped_at_ms", N), ("carrier", T), ("tracking", T),
        ("backorder_of", N), ("reason", T), ("channel_id", N), ("shipment_id", N),
        ("delivered_at_ms", N), ("signed_by", T), ("kind", T, "order"),
    ),
    ranks=DN_RANKS,
    indexes=(("number",), ("state", "due_at_ms")),
)

DN_LINE = owned(
    16,
    "dn_line",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("dn_id", N), ("line", N),
        ("item_id", N), ("ordered", N), ("allocated", N, 0), ("picked", N, 0), ("packed", N, 0),
        ("shipped", N, 0), ("short", N, 0), ("cancelled", N, 0),
        ("delivered", N, 0), ("refused", N, 0),
        ("promised", N, 0),
    ),
    indexes=(("dn_id",),),
)
