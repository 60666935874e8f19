"""A record that has its effect here was refused by its first hop: undo it, and say so."""

from collections.abc import Iterator
from functools import partial

import msgspec

from sync.core import digest
from sync.core.catalogue import Pk
from sync.core.collapse import collapsed_row, stable_limit
from sync.core.ids import NodeId, Scope, StreamId
from sync.core.judge import FUTURE, UNDATED
from sync.core.record import KIND_MASK, Op, OpKind, Record, decode_record
from sync.core.stamp import pack_stamp, unpack_stamp
from sync.core.state import Entry
from sync.core.takeback import Undo
from sync.core.verdict import step_back
from sync.store.sqlite.buckets import BUCKET_MASK, bucket_of
from sync.store.sqlite.keys import BEHIND, OF, SEQ_BITS, entry_id
from sync.store.sqlite.note import note
from sync.store.sqlite.parts import open_parts
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.save import Saver
from sync.store.sqlite.streams import Stream
from sync.store.sqlite.view import FileView

_pack = msgspec.msgpack.Encoder().encode
_TOUCHING = (
    "SELECT l.stream, l.seq, l.body FROM s_log l WHERE l.body IS NOT NULL AND instr(l.body, ?)"
    " ORDER BY l.id"
)


def step_back_from(
    replica: Replica, scope: Scope, verdict: Entry, unlogged: list[tuple[bytes, Op]]
) -> None:
    """Rows whose fields still carry the refused stamp go back to what they were without it.

    unlogged: operations of the open transaction that have their effect here already.
    """
    node, epoch, seq, code, accepted = verdict.values
    assert isinstance(node, int) and isinstance(epoch, int) and isinstance(seq, int)
    assert isinstance(accepted, bytes)
    stream = replica.streams.open(StreamId(NodeId(node), epoch, scope))
    parts = _parts(replica, stream, seq)
    if not parts:
        return
    stamp = pack_stamp(parts[-1][1].hlc, replica.members[node].number)
    view = FileView(replica, stream.scope)
    before = FileView(replica, stream.scope)
    saver = Saver(replica, stream.scope)
    limit = stable_limit(replica.compacted.get(stream.scope, 0))
    logged = partial(_logged, replica, scope, unlogged)
    rows = step_back(replica.catalogue, view, accepted, stamp, logged, limit)
    for (table_id, pk), joined in rows.items():
        state = collapsed_row(joined, limit) if joined is not None else None
        table = replica.catalogue.by_id[table_id]
        old = digest.row_digest(pk, before.load_row(table, pk))
        if state is not None:
            saver.row(table, pk, before.stored[table_id][pk], state)
            continue
        replica.add_digest(stream.scope, table_id, bucket_of(pk), -old)
        replica.execute(replica.sql[table_id].delete, (pk,))
        replica.execute("DELETE FROM s_tomb WHERE table_id=? AND pk=?", (table_id, pk))
    _take_back(replica, stream, parts, str(code), accepted, stamp, saver)
    saver.flush()
    own = node == replica.me.node
    note(replica, stream.id, seq, "withheld_here" if own else str(code))
    if own and code == FUTURE:
        replica.lower_clock(unpack_stamp(verdict.stamp)[0])


def _parts(replica: Replica, stream: Stream, seq: int) -> list[tuple[int, Record]]:
    """The record and the parts before it; none if their bodies are gone."""
    rows = replica.execute(
        f"SELECT seq, body FROM s_log WHERE {OF} AND id<=(?1<<{SEQ_BITS}|?2) ORDER BY id DESC",
        (stream.number, seq),
    )
    last = rows.fetchone()
    if last is None or last[0] != seq or last[1] is None:
        return []
    return [*open_parts(rows), (seq, decode_record(last[1]))]


def _take_back(
    replica: Replica,
    stream: Stream,
    parts: list[tuple[int, Record]],
    code: str,
    accepted: bytes,
    stamp: bytes,
    saver: Saver,
) -> None:
    """What has no stamps to go by, and the entries, whose place says whose they are."""
    view = FileView(replica, stream.scope)
    undo = Undo(replica.catalogue, view, unpack_stamp(stamp)[1], stamp)
    back = undo.run(code, accepted, [op for _, record in parts for op in record.ops])
    if back.owned or back.elements or back.rights:
        undo.again(_later(replica, stream, parts[-1][0]))
    before = FileView(replica, stream.scope)
    for (table_id, pk), row in back.owned.items():
        table = replica.catalogue.by_id[table_id]
        old = digest.row_digest(pk, before.load_row(table, pk))
        if row is not None:
            saver.row(table, pk, before.stored[table_id][pk], row)
        else:
            replica.add_digest(stream.scope, table_id, bucket_of(pk), -old)
            replica.execute(replica.sql[table_id].delete, (pk,))
    for at, element in back.elements.items():
        held = before.load_element(replica.catalogue.by_id[at[0]], at[1], at[2])
        saver.element(at, element, digest.element_digest(at[1], at[2], held))
    for key, rights in back.rights.items():
        had = before.load_rights(replica.catalogue.by_id[key[0]], key[1])
        saver.rights(key, rights, digest.rights_digest(key[1], had))
    if code not in UNDATED:
        _retract(replica, stream, parts)


def _retract(replica: Replica, stream: Stream, parts: list[tuple[int, Record]]) -> None:
    """The entries of a withheld record leave their ledgers; sums made of them are stale."""
    for seq, record in parts:
        tables = {op.table for op in record.ops if op.kind & KIND_MASK == OpKind.LEDGER}
        for table in [replica.catalogue.by_id[at] for at in sorted(tables) if at in replica.sql]:
            listed = [(index, op) for index, op in enumerate(record.ops) if op.table == table.id]
            name = replica.sql[table.id].name
            low, high = entry_id(stream.number, seq, 0), entry_id(stream.number, seq + 1, 0)
            replica.execute(f"DELETE FROM {name} WHERE id>=? AND id<?", (low, high))
            values = [op.values for _, op in listed]
            one = digest.entries_digest(stream.id, seq, [index for index, _ in listed], values)
            replica.add_digest(stream.scope, table.id, seq & BUCKET_MASK, -one)
            if replica.retracted is not None:
                replica.retracted(table)


def _later(replica: Replica, stream: Stream, seq: int) -> Iterator[tuple[bytes, Op]]:
    """The author's operations behind a record that nobody has refused, in order."""
    number = replica.members[stream.id.node].number
    same = [
        other
        for other in replica.streams.by_number.values()
        if (other.id.node, other.scope) == (stream.id.node, stream.scope) and other.id >= stream.id
    ]
    for other in sorted(same, key=lambda one: one.id):
        rows = replica.connection.cursor().execute(
            f"SELECT hlc, body FROM s_log WHERE {BEHIND} AND body IS NOT NULL AND NOT"
            " EXISTS (SELECT 1 FROM s_withheld AS w WHERE w.stream=s_log.stream"
            " AND w.seq=s_log.seq) ORDER BY id",
            (other.number, seq if other is stream else 0),
        )
        for hlc, body in rows:
            assert isinstance(hlc, int) and isinstance(body, bytes)
            stamp = pack_stamp(hlc, number)
            yield from ((stamp, op) for op in decode_record(body).ops)


def _logged(
    replica: Replica,
    scope: Scope,
    unlogged: list[tuple[bytes, Op]],
    keys: frozenset[tuple[int, Pk]],
) -> Iterator[tuple[bytes, Op]]:
    """Reads the whole log, but unpacks only what may touch these keys: refusals are rare."""
    for table_id, pk in sorted(keys, key=str):
        for number, seq, body in replica.execute(_TOUCHING, (_pack(pk),)).fetchall():
            stream = replica.streams.by_number[number].id
            member, record = replica.members.get(stream.node), decode_record(body)
            end = seq + record.part
            if member is None or stream.scope != scope or end > replica.streams.heads[number].seq:
                continue
            withheld = "SELECT 1 FROM s_withheld WHERE stream=? AND seq=?"
            if replica.execute(withheld, (number, end)).fetchone() is not None:
                continue
            for op in record.ops:
                if (op.table, op.pk) == (table_id, pk):
                    yield pack_stamp(record.hlc, member.number), op
    yield from ((stamp, op) for stamp, op in unlogged if (op.table, op.pk) in keys)
