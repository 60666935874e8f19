"""Digests of a table in a scope: sums of row digests, in a few buckets."""

import struct

from sync.core.catalogue import Pk

# 16 buckets a table, not the 256 of the facts: a scan touches several tables, and each digest row
# is written again at every commit (128 bytes, not 2 KiB). Rows of a bucket are found on demand.
BUCKET_BITS = 4
BUCKETS = 1 << BUCKET_BITS
BUCKET_MASK = BUCKETS - 1
_SUMS = struct.Struct(f">{BUCKETS}Q")
NO_SUMS = (0,) * BUCKETS


def bucket_of(pk: Pk) -> int:
    """Which of the digest buckets a row counts in; equal on all replicas."""
    if type(pk) is int:
        return pk & BUCKET_MASK
    return sum(str(pk).encode()) & BUCKET_MASK


def pack_sums(sums: list[int]) -> bytes:
    """The buckets of a table as they are stored; each is modulo 2^64 already."""
    return _SUMS.pack(*sums)


def unpack_sums(packed: bytes) -> list[int]:
    """And read back."""
    return list(_SUMS.unpack(packed))
