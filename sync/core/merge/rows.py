"""ROWS: last write wins per field, existence by causal length (odd lives, even is deleted).

Clocks stay canonical: base = highest stamp of a whole-row write, entries = higher stamps of single
fields. So equal sets of operations give equal bytes.
"""

from typing import Any

import msgspec

from sync.core.catalogue import Pk, Table, Value
from sync.core.record import Op, variant_of
from sync.core.stamp import (
    ZERO_STAMP,
    base_of,
    first_clocks,
    length_of,
    newer_than_all,
    overwritten,
    stamp_of,
    with_base,
    with_stamp,
)
from sync.core.state import Loser, RowState

_encode = msgspec.msgpack.Encoder().encode
_decode_extra = msgspec.msgpack.Decoder(dict[int, Any]).decode


def put(
    state: RowState | None,
    table: Table,
    op: Op,
    stamp: bytes,
    losers: list[Loser],
    *,
    again: bool = False,
) -> RowState:
    """Merge a write. The returned state is the given one, changed, or a new one.

    again: this transaction has written the row before; of its own writes the later one wins.
    """
    length = variant_of(op.kind) or 1
    if state is not None:
        known = length_of(state.clocks)
        if length < known:
            _lost_to_deletion(state, op, stamp, losers)
            return state
        if length == known:
            assert state.alive
            if not op.fields:
                _merge_whole(state, table, op, stamp, losers, again=again)
            else:
                _merge_fields(state, table, op, stamp, losers, again=again)
            return state
    return _born(table, op, stamp, length)


def overwrite(state: RowState, op: Op, stamp: bytes) -> bool:
    """The short way for a row in its first life whose every clock is older: all values win.

    False: nothing was done, and `put` has to weigh the fields one by one.
    """
    clocks, fields, values = state.clocks, op.fields, state.values
    if not fields or not newer_than_all(clocks, stamp):
        return False
    if not state.alive or max(fields) > len(values):
        return False
    for field, value in zip(fields, op.values):  # noqa: B905 - of one length, as was checked
        values[field - 1] = value
    state.clocks = overwritten(clocks, fields, stamp)
    return True


def delete(state: RowState | None, op: Op, stamp: bytes) -> RowState:
    """Merge a deletion; its variant is the even causal length after it."""
    length = variant_of(op.kind)
    assert length % 2 == 0
    if state is not None:
        known = length_of(state.clocks)
        if length < known or (length == known and stamp <= base_of(state.clocks)):
            return state
    return RowState([], first_clocks(stamp, length), alive=False)


def _born(table: Table, op: Op, stamp: bytes, length: int) -> RowState:
    width = len(table.fields)
    state = RowState([field.default for field in table.fields], first_clocks(stamp, length))
    if not op.fields:
        state.values[: len(op.values)] = op.values[:width]
        for field in range(width + 1, len(op.values) + 1):
            _keep_unknown(state, field, op.values[field - 1])
        return state
    state.clocks = with_stamp(first_clocks(ZERO_STAMP, length), op.fields, stamp)
    for field, value in zip(op.fields, op.values, strict=True):
        set_value(state, field, value)
    return state


def _merge_fields(
    state: RowState, table: Table, op: Op, stamp: bytes, losers: list[Loser], *, again: bool
) -> None:
    clocks = state.clocks
    won = []
    for field, value in zip(op.fields, op.values, strict=True):
        present = stamp_of(clocks, field)
        if stamp > present or (stamp == present and (again or _larger(value, _get(state, field)))):
            set_value(state, field, value)
            won.append(field)
        elif stamp < present and value != _get(state, field):
            losers.append(Loser(op.table, _pk(op), field, value, stamp, present))
    if won and stamp > base_of(clocks):
        state.clocks = with_stamp(clocks, won, stamp)


def _merge_whole(
    state: RowState, table: Table, op: Op, stamp: bytes, losers: list[Loser], *, again: bool
) -> None:
    """Two nodes created the same row: per field the higher stamp wins."""
    base = base_of(state.clocks)
    missing = [field.default for field in table.fields[len(op.values) :]]
    for field, value in enumerate([*op.values, *missing], start=1):
        present = stamp_of(state.clocks, field)
        if stamp > present or (stamp == present and (again or _larger(value, _get(state, field)))):
            set_value(state, field, value)
        elif stamp < present and value != _get(state, field):
            losers.append(Loser(op.table, _pk(op), field, value, stamp, present))
    if stamp > base:
        _forget_unknown(state, len(op.values), stamp)
        state.clocks = with_base(state.clocks, stamp)


def _forget_unknown(state: RowState, written: int, stamp: bytes) -> None:
    """A later whole row by an author who did not know these fields sets them to their defaults."""
    if state.extra is None:
        return
    unknown = (field for field in fields_of(state) if field > max(written, len(state.values)))
    _forget(state, {field for field in unknown if stamp_of(state.clocks, field) < stamp})


def _forget(state: RowState, fields: set[int]) -> None:
    unknown = _decode_extra(state.extra) if state.extra else {}
    kept = {field: value for field, value in unknown.items() if field not in fields}
    if len(kept) < len(unknown):
        state.extra = _encode(kept) if kept else None


def _lost_to_deletion(state: RowState, op: Op, stamp: bytes, losers: list[Loser]) -> None:
    winner = base_of(state.clocks)
    fields = op.fields or bytes(range(1, len(op.values) + 1))
    for field, value in zip(fields, op.values, strict=True):
        losers.append(Loser(op.table, _pk(op), field, value, stamp, winner))


def _get(state: RowState, field: int) -> Value:
    if field <= len(state.values):
        return state.values[field - 1]
    return _decode_extra(state.extra).get(field) if state.extra else None


def set_value(state: RowState, field: int, value: Value) -> None:
    """Into its column, or among the fields this version does not know."""
    if field <= len(state.values):
        state.values[field - 1] = value
    else:
        _keep_unknown(state, field, value)


def fields_of(state: RowState) -> list[int]:
    """Ids of the fields this row has a value for, those that this version does not know behind."""
    unknown = _decode_extra(state.extra) if state.extra else {}
    return [*range(1, len(state.values) + 1), *unknown]


def align(state: RowState, table: Table) -> None:
    """Give a row of another version the columns of this one."""
    width = len(state.values)
    state.values = [*state.values, *(field.default for field in table.fields[width:])]
    del state.values[len(table.fields) :]


def reset(state: RowState, table: Table, field: int) -> None:
    """As if this field had never been written."""
    if field <= len(state.values):
        state.values[field - 1] = table.fields[field - 1].default
    else:
        _forget(state, {field})


def _keep_unknown(state: RowState, field: int, value: Value) -> None:
    """A field of a newer schema is kept and relayed."""
    unknown = _decode_extra(state.extra) if state.extra else {}
    unknown[field] = value
    state.extra = _encode(dict(sorted(unknown.items())))


def _larger(one: Value, other: Value) -> bool:
    """Equal stamps with different values (a cloned node): the larger encoding wins everywhere."""
    return _encode(one) > _encode(other)


def _pk(op: Op) -> Pk:
    assert op.pk is not None
    return op.pk
