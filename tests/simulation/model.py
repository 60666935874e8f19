"""What the rows must be, told from the records alone: the slow, obvious way.

Shares no code with the merge rules: for each field the highest stamp of the longest life wins, a
ledger is the set of its entries, an owned row is the last write of its last owner.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sync.core.catalogue import Merge, Pk, Table, Value
from sync.core.ids import StreamId
from sync.core.record import Op, OpKind, Record

Rows = dict[Pk, dict[str, Value]]
EntryKey = tuple[int, int, int, int]


class Said(NamedTuple):
    """One record and where it stands."""

    stream: StreamId
    number: int
    seq: int
    record: Record


def rows_told(table: Table, said: Iterable[Said]) -> Rows:
    """Living rows of a ROWS or OWNED table after these records."""
    by_pk: dict[Pk, list[tuple[int, tuple[int, int], int, Op]]] = defaultdict(list)
    for one in said:
        for place, op in enumerate(one.record.ops):
            if op.table == table.id and op.pk is not None:
                stamp = (one.record.hlc, one.number)
                by_pk[op.pk].append((op.kind >> 4, stamp, place, op))
    tell = _row if table.merge is Merge.ROWS else _owned_row
    told = {pk: tell(table, ops) for pk, ops in by_pk.items()}
    return {pk: row for pk, row in told.items() if row is not None}


def _row(table: Table, ops: list[tuple[int, tuple[int, int], int, Op]]) -> dict[str, Value] | None:
    longest = max(max(length, 1) for length, *_ in ops)
    if longest % 2 == 0:
        return None
    best: dict[int, tuple[tuple[int, int], int]] = {}
    row = {field.name: field.default for field in table.fields}
    for length, stamp, place, op in ops:
        if max(length, 1) != longest:
            continue
        for field, value in _written(table, op):
            if field not in best or (stamp, place) > best[field]:
                best[field] = (stamp, place)
                row[table.fields[field - 1].name] = value
    return row


def _owned_row(table: Table, ops: list[tuple[int, tuple[int, int], int, Op]]) -> dict[str, Value]:
    """Fence by fence, then by stamp: one node wrote at a time."""
    row = {field.name: field.default for field in table.fields}
    for _, _, _, op in sorted(ops, key=lambda one: one[:3]):
        if op.kind & 0xF == OpKind.PUT:
            for field, value in _written(table, op):
                row[table.fields[field - 1].name] = value
    return row


def _written(table: Table, op: Op) -> list[tuple[int, Value]]:
    if op.kind & 0xF != OpKind.PUT:
        return []
    if op.fields:
        return list(zip(op.fields, op.values, strict=True))
    return list(enumerate(_padded(table, op), start=1))


def _padded(table: Table, op: Op) -> tuple[Value, ...]:
    """A whole row or an entry; who wrote it may not have known the last fields."""
    return (*op.values, *(field.default for field in table.fields[len(op.values) :]))


def entries_told(table: Table, said: Iterable[Said]) -> dict[EntryKey, tuple[Value, ...]]:
    """All entries of a ledger by (node, epoch, seq, index)."""
    return {
        (one.stream.node, one.stream.epoch, one.seq, index): _padded(table, op)
        for one in said
        for index, op in enumerate(one.record.ops)
        if op.table == table.id
    }


def spent_told(table: Table, said: Iterable[Said]) -> dict[Pk, tuple[int, int]]:
    """Per escrow counter: (rights opened, rights used)."""
    opened: dict[Pk, dict[int, int]] = defaultdict(dict)
    used: dict[Pk, dict[int, int]] = defaultdict(dict)
    for one in said:
        for op in one.record.ops:
            if op.table != table.id or op.pk is None:
                continue
            if op.kind & 0xF == OpKind.SPEND:
                used[op.pk][one.number] = max(used[op.pk].get(one.number, 0), op.values[0])
            elif op.values[0] == one.number:
                opened[op.pk][one.number] = max(opened[op.pk].get(one.number, 0), op.values[1])
    return {pk: (sum(opened[pk].values()), sum(used[pk].values())) for pk in {*opened, *used}}
