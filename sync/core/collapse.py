"""What the stable clock of a scope makes of stamps: those up to it read as one.

Nothing can come any more that would lie between two of them, so which was higher decides nothing.
A tombstone keeps its causal length for good, under the stable stamp: whoever edits a row on old
knowledge, however late, finds it dead.
"""

from sync.core.stamp import (
    ENTRY_BYTES,
    LENGTH_FIELD,
    STAMP_BYTES,
    ZERO_STAMP,
    pack_stamp,
)
from sync.core.state import ElementState, RowState, split_dots

# Not the zero stamp: that one means that no write stands behind a row.
STABLE_STAMP = pack_stamp(0, 1)


def stable_limit(stable_hlc: int) -> bytes:
    """The highest stamp that counts as stable."""
    return pack_stamp(stable_hlc, 0xFFFFFFFF)


def collapsed(clocks: bytes, limit: bytes) -> bytes:
    """Clocks with every stamp up to the limit read as the stable one; canonical again."""
    base = clocks[:STAMP_BYTES]
    if base > limit:
        return clocks
    kept, whole = b"", True
    for at in range(STAMP_BYTES, len(clocks), ENTRY_BYTES):
        if clocks[at] == LENGTH_FIELD or clocks[at + 1 : at + ENTRY_BYTES] > limit:
            kept += clocks[at : at + ENTRY_BYTES]
        else:
            whole = False
    if base == ZERO_STAMP and whole:
        return clocks
    return STABLE_STAMP + kept


def live_gone(gone: bytes, limit: bytes) -> bytes:
    """Removed dots that may still arrive as an addition."""
    return b"".join(dot for dot in split_dots(gone) if dot > limit)


def collapsed_row(state: RowState, limit: bytes) -> RowState:
    """The row under collapsed clocks."""
    return RowState(state.values, collapsed(state.clocks, limit), state.alive, state.extra)


def collapsed_element(state: ElementState, limit: bytes) -> ElementState | None:
    """The element without removals that nothing can contradict; None if nothing is left of it."""
    gone = live_gone(state.gone, limit)
    return ElementState(state.dots, gone) if state.dots or gone else None
