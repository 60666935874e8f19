"""Dropping the bodies of records that nobody needs any more; hashes and seals go on from there."""

from collections.abc import Mapping

from sync.core.clock import HLC_MAX
from sync.core.ids import EMPTY_HEAD, Scope, StreamId
from sync.core.record import decode_record
from sync.store.sqlite.keys import AT, BEHIND, OF, SEQ_BITS
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.streams import Stream

_STAGES = "stages {}"
_WITHHELD = "EXISTS (SELECT 1 FROM s_withheld AS w WHERE w.stream=s_log.stream AND w.seq=s_log.seq)"


def lowest_hlc(replica: Replica, scope: Scope, behind: Mapping[StreamId, int]) -> int:
    """The lowest clock among records of a scope behind these heads that were not withheld."""
    lowest = HLC_MAX
    for number, stream in replica.streams.by_number.items():
        after = behind.get(stream.id, 0)
        if stream.id.scope == scope and replica.streams.heads.get(number, EMPTY_HEAD).seq > after:
            ((found,),) = replica.execute(
                f"SELECT min(hlc) FROM s_log WHERE {BEHIND} AND NOT {_WITHHELD}",
                (number, after),
            ).fetchall()
            lowest = min(lowest, found if found is not None else HLC_MAX)
    return lowest


def newer(replica: Replica, scope: Scope, hlc: int, enough: int) -> int:
    """Records of a scope above a clock, of each stream at most as many as are enough."""
    last = f"SELECT hlc FROM s_log WHERE {OF} ORDER BY id DESC LIMIT ?"
    total = 0
    for number, stream in replica.streams.by_number.items():
        if stream.id.scope == scope:
            counted = f"SELECT count(*) FROM ({last}) WHERE hlc>?"
            ((count,),) = replica.execute(counted, (number, enough, hlc)).fetchall()
            total += count
    return total


def stages(replica: Replica, scope: Scope) -> bytes:
    """See Store."""
    key = (_STAGES.format(scope),)
    found = replica.execute("SELECT value FROM s_meta WHERE key=?", key).fetchone()
    return bytes(found[0]) if found is not None else b""


def keep_stages(replica: Replica, scope: Scope, packed: bytes) -> None:
    """See Store."""
    with replica.transaction():
        replica.execute(
            "INSERT INTO s_meta VALUES(?,?) ON CONFLICT DO UPDATE SET value=excluded.value",
            (_STAGES.format(scope), packed),
        )


def drop_bodies(replica: Replica, upto: Mapping[StreamId, int], records_max: int) -> int:
    """At most so many records of one stream; how many bodies went."""
    for stream, seq in upto.items():
        known = replica.streams.by_id.get(stream)
        if known is None:
            continue
        begin = floor_of(replica, stream)
        end = _whole(replica, known, begin, min(seq, begin + records_max))
        if end > begin:
            with replica.transaction():
                _drop(replica, known, end)
            return end - begin
    return 0


def _whole(replica: Replica, stream: Stream, begin: int, end: int) -> int:
    """The last record of a whole transaction up to `end`: parts wait for their last one."""
    for seq, body in replica.execute(
        f"SELECT seq, body FROM s_log WHERE {BEHIND} AND id<=(?1<<{SEQ_BITS}|?3) ORDER BY id DESC",
        (stream.number, begin, end),
    ):
        if decode_record(body).part == 0:
            return int(seq)
    return begin


def _drop(replica: Replica, stream: Stream, last: int) -> None:
    """The last record dropped keeps its hash, and its receipt goes on from there."""
    number, execute = stream.number, replica.execute
    replica.settle_sums()  # log rows that carry digests may go
    execute(f"DELETE FROM s_log WHERE {OF} AND id<(?1<<{SEQ_BITS}|?2)", (number, last))
    execute(f"UPDATE s_log SET body=NULL, moved=NULL WHERE {AT}", (number, last))
    execute(
        "DELETE FROM s_receipt WHERE stream=? AND first<"
        "(SELECT max(first) FROM s_receipt WHERE stream=? AND first<=?)",
        (number, number, last + 1),
    )


def floor_of(replica: Replica, stream: StreamId) -> int:
    """Up to which record a stream's bodies are gone; 0 where all are here."""
    known = replica.streams.by_id.get(stream)
    if known is None:
        return 0
    first = replica.execute(
        f"SELECT seq, body IS NULL FROM s_log WHERE {OF} ORDER BY id LIMIT 1", (known.number,)
    ).fetchone()
    return int(first[0]) if first is not None and first[1] else 0
