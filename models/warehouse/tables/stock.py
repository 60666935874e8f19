"""Stock and what it stands in. The ledger of movements is the truth."""

from models.warehouse.states import UNIT_RANKS
from models.warehouse.tables.base import N, T, fields, owned
from sync.core.catalogue import Merge, Table, TableId

# Tables as data: one field per line would hide them.
# fmt: off

LOT = owned(
    10,
    "lot",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("item_id", N), ("code", T),
        ("expiry", T),
    ),
    indexes=(("item_id", "code"),),
)

UNIT = owned(
    11,
    "handling_unit",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "empty"),
        ("revision", N, 0), ("code", T), ("kind", T), ("parent_id", N), ("location_id", N),
        ("dn_id", N), ("weight_g", N), ("shipment_id", N),
        ("zone", T), ("holder_id", N), ("left_in", N),
    ),
    ranks=UNIT_RANKS,
    indexes=(("code",), ("dn_id",)),
)
"""zone: of a tote that goes from zone to zone, the one that picks into it now or next; holder_id:
whoever has it in hand. Both are empty once it is brought to packing. left_in: the unit it lay in
when it left, here or at the site that sent it: on the road a unit lies in nothing (parent_id), for
it may come alone."""

MOVEMENT = Table(
    TableId(12),
    "movement",
    Merge.LEDGER,
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("kind", T), ("at_ms", N),
        ("item_id", N), ("lot_id", N, 0), ("quantity", N), ("from_location", N),
        ("from_unit", N, 0),
        ("from_status", T, "available"), ("to_location", N), ("to_unit", N, 0),
        ("to_status", T, "available"), ("document_id", N), ("line_id", N), ("task_id", N),
        ("reason", T), ("actor", N), ("reverses", T), ("received_at_ms", N),
        ("entered_quantity", N), ("uom", T), ("weight_g", N),
    ),
)
"""quantity > 0 in base units; lot and unit 0: none; received_at_ms carries FIFO age along.

entered_quantity, uom: as it was counted where that was in packs, 3 of "Box". weight_g: of goods
sold by weight alone."""

RESERVATION = owned(
    19,
    "reservation",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("dn_id", N), ("line_id", N),
        ("item_id", N), ("location_id", N), ("unit_id", N, 0), ("lot_id", N, 0),
        ("status", T, "available"), ("quantity", N), ("kind", T, "hard"),
    ),
    indexes=(("line_id",),),
)
"""kind: hard (in its location), picked (in the packing area), gone (shipped, cancelled)."""
