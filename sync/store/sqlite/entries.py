"""Ledger entries and what follows from them: digests, projections, verdicts."""

from collections.abc import Sequence

from sync.core import digest
from sync.core.builtin import VERDICT
from sync.core.catalogue import Table, Value
from sync.core.ids import NodeId, StreamId
from sync.core.state import Entry, Run, RunEntries
from sync.store.sqlite.buckets import BUCKET_MASK
from sync.store.sqlite.keys import INDEX_BITS, SEQ_MAX, STREAM_SHIFT
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.streams import Stream


def save_entries(replica: Replica, table: Table, stream: Stream, entries: list[Entry]) -> None:
    """Ledger entries that are new here, and whatever is projected from them."""
    scope, number = stream.scope, stream.number
    assert entries[-1].seq <= SEQ_MAX
    base = number << STREAM_SHIFT
    insert = replica.sql[table.id].insert
    if len(entries) == 1:
        (e,) = entries
        key = base | e.seq << INDEX_BITS | e.index
        replica.execute(insert, (key, *e.values, e.extra, scope))
        one = digest.entries_digest(stream.id, e.seq, (e.index,), (e.values,))
        replica.add_digest(scope, table.id, e.seq & BUCKET_MASK, one)
    else:
        replica.executemany(
            insert,
            [(base | e.seq << INDEX_BITS | e.index, *e.values, e.extra, scope) for e in entries],
        )
        for _, seq, one in digest.ledger_digests(entries):
            replica.add_digest(scope, table.id, seq & BUCKET_MASK, one)
    _noted(replica, table, stream, entries)


def save_runs(replica: Replica, table: Table, stream: Stream, runs: list[Run]) -> None:
    """The same for what whole records add, several entries by one statement."""
    if not runs:
        return
    scope, number = stream.scope, stream.number
    assert runs[-1].seq <= SEQ_MAX
    base, sql = number << STREAM_SHIFT, replica.sql[table.id]
    flat: list[Value] = []
    longer: list[tuple[Value, ...]] = []
    for run in runs:
        replica.breathe()
        key, extras = base | run.seq << INDEX_BITS, run.extras
        for index, values in zip(run.indexes, run.values, strict=True):
            if extras and index in extras:
                longer.append((key | index, *values, extras[index], scope))
            else:
                flat.append(key | index)
                flat += values
        replica.add_digest(scope, table.id, run.seq & BUCKET_MASK, digest.run_digest(run))
    for text, bindings in sql.in_bulk(flat, [scope]):
        replica.executemany(text, bindings)
    replica.executemany(sql.insert, longer)
    if replica.projection is not None or table.id == VERDICT.id:
        _noted(replica, table, stream, RunEntries(runs))


def _noted(replica: Replica, table: Table, stream: Stream, entries: Sequence[Entry]) -> None:
    if table.id == VERDICT.id:
        _withhold(replica, stream, entries)
    projection = replica.projection
    if projection is not None:
        projection.project(table, entries)


def _withhold(replica: Replica, stream: Stream, entries: Sequence[Entry]) -> None:
    for entry in entries:
        node, epoch, seq, code, _ = entry.values
        assert isinstance(node, int) and isinstance(epoch, int)
        judged = replica.streams.open(StreamId(NodeId(node), epoch, stream.id.scope))
        replica.execute(
            "INSERT OR IGNORE INTO s_withheld VALUES(?,?,?)", (judged.number, seq, code)
        )
        replica.withholding = True
