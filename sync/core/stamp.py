"""Stamps order writes: HLC (8 bytes), node number (4 bytes); a row packs its stamps in a blob.

Packed clocks of a row: the base stamp, that of the last write of the whole row. Where single fields
were written later, behind it: their stamps, newest first; which fields each of these stands for
(ids in order, groups parted by 0); how many they are. So rows edited a few fields at a time carry
each stamp once, and whether a write is newer than all is told by the first two.
Behind the base stands the causal length of a row that was deleted, or made again: no stamp begins
like it, and it compares above them all.
"""

import struct
from collections.abc import Iterable, Mapping
from functools import lru_cache

STAMP_BYTES = 12
ZERO_STAMP = b"\0" * STAMP_BYTES

_PACK = struct.Struct(">QI")
_LIFE = b"\xff" * 4
_LAYOUTS_KEPT = 4_096


def pack_stamp(hlc: int, number: int) -> bytes:
    """12 bytes whose byte order is the order of stamps."""
    return _PACK.pack(hlc, number)


def unpack_stamp(stamp: bytes) -> tuple[int, int]:
    """(hlc, node number)."""
    hlc, number = _PACK.unpack(stamp)
    return hlc, number


def base_of(clocks: bytes) -> bytes:
    """The stamp of the last write of the whole row."""
    return clocks[:STAMP_BYTES]


def stamps_by_field(clocks: bytes) -> dict[int, bytes]:
    """Stamps of the fields that were written behind the row."""
    begin, count = _shape(clocks)
    if not count:
        return {}
    groups = clocks[begin + count * STAMP_BYTES : -1].split(b"\0")
    return {
        field: clocks[at : at + STAMP_BYTES]
        for at, fields in zip(range(begin, len(clocks), STAMP_BYTES), groups, strict=False)
        for field in fields
    }


def stamp_of(clocks: bytes, field: int) -> bytes:
    """The stamp under which a field of this row was last written."""
    return stamps_by_field(clocks).get(field) or base_of(clocks)


def pack_clocks(base: bytes, fields: Mapping[int, bytes], length: int = 1) -> bytes:
    """The clocks of a row in this life: a base stamp, and those of single fields."""
    head = _LIFE + length.to_bytes(STAMP_BYTES - len(_LIFE), "big") if length != 1 else b""
    if not fields:
        return base + head
    groups: dict[bytes, list[int]] = {}
    for field, stamp in sorted(fields.items()):
        groups.setdefault(stamp, []).append(field)
    stamps = sorted(groups, reverse=True)
    layout = b"\0".join(bytes(groups[stamp]) for stamp in stamps)
    return b"".join([base, head, *stamps, layout, bytes((len(stamps),))])


def with_stamp(clocks: bytes, fields: Iterable[int], stamp: bytes) -> bytes:
    """The row's clocks after these fields were written."""
    if newer_than_all(clocks, stamp):
        return overwritten(clocks, bytes(fields), stamp)
    return pack_clocks(
        base_of(clocks),
        stamps_by_field(clocks) | dict.fromkeys(fields, stamp),
        length_of(clocks),
    )


def newer_than_all(clocks: bytes, stamp: bytes) -> bool:
    """Whether a stamp is above every clock of a row in its first life."""
    if stamp <= clocks[:STAMP_BYTES]:
        return False
    return len(clocks) == STAMP_BYTES or stamp > clocks[STAMP_BYTES : 2 * STAMP_BYTES]


def overwritten(clocks: bytes, fields: bytes, stamp: bytes) -> bytes:
    """`with_stamp` for a stamp that is newer than all."""
    if len(clocks) == STAMP_BYTES:
        return clocks + stamp + _layout_after(b"", fields)[0]
    behind = (clocks[-1] + 1) * STAMP_BYTES
    layout, dropped = _layout_after(clocks[behind:], fields)
    older = clocks[STAMP_BYTES:behind]
    for at in dropped:
        older = older[:at] + older[at + STAMP_BYTES :]
    return clocks[:STAMP_BYTES] + stamp + older + layout


def with_base(clocks: bytes, base: bytes) -> bytes:
    """The same under another base stamp; entries that it covers are gone."""
    fields = {f: stamp for f, stamp in stamps_by_field(clocks).items() if stamp > base}
    return pack_clocks(base, fields, length_of(clocks))


def canonical(clocks: bytes) -> bytes:
    """Without entries that the base already covers."""
    return with_base(clocks, base_of(clocks))


def stamps_in(clocks: bytes) -> set[bytes]:
    """Every stamp under which a field of this row may have been written."""
    return {base_of(clocks), *stamps_by_field(clocks).values()}


def unwritten(clocks: bytes) -> bool:
    """Whether no write stands behind these clocks."""
    return base_of(clocks) == ZERO_STAMP and not _shape(clocks)[1]


def length_of(clocks: bytes) -> int:
    """Causal length of an existing row: 1 for its first life, 3 for the second, and so on."""
    if clocks.startswith(_LIFE, STAMP_BYTES):
        return int.from_bytes(clocks[STAMP_BYTES + len(_LIFE) : 2 * STAMP_BYTES], "big")
    return 1


def first_clocks(stamp: bytes, length: int = 1) -> bytes:
    """Clocks of a row just created in its `length`-th causal step."""
    return pack_clocks(stamp, {}, length)


def _shape(clocks: bytes) -> tuple[int, int]:
    """Where the stamps of fields begin, and how many they are."""
    begin = 2 * STAMP_BYTES if clocks.startswith(_LIFE, STAMP_BYTES) else STAMP_BYTES
    return begin, clocks[-1] if len(clocks) > begin else 0


@lru_cache(_LAYOUTS_KEPT)
def _layout_after(layout: bytes, fields: bytes) -> tuple[bytes, tuple[int, ...]]:
    """What stands behind the stamps once a newer one has these fields.

    And where the stamps lie that have no field left, from the last.
    """
    kept, dropped = [bytes(sorted(set(fields)))], list[int]()
    for place, group in enumerate(layout[:-1].split(b"\0") if layout else ()):
        left = bytes(field for field in group if field not in fields)
        if left:
            kept.append(left)
        else:
            dropped.append(place * STAMP_BYTES)
    return b"\0".join(kept) + bytes((len(kept),)), tuple(reversed(dropped))
