"""Fields that a company adds to its items, partners and documents, and their values."""

from models.warehouse.tables.base import N, T, fields, owned
from sync.core.catalogue import Merge, Table, TableId

# Tables as data: one field per line would hide them.
# fmt: off

CUSTOM_FIELD = Table(
    TableId(37),
    "custom_field",
    Merge.ROWS,
    fields(
        ("company_id", N), ("about", T), ("code", T), ("kind", T), ("decimals", N, 0),
        ("choices", T), ("required", N, 0), ("label_en", T), ("label_zh", T), ("sequence", N, 0),
        ("status", T, "active"),
    ),
    pk=T,
)
"""Key: `<about>:<code>`, so that two sites that define the same field while apart mean one.
about: item, partner or document; kind and choices (JSON) as in models/warehouse/custom.py."""

CUSTOM_VALUE = Table(
    TableId(38),
    "custom_value",
    Merge.ROWS,
    fields(("company_id", N), ("subject_id", N), ("field", T), ("value", T)),
    pk=T,
    indexes=(("subject_id",),),
)
"""Of an item or partner. Key: `<subject id>:<field's key>`, so that edits of one value made in two
places meet in one row. value: in the canonical form of its kind; None: emptied."""

DOCUMENT_VALUE = owned(
    39,
    "document_value",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("document_id", N), ("field", T),
        ("value", T),
    ),
    indexes=(("document_id",),),
)
"""Of an order or delivery, which its site alone writes."""
