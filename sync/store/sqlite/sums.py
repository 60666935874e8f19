"""Digests in the file: sums in s_digest up to a mark, and what later own records have moved.

A commit of own records carries its share of the digests in its last log row, so it does not write
the page of s_digest as well (a fifth of all it writes); the sums are brought up to date now and
then, and by every other kind of transaction.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from sync.core.digest import MASK
from sync.store.sqlite.buckets import BUCKET_BITS, BUCKET_MASK, BUCKETS, pack_sums, unpack_sums
from sync.store.sqlite.keys import BEHIND

CARRIED_MAX = 64  # commits whose share lies in the log; all of them are read when a file is opened
PUT_MARK = "INSERT INTO s_meta VALUES('summed',?) ON CONFLICT DO UPDATE SET value=excluded.value"
PUT_SUMS = "INSERT INTO s_digest VALUES(?,?,?) ON CONFLICT DO UPDATE SET sums=excluded.sums"

Sums = dict[int, list[int]]
"""Buckets by scope << 16 | table."""

_encode = msgspec.msgpack.Encoder().encode
_decode_shares = msgspec.msgpack.Decoder(dict[int, int]).decode
_decode_mark = msgspec.msgpack.Decoder(dict[int, int]).decode


class Carried:
    """Which sums in the file are behind, and in how many commits' log rows the rest lies."""

    __slots__ = ("commits", "groups")

    def __init__(self) -> None:
        self.commits = 0
        self.groups: set[int] = set()


def read_sums(execute: Callable[..., Iterable[Any]], source: str = "main") -> tuple[Sums, Carried]:
    """All digests as of the last commit."""
    sums: Sums = {
        scope << 16 | table: unpack_sums(packed)
        for scope, table, packed in execute(f"SELECT scope, table_id, sums FROM {source}.s_digest")
    }
    meta = dict(execute(f"SELECT key, value FROM {source}.s_meta WHERE key IN ('node','summed')"))
    mark = _decode_mark(meta["summed"]) if "summed" in meta else {}
    own = f"SELECT id FROM {source}.s_stream WHERE node=?"
    shares = f"SELECT moved FROM {source}.s_log WHERE {BEHIND} AND moved IS NOT NULL"
    carried = Carried()
    for (number,) in list(execute(own, (meta["node"],))):
        for (packed,) in execute(shares, (number, mark.get(number, 0))):
            carried.commits += 1
            changed = add_shares(sums, _decode_shares(packed))
            carried.groups |= changed.keys()
            sums.update(changed)
    return sums, carried


def add_shares(sums: Sums, shares: dict[int, int]) -> Sums:
    """The sums that change, as they are then. Keys of shares: group, then bucket."""
    changed: Sums = {}
    for key, share in shares.items():
        group = key >> BUCKET_BITS
        buckets = changed.get(group)
        if buckets is None:
            buckets = changed[group] = list(sums[group]) if group in sums else [0] * BUCKETS
        bucket = key & BUCKET_MASK
        buckets[bucket] = (buckets[bucket] + share) & MASK
    return changed


def pack_mark(heads: dict[int, int]) -> bytes:
    """Own records up to which s_digest has everything, by stream."""
    return _encode(heads)


def rows_of(sums: Sums) -> list[tuple[int, int, bytes]]:
    """For PUT_SUMS."""
    return [(group >> 16, group & 0xFFFF, pack_sums(found)) for group, found in sums.items()]
