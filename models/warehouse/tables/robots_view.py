"""What headquarters sees of a site's robots, and the one thing it may say to them. The site tells
at a modest rate: this is for looking, nothing is driven by it."""

from models.warehouse.tables.base import N, T, fields, owned

# Tables as data: one field per line would hide them.
# fmt: off

FLEET_WORD = owned(
    92,
    "fleet_word",
    fields(
        ("company_id", N), ("warehouse_id", N), ("word", T), ("command_id", T), ("said_at_ms", N),
        ("obeyed_at_ms", N),
    ),
)
"""What was said to all robots of the site from elsewhere. word: pause. obeyed_at_ms: once the
robots were told."""

ROBOT_VIEW = owned(
    93,
    "robot_view",
    fields(
        ("company_id", N), ("warehouse_id", N), ("serial", T), ("name", T), ("state", T),
        ("x_mm", N, 0), ("y_mm", N, 0), ("heading_mrad", N, 0), ("node", T),
        ("battery_percent", N), ("mission", T), ("target", T), ("unit", T), ("route", T),
        ("released", N, 0), ("said", T), ("heard_at_ms", N), ("as_of_ms", N, 0), ("gone", N, 0),
    ),
    indexes=(("warehouse_id",),),
)
"""A robot when it was last told of. route: names of nodes ahead, by spaces; said: what is wrong.
gone 1: it is no longer one of the site's."""

FLEET_VIEW = owned(
    94,
    "fleet_view",
    fields(
        ("company_id", N), ("warehouse_id", N), ("as_of_ms", N, 0), ("paused", N, 0),
        ("paused_by", T), ("paused_since_ms", N), ("blocked", T, "[]"), ("waiting", N, 0),
        ("done", N, 0), ("failed", N, 0), ("map_version", T), ("map", T),
    ),
    indexes=(("warehouse_id",),),
)
"""One row of a site. blocked, map: JSON as pages of the site get it; a map too large to replicate
is left out."""
