"""Work to do at a site, and what a supervisor should look at."""

from models.warehouse.states import COUNT_RANKS, TASK_RANKS
from models.warehouse.tables.base import N, T, fields, owned

# Tables as data: one field per line would hide them.
# fmt: off

TASK = owned(
    20,
    "task",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("kind", T), ("state", T, "ready"),
        ("revision", N, 0), ("priority", N, 0), ("zone", T), ("document_id", N), ("line_id", N),
        ("reservation_id", N), ("item_id", N), ("lot_id", N, 0), ("unit_id", N, 0),
        ("from_location", N), ("to_location", N), ("quantity", N), ("done_quantity", N, 0),
        ("sequence", N, 0), ("reason", T), ("created_at_ms", N), ("done_at_ms", N), ("actor", N),
        ("deadline_ms", N), ("skill", T),
    ),
    ranks=TASK_RANKS,
)
"""skill: what the task demands, names joined by "+" in their order; None: anybody may do it. Leases
are local to the edge (table `lease`): they are about people present, not about facts."""

EXCEPTION = owned(
    21,
    "exception",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "open"),
        ("revision", N, 0), ("kind", T), ("code", T), ("arguments", T), ("opened_at_ms", N),
        ("closed_at_ms", N), ("actor", N), ("note", T), ("closed_by", N),
    ),
    ranks={"open": 1, "closed": 2},
    indexes=(("state",),),
)
"""note: how it was settled, by whom (closed_by; 0: from headquarters)."""

COUNT = owned(
    25,
    "count",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "requested"),
        ("revision", N, 0), ("location_id", N), ("item_id", N), ("reason", T), ("created_at_ms", N),
        ("pass_number", N, 1), ("counter_id", N, 0), ("closed_at_ms", N),
    ),
    ranks=COUNT_RANKS,
    indexes=(("state",),),
)
"""counter_id: who counted last; the next pass is another person's."""

COUNT_LINE = owned(
    32,
    "count_line",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("count_id", N),
        ("pass_number", N), ("item_id", N), ("lot_id", N, 0), ("book", N), ("counted", N),
        ("counter_id", N), ("at_ms", N), ("entered_quantity", N), ("uom", T),
    ),
    indexes=(("count_id", "pass_number"),),
)
"""Only what differed, or was counted: the book beside it as it stood at that moment."""
