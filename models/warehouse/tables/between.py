"""Between sites and headquarters: transfers, commands and answers, promises."""

from models.warehouse.states import TRANSFER_RANKS
from models.warehouse.tables.base import N, T, fields, owned
from sync.core.catalogue import Merge, Table, TableId

# Tables as data: one field per line would hide them.
# fmt: off

TRANSFER = owned(
    17,
    "transfer",
    fields(
        ("company_id", N), ("owner_id", N), ("from_warehouse_id", N), ("to_warehouse_id", N),
        ("state", T, "confirmed"), ("revision", N, 0), ("number", T), ("dn_id", N), ("asn_id", N),
        ("created_at_ms", N),
    ),
    ranks=TRANSFER_RANKS,
    indexes=(("number",),),
)

TRANSFER_LINE = owned(
    18,
    "transfer_line",
    fields(
        ("company_id", N), ("owner_id", N), ("transfer_id", N), ("line", N), ("item_id", N),
        ("ordered", N), ("shipped", N, 0), ("received", N, 0),
    ),
    indexes=(("transfer_id",),),
)

ORDERED = Table(
    TableId(22),
    "site_command",
    Merge.LEDGER,
    fields(("warehouse_id", N), ("command_id", T), ("body", T), ("sent_at_ms", N), ("sent_by", T)),
    indexes=(("command_id",),),
)
"""What headquarters asks a site to do: written by the hub, executed once by the site's edge."""

ANSWERED = Table(
    TableId(23),
    "site_answer",
    Merge.LEDGER,
    fields(("warehouse_id", N), ("command_id", T), ("outcome", T), ("reply", T), ("at_ms", N)),
    indexes=(("command_id",),),
)

PROMISE = Table(TableId(24), "promise", Merge.ESCROW, (), pk=T)
"""Key `<warehouse>:<item>`: rights to promise that site's stock, so no two nodes sell one unit."""
