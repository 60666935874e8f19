"""An own record was refused by the first hop: take the accepted values, and say so."""

from sync.core import digest
from sync.core.ids import NodeId, Scope, StreamId
from sync.core.judge import FUTURE
from sync.core.record import decode_record
from sync.core.stamp import pack_stamp, unpack_stamp
from sync.core.state import Entry
from sync.core.verdict import step_back
from sync.store.sqlite.buckets import bucket_of
from sync.store.sqlite.note import note
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.save import Saver
from sync.store.sqlite.view import FileView


def step_back_from(replica: Replica, scope: Scope, verdict: Entry) -> None:
    """Rows whose fields still carry the refused stamp go back to what the judge holds."""
    node, epoch, seq, code, accepted = verdict.values
    assert isinstance(node, int) and isinstance(epoch, int) and isinstance(seq, int)
    assert isinstance(accepted, bytes)
    stream = replica.streams.open(StreamId(NodeId(node), epoch, scope))
    found = replica.execute(
        "SELECT body FROM s_log WHERE stream=? AND seq=?", (stream.number, seq)
    ).fetchone()
    if found is None or found[0] is None:
        return
    stamp = pack_stamp(decode_record(found[0]).hlc, replica.me.number)
    view = FileView(replica, stream.scope)
    before = FileView(replica, stream.scope)
    saver = Saver(replica, stream.scope)
    for (table_id, pk), state in step_back(replica.catalogue, view, accepted, stamp).items():
        table = replica.catalogue.by_id[table_id]
        old = digest.row_digest(pk, before.load_row(table, pk))
        if state is not None:
            saver.row(table, pk, before.stored[table_id, pk], state, old)
            continue
        replica.add_digest(stream.scope, table_id, bucket_of(pk), -old)
        replica.execute(replica.sql[table_id].delete, (pk,))
        replica.execute("DELETE FROM s_tomb WHERE table_id=? AND pk=?", (table_id, pk))
    saver.flush()
    note(replica, stream.id, seq, "withheld_here")
    if code == FUTURE:
        replica.lower_clock(unpack_stamp(verdict.stamp)[0])
