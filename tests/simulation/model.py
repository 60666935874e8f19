"""What the rows must be, told from the records alone: the slow, obvious way.

Shares no code with the merge rules: for each field the highest stamp of the longest life wins, and
between two images of one node that stamped alike the larger value; a ledger is the set of its
entries, an owned row is the last write of its last owner.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

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
    by_pk: dict[Pk, list[Made]] = defaultdict(list)
    for one in said:
        for place, op in enumerate(one.record.ops):
            if op.table == table.id and op.pk is not None:
                stamp = (one.record.hlc, one.number)
                made = Made(op.kind >> 4, stamp, one.stream.epoch, one.seq, place, op)
                by_pk[op.pk].append(made)
    tell = _row if table.merge is Merge.ROWS else _owned_row
    told = {pk: tell(table, ops) for pk, ops in by_pk.items()}
    return {pk: row for pk, row in told.items() if row is not None}


class Made(NamedTuple):
    """An operation under the stamp of its transaction, and its place in the stream."""

    length: int
    stamp: tuple[int, int]
    epoch: int
    seq: int
    place: int
    op: Op


def _row(table: Table, ops: list[Made]) -> dict[str, Value] | None:
    longest = max(max(made.length, 1) for made in ops)
    if longest % 2 == 0:
        return None
    last: dict[tuple[int, tuple[int, int], int], Value] = {}
    for made in sorted(ops, key=lambda made: made[:-1]):
        if max(made.length, 1) == longest:
            for field, value in _written(table, made.op):
                last[field, made.stamp, made.epoch] = value
    row = {field.name: field.default for field in table.fields}
    best: dict[int, tuple[tuple[int, int], bytes]] = {}
    for (field, stamp, _), value in last.items():
        rank = (stamp, msgspec.msgpack.encode(value))
        if field not in best or rank > best[field]:
            best[field] = rank
            row[table.fields[field - 1].name] = value
    return row


def _owned_row(table: Table, ops: list[Made]) -> dict[str, Value]:
    """Fence by fence, then by stamp: one node wrote at a time."""
    row = {field.name: field.default for field in table.fields}
    for made in sorted(ops, key=lambda made: made[:-1]):
        if made.op.kind & 0xF == OpKind.PUT:
            for field, value in _written(table, made.op):
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
