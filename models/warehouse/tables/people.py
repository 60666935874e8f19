"""What replicates of people's accounts beside the people themselves."""

from models.warehouse.tables.base import N, T, fields, owned

AUDIT_SEAL = owned(
    60,
    "audit_seal",
    fields(("company_id", N), ("warehouse_id", N), ("seq", N), ("hash", T), ("at_ms", N)),
)
"""The head of the site's audit trail at a moment, in the signed log: who rewrites the trail later
would have to rewrite this too, here and at headquarters. hash: in hexadecimal."""
