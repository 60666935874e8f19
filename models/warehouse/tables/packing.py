"""What goods are packed into."""

from models.warehouse.tables.base import N, T, fields, rows

# Tables as data: one field per line would hide them.
# fmt: off

CARTON_TYPE = rows(
    40,
    "carton_type",
    fields(
        ("company_id", N), ("warehouse_id", N), ("code", T), ("length_mm", N), ("width_mm", N),
        ("height_mm", N), ("weight_g_max", N), ("tare_g", N, 0), ("status", T, "active"),
    ),
    indexes=(("code",),),
)
"""Lengths are of the inside; weight_g_max is of the content."""
