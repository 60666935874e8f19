"""Papers and photos of documents."""

from models.warehouse.tables.base import N, T, fields, owned

# Tables as data: one field per line would hide them.
# fmt: off

ATTACHMENT = owned(
    36,
    "attachment",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("document", T),
        ("document_id", N), ("line_id", N), ("item_id", N), ("hash", T), ("kind", T),
        ("bytes", N), ("purpose", T), ("note", T), ("at_ms", N), ("actor", N),
    ),
    indexes=(("document_id",), ("hash",)),
)
"""The row replicates, the file stays at the site. hash: SHA-256 of the file in hex; document, kind
and purpose as in models/warehouse/attachments.py."""
