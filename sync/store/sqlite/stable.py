"""What the stable clock of a scope makes of stamps: those up to it read as one."""

from sync.core.stamp import ENTRY_BYTES, LENGTH_FIELD, STAMP_BYTES, pack_stamp
from sync.core.state import split_dots

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
    kept = STABLE_STAMP
    for at in range(STAMP_BYTES, len(clocks), ENTRY_BYTES):
        if clocks[at] == LENGTH_FIELD or clocks[at + 1 : at + ENTRY_BYTES] > limit:
            kept += clocks[at : at + ENTRY_BYTES]
    return kept


def live_gone(gone: bytes, limit: bytes) -> bytes:
    """Removed dots that may still arrive as an addition."""
    return b"".join(dot for dot in split_dots(gone) if dot > limit)
