"""Stepping back from a record that the first hop did not allow.

The verdict carries the judge's rows. The author takes its own rows without what the withheld record
wrote and joins the two: a row with its clocks is a state that merges like its operations do.
"""

from typing import Any

import msgspec

from sync.core.catalogue import Catalogue, Merge, Pk, Table, Value
from sync.core.fold import View
from sync.core.record import Op
from sync.core.stamp import (
    ENTRY_BYTES,
    LENGTH_FIELD,
    STAMP_BYTES,
    ZERO_STAMP,
    canonical,
    length_of,
    stamp_of,
    unwritten,
    with_stamp,
)
from sync.core.state import RowState

Accepted = tuple[int, Pk, bool, list[Value], bytes]
"""(table, pk, alive, values, clocks); empty clocks: the judge has no such row."""

_DECODER = msgspec.msgpack.Decoder(list[tuple[int, int | str, bool, list[Any], bytes]])


def accepted_by(catalogue: Catalogue, view: View, ops: list[Op]) -> list[Accepted]:
    """The judge's state of every row these operations wrote under last-write-wins."""
    found: dict[tuple[int, Pk], Accepted] = {}
    for op in ops:
        table = catalogue.by_id.get(op.table)
        if table is None or table.merge is not Merge.ROWS or op.pk is None:
            continue
        state = view.load_row(table, op.pk)
        if state is None:
            found[op.table, op.pk] = (op.table, op.pk, False, [], b"")
        else:
            found[op.table, op.pk] = (op.table, op.pk, state.alive, state.values, state.clocks)
    return list(found.values())


def step_back(
    catalogue: Catalogue, view: View, accepted: bytes, withheld: bytes
) -> dict[tuple[int, Pk], RowState | None]:
    """The author's rows without the writes under the withheld stamp. None: the row is gone."""
    changed: dict[tuple[int, Pk], RowState | None] = {}
    for table_id, pk, alive, values, clocks in _DECODER.decode(accepted):
        table = catalogue.by_id[table_id]
        mine = view.load_row(table, pk)
        judged = RowState(values, clocks, alive) if clocks else None
        changed[table_id, pk] = _joined(_without(mine, table, withheld), judged)
    return changed


def _without(state: RowState | None, table: Table, withheld: bytes) -> RowState | None:
    """A row as if nothing had been written under this stamp, as far as that is known here."""
    if state is None:
        return None
    based = state.clocks[:STAMP_BYTES] == withheld
    if not state.alive:
        return None if based else state
    if based:
        for place, field in enumerate(table.fields):
            if stamp_of(state.clocks, field.id) == withheld:
                state.values[place] = field.default
    kept = ZERO_STAMP if based else state.clocks[:STAMP_BYTES]
    for at in range(STAMP_BYTES, len(state.clocks), ENTRY_BYTES):
        entry = state.clocks[at : at + ENTRY_BYTES]
        if entry[0] == LENGTH_FIELD or entry[1:] != withheld:
            kept += entry
    state.clocks = kept
    return None if unwritten(kept) else state


def _joined(mine: RowState | None, judged: RowState | None) -> RowState | None:
    """Both states merged; where stamps are equal the judge knows the value."""
    if mine is None or judged is None:
        return judged or mine
    lengths = (length_of(mine.clocks), length_of(judged.clocks))
    if lengths[0] != lengths[1]:
        return mine if lengths[0] > lengths[1] else judged
    base = max(mine.clocks[:STAMP_BYTES], judged.clocks[:STAMP_BYTES])
    if not judged.alive:
        return RowState([], base + judged.clocks[STAMP_BYTES:], alive=False)
    clocks = base + judged.clocks[STAMP_BYTES:]
    for field in range(1, len(judged.values) + 1):
        stamp = stamp_of(mine.clocks, field)
        if stamp > stamp_of(judged.clocks, field):
            judged.values[field - 1] = mine.values[field - 1]
            clocks = with_stamp(clocks, (field,), stamp)
    judged.clocks = canonical(clocks)
    judged.extra = mine.extra
    return judged
