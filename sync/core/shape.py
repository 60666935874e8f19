"""What an operation must look like before any merge rule sees it."""

from sync.core.catalogue import Kind, Merge, Table
from sync.core.record import KIND_MASK, Op, OpKind, fits, variant_of
from sync.core.stamp import STAMP_BYTES

_KINDS_OF: dict[Merge, frozenset[int]] = {
    Merge.ROWS: frozenset({OpKind.PUT, OpKind.DELETE}),
    Merge.OWNED: frozenset({OpKind.PUT, OpKind.OWN}),
    Merge.LEDGER: frozenset({OpKind.LEDGER}),
    Merge.SET: frozenset({OpKind.ADD, OpKind.REMOVE}),
    Merge.ESCROW: frozenset({OpKind.GRANT, OpKind.SPEND}),
}
_KINDS = (frozenset[int](), *(_KINDS_OF[merge] for merge in sorted(_KINDS_OF)))


def well_formed(table: Table | None, op: Op, *, plain: bool) -> bool:
    """Whether an operation is one its table knows. plain: the decoder has checked the values."""
    if table is None:
        return True
    kind = op.kind & KIND_MASK
    merge, fields, values = table.merge, op.fields, op.values
    if kind not in _KINDS[merge]:  # a tuple: the hash of an enum is a slow call
        return False
    if not plain and not all(map(fits, values)):
        return False
    if kind == OpKind.LEDGER:
        return op.pk is None
    pk = op.pk
    if type(pk) is not (int if table.pk is Kind.INT else str) or not fits(pk):
        return False
    if 0 in fields or (fields and len(fields) != len(values)):
        return False
    if merge is Merge.ROWS:
        if op.kind == OpKind.PUT:
            return True
        length = variant_of(op.kind) or 1
        return length % 2 == (1 if kind == OpKind.PUT else 0)
    return _values_fit(kind, op)


def _values_fit(kind: int, op: Op) -> bool:
    """Whether the values have the shape the kind demands."""
    values = op.values
    if kind == OpKind.OWN:
        return len(values) == 1 and _is_number(values[0])
    if kind == OpKind.ADD:
        return len(values) == 1 and isinstance(values[0], str)
    if kind == OpKind.REMOVE:
        seen = values[1] if len(values) == 2 else None
        return (
            isinstance(values[0], str) and isinstance(seen, bytes) and len(seen) % STAMP_BYTES == 0
        )
    if kind == OpKind.GRANT:
        return len(values) == 3 and _is_number(values[0]) and all(map(_is_amount, values[1:]))
    if kind == OpKind.SPEND:
        return len(values) == 2 and all(map(_is_amount, values))
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int) and 0 < value < 1 << 32


def _is_amount(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < 1 << 62
