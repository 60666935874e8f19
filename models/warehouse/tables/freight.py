"""What carrying goods costs, who drives, where the site stands, and what the company owns.

Money is in millionths of its currency (models/warehouse/money.py).
"""

from models.warehouse.tables.base import N, T, fields, rows
from sync.core.catalogue import Merge, Table, TableId

# Tables as data: one field per line would hide them.
# fmt: off

TARIFF = Table(
    TableId(73),
    "tariff",
    Merge.ROWS,
    fields(
        ("company_id", N), ("carrier_id", N), ("from_city", T), ("to_city", T), ("lane", T),
        ("weight_fee_micro", N, 0), ("volume_fee_micro", N, 0), ("minimum_micro", N, 0),
        ("currency", T), ("status", T, "active"),
    ),
    pk=T,
    indexes=(("lane",),),
)
"""Key: `<carrier id>:<lane>`; lane as models/warehouse/freight.py makes it of the two cities. Fees
per kg and per m³."""

DRIVER = rows(
    74,
    "driver",
    fields(
        ("company_id", N), ("code", T), ("name", T), ("plate", T), ("phone", T), ("carrier_id", N),
        ("status", T, "active"),
    ),
    indexes=(("code",),),
)

ASSET = rows(
    75,
    "asset",
    fields(
        ("company_id", N), ("code", T), ("name", T), ("quantity", N, 1), ("cost_micro", N),
        ("currency", T), ("place", T), ("remark", T), ("status", T, "active"),
    ),
    indexes=(("code",),),
)
"""The register of fixed assets: what the company owns and does not sell. cost_micro: of one."""

SITE_ADDRESS = rows(
    76,
    "site_address",
    fields(
        ("company_id", N), ("warehouse_id", N), ("city", T), ("country", T), ("address", T),
        ("contact", T), ("manager", T),
    ),
)
"""Where this warehouse stands: the city is one end of every lane. Kept by the site, as the row of
the warehouse itself is headquarters' where headquarters made it."""
