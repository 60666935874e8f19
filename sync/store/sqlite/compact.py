"""Forgetting what is causally stable, so that clocks, sets and the log stay small.

Every stamp up to the stable clock H of a scope reads as the one stable stamp, on every replica
alike, so equal vectors and equal H still mean equal digests. Tombstones need more than H: a replica
may have written below a deletion it had not seen, above H, and not sent it yet. They go only up to
`tombs_hlc`, which the home hub may set to the H of a frontier that every replica had applied before
it made the promise on which the present H rests.
"""

from collections.abc import Mapping

from sync.core import digest
from sync.core.catalogue import Merge, Table
from sync.core.ids import Scope, StreamId
from sync.core.stamp import STAMP_BYTES
from sync.core.state import ElementState, RowState
from sync.store.sqlite.buckets import bucket_of
from sync.store.sqlite.parts import open_parts
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.stable import collapsed, live_gone, stable_limit
from sync.store.sqlite.streams import Stream


def compact(
    replica: Replica,
    scope: Scope,
    stable_hlc: int,
    delivered: Mapping[StreamId, int],
    tombs_hlc: int = 0,
) -> int:
    """Collapse stamps up to H, drop bodies of delivered records up to H; bodies dropped."""
    number = replica.streams.scopes.get(scope)
    if number is None or stable_hlc < replica.compacted.get(number, 0):
        return 0
    limit = stable_limit(stable_hlc)
    dropped = 0
    with replica.transaction():
        replica.settle_sums()  # log rows that carry digests may go
        for table in replica.catalogue.tables:
            if table.merge is Merge.ROWS:
                _collapse_rows(replica, table, number, limit)
                _drop_tombs(replica, table, number, stable_limit(tombs_hlc))
            elif table.merge is Merge.SET:
                _collapse_elements(replica, table, number, limit)
        for stream in replica.streams.by_number.values():
            if stream.scope == number:
                upto = delivered.get(stream.id, 0)
                dropped += _drop_bodies(replica, stream, stable_hlc, upto)
        replica.execute("UPDATE s_scope SET compacted=? WHERE id=?", (stable_hlc, number))
    replica.compacted[number] = stable_hlc
    return dropped


def _collapse_rows(replica: Replica, table: Table, scope: int, limit: bytes) -> None:
    sql = replica.sql[table.id]
    listed = ", ".join(["id", *sql.fields, "_v", "_x"])
    changed = []
    cursor = replica.connection.cursor()
    for pk, *values, clocks, extra in cursor.execute(
        f"SELECT {listed} FROM {sql.name} WHERE _s=? AND _v<=?", (scope, limit + b"\xff" * 16)
    ):
        after = collapsed(clocks, limit)
        if after != clocks:
            before_sum = digest.row_digest(pk, RowState(values, clocks, True, extra))
            after_sum = digest.row_digest(pk, RowState(values, after, True, extra))
            replica.add_digest(scope, table.id, bucket_of(pk), after_sum - before_sum)
            changed.append((after, pk))
    replica.executemany(sql.update(b""), changed)


def _drop_tombs(replica: Replica, table: Table, scope: int, limit: bytes) -> None:
    gone = []
    for pk, clocks in replica.execute(
        "SELECT pk, clocks FROM s_tomb WHERE table_id=? AND _s=?", (table.id, scope)
    ).fetchall():
        if clocks[:STAMP_BYTES] <= limit:
            one = digest.row_digest(pk, RowState([], clocks, alive=False))
            replica.add_digest(scope, table.id, bucket_of(pk), -one)
            gone.append((table.id, pk))
    replica.executemany("DELETE FROM s_tomb WHERE table_id=? AND pk=?", gone)


def _collapse_elements(replica: Replica, table: Table, scope: int, limit: bytes) -> None:
    sql = replica.sql[table.id]
    for pk, element, dots, gone in replica.execute(
        f"SELECT id, element, dots, gone FROM {sql.name} WHERE _s=? AND gone<>x''", (scope,)
    ).fetchall():
        kept = live_gone(gone, limit)
        if kept == gone:
            continue
        before = digest.element_digest(pk, element, ElementState(dots, gone))
        after = 0
        if dots or kept:
            after = digest.element_digest(pk, element, ElementState(dots, kept))
            replica.execute(sql.upsert, (pk, element, dots, kept, scope))
        else:
            replica.execute(
                f"DELETE FROM {sql.name} WHERE id=? AND element=? AND _s=?", (pk, element, scope)
            )
        replica.add_digest(scope, table.id, bucket_of(pk), after - before)


def _drop_bodies(replica: Replica, stream: Stream, stable_hlc: int, upto: int) -> int:
    """The last record dropped keeps its hash: the chain and the log go on from there."""
    ((over,),) = replica.execute(
        "SELECT min(seq) FROM s_log WHERE stream=? AND hlc>?", (stream.number, stable_hlc)
    ).fetchall()
    last = min(upto, over - 1 if over is not None else upto, replica.head(stream).seq)
    newest_first = "SELECT seq, body FROM s_log WHERE stream=? AND seq<=? ORDER BY seq DESC"
    last -= len(open_parts(replica.execute(newest_first, (stream.number, last))))
    ((there,),) = replica.execute(
        "SELECT count(*) FROM s_log WHERE stream=? AND seq<=? AND body IS NOT NULL",
        (stream.number, last),
    ).fetchall()
    if not there:
        return 0
    replica.execute("DELETE FROM s_log WHERE stream=? AND seq<?", (stream.number, last))
    replica.execute("UPDATE s_log SET body=NULL WHERE stream=? AND seq=?", (stream.number, last))
    return int(there)


def floor_of(replica: Replica, stream: StreamId) -> int:
    """Up to which record a stream's bodies are gone; 0 where all are here."""
    known = replica.streams.by_id.get(stream)
    if known is None:
        return 0
    ((first,),) = replica.execute(
        "SELECT max(seq) FROM s_log WHERE stream=? AND body IS NULL", (known.number,)
    ).fetchall()
    return int(first or 0)
