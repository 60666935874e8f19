"""Additive digests: equal rows give equal sums, whatever the order of arrival.

A row counts as XXH3-64 over its clocks and its whole-row operation (key, no fields, values; see
record.Op), so a bulk insert hashes the bytes it logs; what a record adds to a ledger counts as one.
The digest of a table in a scope is the sum modulo 2^64: a change subtracts the old row and adds the
new one. Digests find what went wrong by itself; whoever could forge one would have to sign the rows
too (sync.core.chain), so the hash need not withstand anybody.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from xxhash import xxh3_64_intdigest

from sync.core.catalogue import Pk, Value
from sync.core.ids import StreamId
from sync.core.state import ElementState, Entry, RightsState, RowState, Run

MASK = (1 << 64) - 1

packed_digest: Callable[[bytes], int] = xxh3_64_intdigest
"""XXH3-64 of a packed row or element."""

_encode = msgspec.msgpack.Encoder().encode


def row_digest(pk: Pk, state: RowState | None) -> int:
    """Digest of a living row or a tombstone; 0 for none."""
    if state is None:
        return 0
    return stored_digest(pk, state.values, state.clocks, state.extra)


def stored_digest(pk: Pk, values: Sequence[Value], clocks: bytes, extra: bytes | None) -> int:
    """`row_digest` of a living row, from what a file holds."""
    return packed_digest(packed_row(pk, values, clocks, extra))


def packed_row(pk: Pk, values: Sequence[Value], clocks: bytes, extra: bytes | None) -> bytes:
    """What `stored_digest` hashes."""
    packed = clocks + _encode((pk, b"", values))
    return packed if extra is None else packed + extra


def packed_digests(packed: Iterable[bytes]) -> tuple[int, ...]:
    """`packed_digest` of each."""
    return tuple(map(xxh3_64_intdigest, packed))


def bulk_digests(rows: Iterable[bytes], clocks: bytes) -> tuple[int, ...]:
    """Digests of new rows under one clock, each given as its packed (key, b"", values)."""
    return tuple([xxh3_64_intdigest(clocks + row) for row in rows])


def element_digest(pk: Pk, element: str, state: ElementState | None) -> int:
    """Digest of a set element with its dots; one without any is as good as none."""
    if state is None or not (state.dots or state.gone):
        return 0
    return packed_digest(_encode((pk, element, state.dots, state.gone)))


def rights_digest(pk: Pk, state: RightsState | None) -> int:
    """Digest of an escrow counter."""
    if state is None:
        return 0
    return packed_digest(_encode((pk, sorted(state.granted.items()), sorted(state.used.items()))))


def entries_digest(
    stream: StreamId, seq: int, indexes: Sequence[int], values: Sequence[Sequence[Value]]
) -> int:
    """Digest of all entries one record adds to one ledger, in order: they come only together."""
    return packed_digest(_encode((stream.node, stream.epoch, seq, indexes, values)))


def ledger_digests(entries: Sequence[Entry]) -> Iterator[tuple[StreamId, int, int]]:
    """(stream, seq, digest) for each record among these entries of one ledger."""
    at = 0
    while at < len(entries):
        begin, stream, seq = at, entries[at].stream, entries[at].seq
        while at < len(entries) and entries[at].seq == seq:
            other = entries[at].stream
            if other is not stream and other != stream:  # mostly one object: cheap to tell
                break
            at += 1
        together = entries[begin:at]
        indexes = [entry.index for entry in together]
        yield stream, seq, entries_digest(stream, seq, indexes, [e.values for e in together])


def run_digest(run: Run) -> int:
    """`entries_digest` of what a record adds to a ledger."""
    return entries_digest(run.stream, run.seq, run.indexes, run.values)


def pack(values: list[Value]) -> bytes:
    """Values as they are kept when their fields are unknown here."""
    return _encode(values)
