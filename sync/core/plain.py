"""Records of one plain kind, as nearly all are: found fit as a whole, before anything is done.

What is not plain takes the long way, which gives the same result for these.
"""

from collections.abc import Callable, Sequence

from sync.core.catalogue import Catalogue, Kind, Merge
from sync.core.judge import Origin
from sync.core.record import Op, OpKind

Refuses = Callable[[Origin, Op], str] | None
"""A policy; None for one that refuses nothing."""

_KEY_TYPES: dict[Kind, type] = {kind: int if kind is Kind.INT else str for kind in Kind}
_PLAIN_PUT = int(OpKind.PUT)
_LEDGER = int(OpKind.LEDGER)


def ledger_of(catalogue: Catalogue, refuses: Refuses, origin: Origin, ops: Sequence[Op]) -> int:
    """The one ledger all these add to: nothing merges, waits or goes back. 0: not so."""
    if not ops:
        return 0
    number = ops[0].table
    table = catalogue.by_id.get(number)
    if table is None or table.merge is not Merge.LEDGER:
        return 0
    width = len(table.fields)
    for op in ops:
        if op.kind != _LEDGER or op.table != number or op.pk is not None or len(op.values) != width:
            return 0
        if refuses is not None and refuses(origin, op):
            return 0
    return number


def only_edits(catalogue: Catalogue, refuses: Refuses, origin: Origin, ops: Sequence[Op]) -> bool:
    """Whether these are edits of ROWS: whatever they meet, all are taken."""
    number: int | None = None
    kind: type = int
    for op in ops:
        if op.kind != _PLAIN_PUT:
            return False
        if op.table != number:
            table = catalogue.by_id.get(op.table)
            if table is None or table.merge is not Merge.ROWS:
                return False
            number, kind = op.table, _KEY_TYPES[table.pk]
        fields = op.fields
        if type(op.pk) is not kind or 0 in fields or len(fields) != len(op.values):
            return False
        if refuses is not None and refuses(origin, op):
            return False
    return True
