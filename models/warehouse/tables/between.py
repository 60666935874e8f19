"""Between sites, and between them and headquarters: transfers, commands, answers, promises."""

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
        ("created_at_ms", N), ("warehouse_id", N), ("half", T, "out"), ("twin_id", N),
        ("word", N, 0), ("heard", N, 0),
    ),
    ranks=TRANSFER_RANKS,
    indexes=(("number",), ("dn_id",), ("asn_id",), ("twin_id",)),
)
"""Two mirrored halves, each a row of its own site: `out` (with its order) where goods leave, `in`
(with its ASN and its twin) where they come. word: counts what the other half must hear; heard: the
last word of the other half taken in."""

TRANSFER_LINE = owned(
    18,
    "transfer_line",
    fields(
        ("company_id", N), ("owner_id", N), ("transfer_id", N), ("line", N), ("item_id", N),
        ("ordered", N, 0), ("shipped", N, 0), ("received", N, 0), ("warehouse_id", N),
        ("lost", N, 0), ("found", N, 0), ("lot", T), ("expiry", T), ("unit", T),
        ("weight_g", N), ("received_at_ms", N),
    ),
    indexes=(("transfer_id",), ("unit",)),
)
"""At the source a line of the order; at the destination what came on a unit, of a lot. In transit
are shipped + found - received - lost. weight_g: of what was shipped, of goods sold by weight;
received_at_ms: when the oldest of it came to the company, so that it stays first out."""

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

TURNED_AWAY = Table(
    TableId(85),
    "turned_away",
    Merge.LEDGER,
    fields(("node", N), ("at_ms", N), ("by", T)),
    indexes=(("node",),),
)
"""A computer of the company, a site's or a hub, that no hub takes anything from any more. Written
by a hub; all others follow it, and nobody takes it back."""
