"""Records written elsewhere: verified as a range, then logged and applied in bounded steps."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.core.chain import next_hash, seal_holds
from sync.core.errors import BadRecord
from sync.core.ids import EMPTY_HEAD, Head
from sync.core.record import RECORD_OPS_MAX, Record, decode_record
from sync.store.protocol import Ingested, Member, Range
from sync.store.sqlite.apply import Applied, Batch, apply
from sync.store.sqlite.keys import AT
from sync.store.sqlite.note import note
from sync.store.sqlite.replica import Replica

Fresh = tuple[int, bytes, bytes, Record]
"""A record that is new here: seq, chain hash, body, and the body decoded."""


def ingest(replica: Replica, batch: Range) -> Ingested:
    """See the protocol."""
    assert replica.pending is None
    stream = batch.stream
    head = replica.streams.durable_head(stream)
    known = replica.streams.by_id.get(stream)
    if known is not None and known.frozen:
        return Ingested(stream, head, "frozen")
    member = replica.members.get(stream.node)
    if member is None:
        return _refused(replica, batch, head, "unknown_node")
    if stream.scope not in member.scopes:
        return _refused(replica, batch, head, "scope")
    if batch.first > head.seq + 1:
        return Ingested(stream, head, "gap")
    try:
        fresh = list(_verified(replica, batch, head, member))
    except BadRecord as error:
        return _frozen(replica, batch, head, error.code)
    return _applied(replica, batch, head, member, fresh)


def _applied(
    replica: Replica, batch: Range, head: Head, member: Member, fresh: list[Fresh]
) -> Ingested:
    """Transactions of bounded size, each with its share of the log."""
    taken = withheld = 0
    whole = Applied("", 0, 0)
    for chunk in _chunks(fresh):
        with replica.transaction():
            stream = replica.streams.open(batch.stream)
            ends = chunk[-1][0] == fresh[-1][0]
            seal = batch.seal if ends else None
            whole = apply(replica, Batch(stream, member, chunk, batch.receipts, seal))
        taken += whole.records
        withheld += whole.withheld
        if whole.code:
            break
    head = replica.streams.durable_head(batch.stream)
    return Ingested(batch.stream, head, whole.code, records=taken, withheld=withheld)


def _chunks(fresh: list[Fresh]) -> Iterator[list[Fresh]]:
    """At most RECORD_OPS_MAX operations each (a single record never has more)."""
    chunk: list[Fresh] = []
    ops = 0
    for item in fresh:
        size = len(item[3].ops)
        if chunk and ops + size > RECORD_OPS_MAX:
            yield chunk
            chunk, ops = [], 0
        chunk.append(item)
        ops += size
    if chunk:
        yield chunk


def _verified(replica: Replica, batch: Range, head: Head, member: Member) -> list[Fresh]:
    """What is new, chained and sealed; raises BadRecord(code) where stream and batch part ways."""
    known = replica.streams.by_id.get(batch.stream)
    number = known.number if known is not None else 0
    tag = replica.streams.tag(batch.stream)
    last = _hash_before(replica, number, batch.first, head)
    hashes = []
    if last is None:  # it begins inside a compacted prefix, whose bodies are known to be the same
        return _without_prefix(replica, batch, head, member)
    for place, body in enumerate(batch.bodies):
        last = next_hash(last, tag, batch.first + place, body)
        hashes.append(last)
    end = batch.first + len(batch.bodies) - 1
    key = Ed25519PublicKey.from_public_bytes(member.public_key)
    if batch.seal.seq != end or not seal_holds(key, batch.stream, batch.seal, last):
        raise BadRecord("seal")
    seen = min(head.seq, end)
    if seen >= batch.first and _hash_at(replica, number, seen, head) != hashes[seen - batch.first]:
        raise BadRecord("fork")
    skip = max(0, head.seq - batch.first + 1)
    fresh: list[Fresh] = []
    for place in range(skip, len(batch.bodies)):
        replica.breathe()
        body = batch.bodies[place]
        fresh.append((batch.first + place, hashes[place], body, decode_record(body)))
    return fresh


def _without_prefix(replica: Replica, batch: Range, head: Head, member: Member) -> list[Fresh]:
    skip = head.seq + 1 - batch.first
    if skip >= len(batch.bodies):
        return []
    rest = Range(batch.stream, head.seq + 1, batch.bodies[skip:], batch.seal, batch.receipts)
    return _verified(replica, rest, head, member)


def _hash_before(replica: Replica, number: int, first: int, head: Head) -> bytes | None:
    if first == 1:
        return EMPTY_HEAD.hash
    return _hash_at(replica, number, first - 1, head)


def _hash_at(replica: Replica, number: int, seq: int, head: Head) -> bytes | None:
    if seq == head.seq:
        return head.hash
    found = replica.execute(f"SELECT hash FROM s_log WHERE {AT}", (number, seq)).fetchone()
    return found[0] if found is not None else None


def _frozen(replica: Replica, batch: Range, head: Head, code: str) -> Ingested:
    with replica.transaction():
        stream = replica.streams.open(batch.stream)
        replica.execute("UPDATE s_stream SET frozen=? WHERE id=?", (code, stream.number))
        note(replica, batch.stream, head.seq + 1, code, evidence=batch)
    stream.frozen = code
    return Ingested(batch.stream, head, code)


def _refused(replica: Replica, batch: Range, head: Head, code: str) -> Ingested:
    with replica.transaction():
        note(replica, batch.stream, head.seq + 1, code)
    return Ingested(batch.stream, head, code)
