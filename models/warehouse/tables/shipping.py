"""How goods leave: who carries them, and what leaves together."""

from models.warehouse.states import SHIPMENT_RANKS
from models.warehouse.tables.base import N, T, fields, owned, rows

# Tables as data: one field per line would hide them.
# fmt: off

CARRIER = rows(
    28,
    "carrier",
    fields(
        ("company_id", N), ("code", T), ("name", T), ("service", T), ("cut_off", T),
        ("status", T, "active"),
    ),
    indexes=(("code",),),
)
"""cut_off: HH:MM at the warehouse, by when goods must stand ready."""

SHIPMENT = owned(
    33,
    "shipment",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "planned"),
        ("revision", N, 0), ("number", T), ("carrier_id", N), ("driver", T), ("vehicle", T),
        ("dock_id", N), ("tracking", T), ("is_planned", N, 0), ("leaves_at_ms", N),
        ("created_at_ms", N), ("departed_at_ms", N), ("reason", T),
    ),
    ranks=SHIPMENT_RANKS,
    indexes=(("number",),),
)
"""is_planned 1: only the orders planned for it may be loaded; 0: any packed order may."""
