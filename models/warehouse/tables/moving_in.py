"""What was brought over from another system: where each of its rows went, and what it said."""

from models.warehouse.tables.base import N, T, fields, owned

# Tables as data: one field per line would hide them.
# fmt: off

MOVED_ROW = owned(
    70,
    "moved_row",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("tenant", T), ("origin", T),
        ("origin_id", N), ("outcome", T), ("reason", T), ("became", T), ("became_id", N),
        ("number", T), ("party", T), ("item", T), ("state", T), ("at_ms", N), ("body", T),
    ),
    indexes=(("tenant", "origin", "origin_id"), ("number",), ("item",)),
)
"""One row of the other system: table `origin`, key `origin_id`, of the account `tenant` (a hash).
outcome: imported (it became the row became_id of the table `became`), history or refused. body: the
row as JSON, without anything that was a secret there."""

MOVED_ACCOUNT = owned(
    71,
    "moved_account",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("tenant", T), ("name", T),
        ("content", T), ("time_zone", T), ("at_ms", N), ("figures", T),
    ),
    indexes=(("tenant",),),
)
"""An account that was moved in. content: hash of all its rows; figures: JSON, as reported."""
