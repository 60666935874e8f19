"""Sealing own streams and reading sealed ranges back, byte for byte."""

from sync.core.chain import SEAL_BYTES_MAX, SEAL_RECORDS_MAX, Seal, seal_head
from sync.core.ids import StreamId
from sync.store.protocol import Range
from sync.store.sqlite.keys import BEHIND, SEQ_BITS
from sync.store.sqlite.receipts import receipts_of
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.streams import Stream

_NONE = (0, b"")


def seal_own(replica: Replica) -> None:
    """Sign the heads of own streams that are not sealed yet, in bounded steps."""
    assert replica.pending is None
    open_streams = [
        stream
        for stream in replica.streams.by_number.values()
        if stream.id.node == replica.me.node
        and replica.sealed.get(stream.number, 0) < replica.streams.durable_head(stream.id).seq
    ]
    if not open_streams:
        return
    with replica.transaction():
        ends = {stream.number: _seal_stream(replica, stream) for stream in open_streams}
    replica.sealed.update(ends)


def _seal_stream(replica: Replica, stream: Stream) -> int:
    sealed, head = replica.sealed.get(stream.number, 0), replica.streams.durable_head(stream.id)
    size, last = 0, sealed
    seals: list[Seal] = []
    for seq, hash_, length in replica.execute(
        f"SELECT seq, hash, length(body) FROM s_log WHERE {BEHIND} ORDER BY id",
        (stream.number, sealed),
    ).fetchall():
        size += length or 0
        if seq - last >= SEAL_RECORDS_MAX or size >= SEAL_BYTES_MAX or seq == head.seq:
            seals.append(seal_head(replica.key, stream.id, seq, hash_))
            size, last = 0, seq
    replica.executemany(
        "INSERT OR IGNORE INTO s_seal VALUES(?,?,?)",
        [(stream.number, seal.seq, seal.signature) for seal in seals],
    )
    return last


def extract(replica: Replica, stream: StreamId, after: int, bytes_max: int) -> Range | None:
    """See the protocol. Ends at the last seal that fits, or at the first one."""
    assert replica.pending is None
    known = replica.streams.by_id.get(stream)
    if known is None:
        return None
    seals = replica.execute(
        "SELECT seq, signature FROM s_seal WHERE stream=? AND seq>? ORDER BY seq",
        (known.number, after),
    ).fetchall()
    if not seals:
        return None
    bodies: list[bytes] = []
    whole, size, expected = 0, 0, after
    ends = iter(seals)
    end, signature = next(ends)
    seal: Seal | None = None
    for seq, body in replica.execute(
        f"SELECT seq, body FROM s_log WHERE {BEHIND} AND id<=(?1<<{SEQ_BITS}|?3) ORDER BY id",
        (known.number, after, seals[-1][0]),
    ):
        expected += 1
        if seq != expected or body is None:
            return None  # compacted: only a snapshot helps
        size += len(body)
        if size > bytes_max and seal is not None:
            break
        bodies.append(body)
        if seq == end:
            seal, whole = Seal(end, signature), len(bodies)
            end, signature = next(ends, _NONE)
    if seal is None:
        return None
    del bodies[whole:]
    receipts = receipts_of(replica, known.number, after + 1, after + whole)
    return Range(stream, after + 1, tuple(bodies), seal, receipts)
