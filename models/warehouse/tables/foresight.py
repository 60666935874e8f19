"""What a site proposes to do about demand to come, and what work it expects."""

from models.warehouse.tables.base import N, T, fields, owned

# Tables as data: one field per line would hide them.
# fmt: off

PROPOSAL = owned(
    95,
    "proposal",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "open"),
        ("revision", N, 0), ("kind", T), ("item_id", N), ("quantity", N, 0), ("urgent_on", T),
        ("as_of_day", T), ("because", T, "{}"), ("made_at_ms", N), ("settled_at_ms", N),
        ("settled_by", N), ("reason", T), ("accepted", N),
    ),
    ranks={"open": 1, "lapsed": 2, "dismissed": 3, "accepted": 4},
    indexes=(("item_id", "kind"), ("state", "urgent_on")),
)
"""kind: reorder, dead_stock, slotting. One is open per item and kind: a newer one is written over
it, one that no longer holds lapses. as_of_day: the last day of the history it was made from.
because: JSON, models/warehouse/foresight.py. urgent_on: the day by which it should be done.
accepted: the quantity somebody took; settled_by 0: from headquarters."""

OUTLOOK = owned(
    96,
    "outlook",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("as_of_day", T), ("says", T),
        ("made_at_ms", N),
    ),
)
"""The work a site expects in the days to come: one row, written anew each night. says: JSON,
models/warehouse/foresight.py."""
