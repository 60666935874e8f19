"""What the stable clock of a scope makes of stamps: those up to it read as one.

Nothing can come any more that would lie between two of them, so which was higher decides nothing.
A tombstone keeps its causal length for good, under the stable stamp: whoever edits a row on old
knowledge, however late, finds it dead.
"""

from sync.core.stamp import (
    ZERO_STAMP,
    base_of,
    length_of,
    pack_clocks,
    pack_stamp,
    stamps_by_field,
)
from sync.core.state import ElementState, RowState, split_dots

# Not the zero stamp: that one means that no write stands behind a row.
STABLE_STAMP = pack_stamp(0, 1)


def stable_limit(stable_hlc: int) -> bytes:
    """The highest stamp that counts as stable."""
    return pack_stamp(stable_hlc, 0xFFFFFFFF)


def collapsed(clocks: bytes, limit: bytes) -> bytes:
    """Clocks with every stamp up to the limit read as the stable one; canonical again."""
    base = base_of(clocks)
    if base > limit:
        return clocks
    fields = stamps_by_field(clocks)
    kept = {field: stamp for field, stamp in fields.items() if stamp > limit}
    if base == ZERO_STAMP and len(kept) == len(fields):
        return clocks
    return pack_clocks(STABLE_STAMP, kept, length_of(clocks))


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
