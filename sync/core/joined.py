"""What a transaction writes to one row counts as one write: the last value of each field.

Two records may bear one stamp (a node put back from a backup, its clock behind): of their values
the larger wins. That must not depend on which came first, so it is asked once, of what each record
made of the row in the end; asked of every operation, a record's later value would win over another
record that its earlier value had lost to.
"""

from collections.abc import Sequence

from sync.core.catalogue import Catalogue, Merge
from sync.core.record import KIND_MASK, Op, OpKind
from sync.core.working import RowKey


def joined(catalogue: Catalogue, ops: Sequence[Op]) -> Sequence[Op | None]:
    """The operations in their places; None where a later one of the same life of a row has taken
    what it says in."""
    if len({(op.table, op.pk) for op in ops}) == len(ops):
        return ops  # nearly all: no row is written twice
    found: list[Op | None] = list(ops)
    latest: dict[RowKey, int] = {}
    for place, op in enumerate(ops):
        table = catalogue.by_id.get(op.table)
        if table is None or table.merge is not Merge.ROWS or op.pk is None:
            continue
        key = (int(op.table), op.pk)
        known = latest.pop(key, None)
        if op.kind & KIND_MASK != OpKind.PUT:
            continue
        earlier = found[known] if known is not None else None
        if earlier is not None and known is not None and earlier.kind == op.kind:
            both = _both(earlier, op)
            if both is not None:
                found[known], found[place] = None, both
        latest[key] = place
    return found


def _both(earlier: Op, later: Op) -> Op | None:
    """None where a whole row lacks a field that is edited then: its author did not know it."""
    if not later.fields:
        return later
    if earlier.fields:
        merged = dict(zip(earlier.fields, earlier.values, strict=True))
        merged.update(zip(later.fields, later.values, strict=True))
        fields = bytes(sorted(merged))
        return Op(later.table, later.kind, later.pk, fields, [merged[field] for field in fields])
    if max(later.fields) > len(earlier.values):
        return None
    values = list(earlier.values)
    for field, value in zip(later.fields, later.values, strict=True):
        values[field - 1] = value
    return Op(later.table, later.kind, later.pk, b"", values)
