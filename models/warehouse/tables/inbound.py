"""Goods that come in."""

from models.warehouse.states import ASN_RANKS
from models.warehouse.tables.base import N, T, fields, owned

# Tables as data: one field per line would hide them.
# fmt: off

ASN = owned(
    13,
    "asn",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("state", T, "announced"),
        ("revision", N, 0), ("number", T), ("supplier_id", N), ("expected_on", T), ("dock_id", N),
        ("created_at_ms", N), ("closed_at_ms", N), ("kind", T, "announced"), ("origin_id", N),
        ("reason", T),
    ),
    ranks=ASN_RANKS,
    indexes=(("number",), ("state",), ("origin_id",)),
)
"""kind: announced, blind (nobody announced it), return (of the order origin_id), transfer (of the
transfer origin_id). reason: why it was cancelled."""

ASN_LINE = owned(
    14,
    "asn_line",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("asn_id", N), ("line", N),
        ("item_id", N), ("expected", N), ("received", N, 0), ("damaged", N, 0), ("put_away", N, 0),
        ("lot", T), ("expiry", T), ("unit_id", N),
    ),
    indexes=(("asn_id", "item_id"), ("unit_id",)),
)
"""unit_id: the unit it comes in, where the supplier says so."""
