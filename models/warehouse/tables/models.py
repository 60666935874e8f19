"""Forecasting models on their way from headquarters to the sites, and how they do there."""

from models.warehouse.tables.base import N, T, fields, owned
from sync.core.catalogue import Kind, Merge, Table, TableId

# Tables as data: one field per line would hide them.
# fmt: off

FORECAST_MODEL = Table(
    TableId(100),
    "forecast_model",
    Merge.ROWS,
    fields(
        ("company_id", N), ("manifest", T), ("signed_by", N), ("signature", T),
        ("published_at_ms", N), ("status", T, "published"),
    ),
    pk=T,
)
"""Key: the model's id, made of its content. manifest: see models/demand/manifest.py, byte for byte
as the hub `signed_by` (a node) signed it; signature in hexadecimal. status: published, retired."""

MODEL_PART = Table(
    TableId(101),
    "model_part",
    Merge.ROWS,
    fields(("company_id", N), ("body", Kind.BLOB)),
    pk=T,
)
"""Key: `<sha256 of the file>:<index>`, so that the same content is the same rows. The hub ends them
when no published model needs the file any more."""

MODEL_STANDING = owned(
    102,
    "model_standing",
    fields(
        ("company_id", N), ("owner_id", N), ("warehouse_id", N), ("model", T), ("standing", T),
        ("since_ms", N), ("reason", T), ("judged_at_ms", N), ("to_baseline", N), ("to_previous", N),
        ("coverage", N), ("items", N), ("days", N), ("runtime", T), ("pretrained", N, 0),
    ),
)
"""What a site says of each model it knows. model: its id, or `tsb`. standing: active, previous,
shadow, refused, rolled_back, retired. to_baseline, to_previous (its loss over that of the site's
own TSB, and of the model before or in use) and coverage are thousandths; None: not known yet."""
