"""Stamps order writes: HLC (8 bytes), node number (4 bytes); a row packs its stamps in a blob.

Packed clocks of a row: base stamp, then 13 bytes (field id, stamp) for each field written later.
A pseudo field 0 holds the causal length of a row that was deleted and made again.
"""

import struct
from collections.abc import Iterable

STAMP_BYTES = 12
ENTRY_BYTES = 13
ZERO_STAMP = b"\0" * STAMP_BYTES
LENGTH_FIELD = 0

_PACK = struct.Struct(">QI")
_BYTE = tuple(bytes((value,)) for value in range(256))


def pack_stamp(hlc: int, number: int) -> bytes:
    """12 bytes whose byte order is the order of stamps."""
    return _PACK.pack(hlc, number)


def unpack_stamp(stamp: bytes) -> tuple[int, int]:
    """(hlc, node number)."""
    hlc, number = _PACK.unpack(stamp)
    return hlc, number


def stamp_of(clocks: bytes, field: int) -> bytes:
    """The stamp under which a field of this row was last written."""
    for offset in range(STAMP_BYTES, len(clocks), ENTRY_BYTES):
        if clocks[offset] == field:
            return clocks[offset + 1 : offset + ENTRY_BYTES]
    return clocks[:STAMP_BYTES]


def with_stamp(clocks: bytes, fields: Iterable[int], stamp: bytes) -> bytes:
    """The row's clocks after these fields were written; entries stay in field order (canonical)."""
    for field in fields:
        entry = _BYTE[field] + stamp
        end = len(clocks)
        for offset in range(STAMP_BYTES, end, ENTRY_BYTES):
            there = clocks[offset]
            if there >= field:
                behind = offset + ENTRY_BYTES if there == field else offset
                clocks = clocks[:offset] + entry + clocks[behind:]
                break
        else:
            clocks += entry
    return clocks


def newer_than_all(clocks: bytes, stamp: bytes) -> bool:
    """Whether a stamp is above every clock of a row in its first life."""
    end = len(clocks)
    if end == STAMP_BYTES:
        return stamp > clocks
    if clocks[STAMP_BYTES] == LENGTH_FIELD or stamp <= clocks[:STAMP_BYTES]:
        return False
    for offset in range(STAMP_BYTES + 1, end, ENTRY_BYTES):
        if clocks[offset : offset + STAMP_BYTES] >= stamp:
            return False
    return True


def canonical(clocks: bytes) -> bytes:
    """Without entries that the base already covers."""
    base = kept = clocks[:STAMP_BYTES]
    for at in range(STAMP_BYTES, len(clocks), ENTRY_BYTES):
        if clocks[at] == LENGTH_FIELD or clocks[at + 1 : at + ENTRY_BYTES] > base:
            kept += clocks[at : at + ENTRY_BYTES]
    return kept


def stamps_in(clocks: bytes) -> set[bytes]:
    """Every stamp under which a field of this row may have been written."""
    found = {clocks[:STAMP_BYTES]}
    for at in range(STAMP_BYTES, len(clocks), ENTRY_BYTES):
        if clocks[at] != LENGTH_FIELD:
            found.add(clocks[at + 1 : at + ENTRY_BYTES])
    return found


def unwritten(clocks: bytes) -> bool:
    """Whether no write stands behind these clocks."""
    behind = clocks[STAMP_BYTES:]
    return clocks[:STAMP_BYTES] == ZERO_STAMP and (
        not behind or (behind[0] == LENGTH_FIELD and len(behind) == ENTRY_BYTES)
    )


def length_of(clocks: bytes) -> int:
    """Causal length of an existing row: 1 for its first life, 3 for the second, and so on."""
    if len(clocks) > STAMP_BYTES and clocks[STAMP_BYTES] == LENGTH_FIELD:  # entries are sorted
        return int.from_bytes(clocks[STAMP_BYTES + 1 : STAMP_BYTES + ENTRY_BYTES], "big")
    return 1


def first_clocks(stamp: bytes, length: int = 1) -> bytes:
    """Clocks of a row just created in its `length`-th causal step."""
    if length == 1:
        return stamp
    return stamp + bytes((LENGTH_FIELD,)) + length.to_bytes(STAMP_BYTES, "big")
