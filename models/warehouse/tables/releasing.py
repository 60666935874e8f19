"""How orders are released."""

from models.warehouse.tables.base import N, T, fields, rows

# Tables as data: one field per line would hide them.
# fmt: off

RELEASE_CHANNEL = rows(
    27,
    "release_channel",
    fields(
        ("company_id", N), ("warehouse_id", N), ("code", T), ("sequence", N, 100),
        ("holds_when", T, "{}"), ("cut_off", T), ("process_minutes", N, 0), ("wip_max", N),
        ("state", T, "open"), ("waves", T, "[]"), ("status", T, "active"),
    ),
    indexes=(("code",),),
)
"""See models/warehouse/release. holds_when and waves are JSON; cut_off is HH:MM at the site."""
