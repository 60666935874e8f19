"""Stepping back from a record that the first hop did not allow."""

from typing import Any

import msgspec

from sync.core.catalogue import Catalogue, Merge, Pk, Value
from sync.core.fold import View
from sync.core.record import KIND_MASK, Op, OpKind
from sync.core.stamp import (
    STAMP_BYTES,
    ZERO_STAMP,
    canonical,
    stamp_of,
    unwritten,
    with_stamp,
)
from sync.core.state import RowState

Accepted = tuple[int, Pk, int, Value, bytes]

_DECODER = msgspec.msgpack.Decoder(list[tuple[int, int | str, int, Any, bytes]])


def accepted_by(catalogue: Catalogue, view: View, ops: list[Op]) -> list[Accepted]:
    """What the judge holds in the fields these operations wrote: (table, pk, field, value, stamp).

    A row the judge does not have counts as defaults under the zero stamp.
    """
    found: list[Accepted] = []
    for op in ops:
        table = catalogue.by_id.get(op.table)
        if table is None or table.merge is not Merge.ROWS or op.kind & KIND_MASK != OpKind.PUT:
            continue
        assert op.pk is not None
        state = view.load_row(table, op.pk)
        for field in op.fields or bytes(range(1, len(table.fields) + 1)):
            if field > len(table.fields):
                continue
            default = table.fields[field - 1].default
            if state is None or not state.alive:
                found.append((op.table, op.pk, field, default, ZERO_STAMP))
            else:
                value, stamp = state.values[field - 1], stamp_of(state.clocks, field)
                found.append((op.table, op.pk, field, value, stamp))
    return found


def step_back(
    catalogue: Catalogue, view: View, accepted: bytes, withheld: bytes
) -> dict[tuple[int, Pk], RowState | None]:
    """The author's rows with the accepted values wherever the withheld stamp still stands.

    None: nobody else has written the row, so it is gone.
    """
    changed: dict[tuple[int, Pk], RowState] = {}
    for table_id, pk, field, value, stamp in _DECODER.decode(accepted):
        key = (table_id, pk)
        state = changed.get(key) or view.load_row(catalogue.by_id[table_id], pk)
        if state is None or not state.alive or stamp_of(state.clocks, field) != withheld:
            continue
        state.values[field - 1] = value
        if state.clocks[:STAMP_BYTES] == withheld:
            state.clocks = _rebased(state.clocks, len(catalogue.by_id[table_id].fields), withheld)
        state.clocks = canonical(with_stamp(state.clocks, (field,), stamp))
        changed[key] = state
    return {key: None if unwritten(state.clocks) else state for key, state in changed.items()}


def _rebased(clocks: bytes, width: int, withheld: bytes) -> bytes:
    """A base that is withheld becomes entries of single fields over the zero stamp."""
    rebased = ZERO_STAMP + clocks[STAMP_BYTES:]
    fields = [field for field in range(1, width + 1) if stamp_of(clocks, field) == withheld]
    return with_stamp(rebased, fields, withheld)
