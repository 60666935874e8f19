"""Stepping back from a record that the first hop did not allow.

The verdict carries the judge's rows. The author takes its own rows without what the withheld record
wrote and joins the two: a row with its clocks is a state that merges like its operations do. What
the withheld write had covered here, and the judge had not seen when it judged, is merged again from
the log.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from sync.core.catalogue import Catalogue, Merge, Pk, Table
from sync.core.fold import View
from sync.core.merge import rows
from sync.core.record import KIND_MASK, Op, OpKind
from sync.core.stamp import (
    ZERO_STAMP,
    base_of,
    canonical,
    first_clocks,
    length_of,
    stamp_of,
    stamps_in,
    unwritten,
    with_base,
    with_stamp,
)
from sync.core.state import ElementState, RightsState, RowState

Accepted = tuple[int, Pk, bool, list[Any], bytes]
"""(table, pk, alive, values, clocks); empty clocks: the judge has no such row.

Of a set: values = [element, dots, removed dots]; of an escrow counter: [[[from, to, total] …],
[[number, total used] …]]; both with empty clocks.
"""

Logged = Callable[[frozenset[tuple[int, Pk]]], Iterable[tuple[bytes, Op]]]
"""Operations on these rows that have their effect here, each under its stamp, from the log."""

_DECODER = msgspec.msgpack.Decoder(list[tuple[int, int | str, bool, list[Any], bytes]])


def accepted_by(catalogue: Catalogue, view: View, ops: list[Op]) -> list[Accepted]:
    """The judge's state of everything these operations wrote, but for the ledgers."""
    found: dict[tuple[int, Pk, str], Accepted] = {}
    for op in ops:
        table, pk = catalogue.by_id.get(op.table), op.pk
        if table is None or pk is None:
            continue
        if table.merge is Merge.SET:
            element = str(op.values[0]) if op.values else ""
            held = view.load_element(table, pk, element) or ElementState()
            found[op.table, pk, element] = (op.table, pk, True, [element, *held.packed()], b"")
        elif table.merge is Merge.ESCROW:
            rights = view.load_rights(table, pk) or RightsState()
            found[op.table, pk, ""] = (op.table, pk, True, [*rights.packed()], b"")
        else:
            found[op.table, pk, ""] = _row_accepted(op.table, pk, view.load_row(table, pk))
    return list(found.values())


def _row_accepted(table: int, pk: Pk, state: RowState | None) -> Accepted:
    if state is None:
        return table, pk, False, [], b""
    return table, pk, state.alive, state.values, state.clocks


def step_back(
    catalogue: Catalogue,
    view: View,
    accepted: bytes,
    withheld: bytes,
    logged: Logged,
    limit: bytes = ZERO_STAMP,
) -> dict[tuple[int, Pk], RowState | None]:
    """The author's rows without the writes under the withheld stamp. None: the row is gone.

    limit: stamps up to here are on every replica, and their records may be gone from the log: of
    those the judge's values are taken. Later ones come from the log, now or when they arrive here.
    """
    changed: dict[tuple[int, Pk], RowState | None] = {}
    for table_id, pk, alive, values, clocks in _DECODER.decode(accepted):
        table = catalogue.by_id.get(table_id)
        if table is not None and table.merge is Merge.ROWS:
            mine = _without(view.load_row(table, pk), table, withheld)
            judged = _settled(table, RowState(values, clocks, alive), limit) if clocks else None
            changed[table_id, pk] = _joined(mine, judged)
    before = ZERO_STAMP
    for stamp, op in logged(frozenset(changed)):
        if stamp != withheld and op.pk is not None:
            table, key = catalogue.by_id[op.table], (int(op.table), op.pk)
            changed[key] = _merged(table, changed[key], op, stamp, again=stamp == before)
            before = stamp
    return changed


def _merged(
    table: Table, state: RowState | None, op: Op, stamp: bytes, *, again: bool
) -> RowState | None:
    if op.kind & KIND_MASK == OpKind.DELETE:
        return rows.delete(state, op, stamp)
    return rows.put(state, table, op, stamp, [], again=again)


def _settled(table: Table, judged: RowState, limit: bytes) -> RowState | None:
    """What of the judge's row is on every replica, as this version of the table has it."""
    if not judged.alive:
        return judged if base_of(judged.clocks) <= limit else None
    rows.align(judged, table)
    return _kept(judged, table, lambda stamp: stamp <= limit)


def _without(state: RowState | None, table: Table, withheld: bytes) -> RowState | None:
    """What is left of a row that was written under this stamp: what came under others."""
    if state is None or withheld not in stamps_in(state.clocks):
        return state
    return _kept(state, table, lambda stamp: stamp != withheld) if state.alive else None


def _kept(state: RowState, table: Table, keeps: Callable[[bytes], bool]) -> RowState | None:
    """A living row without the fields whose stamp is not to be kept; none if nothing is left.

    What a dropped write has covered is not known here, so each field left answers for itself.
    """
    if all(map(keeps, stamps_in(state.clocks))):
        return state
    clocks = first_clocks(ZERO_STAMP, length_of(state.clocks))
    for field in rows.fields_of(state):
        stamp = stamp_of(state.clocks, field)
        if not keeps(stamp):
            rows.reset(state, table, field)
        elif stamp != ZERO_STAMP:
            clocks = with_stamp(clocks, (field,), stamp)
    state.clocks = clocks
    return None if unwritten(clocks) else state


def _joined(mine: RowState | None, judged: RowState | None) -> RowState | None:
    """Both states merged; where stamps are equal the judge knows the value."""
    if mine is None or judged is None:
        return judged or mine
    lengths = (length_of(mine.clocks), length_of(judged.clocks))
    if lengths[0] != lengths[1]:
        return mine if lengths[0] > lengths[1] else judged
    base = max(base_of(mine.clocks), base_of(judged.clocks))
    if not judged.alive:
        return RowState([], with_base(judged.clocks, base), alive=False)
    clocks = with_base(judged.clocks, base)
    for field in rows.fields_of(mine):
        stamp = stamp_of(mine.clocks, field)
        if stamp > stamp_of(judged.clocks, field):
            if field <= len(judged.values):
                judged.values[field - 1] = mine.values[field - 1]
            clocks = with_stamp(clocks, (field,), stamp)
    judged.clocks = canonical(clocks)
    judged.extra = mine.extra
    return judged


def read_accepted(accepted: bytes) -> list[Accepted]:
    """What a verdict says that its judge holds."""
    return _DECODER.decode(accepted)
