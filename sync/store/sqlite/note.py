"""Quarantine: what was set aside, once per place and reason, with the bytes as evidence."""

import msgspec

from sync.core.ids import NodeId, Scope, StreamId
from sync.store.protocol import QuarantineItem, Range
from sync.store.sqlite.replica import Replica

ITEMS_MAX = 10_000  # a hostile peer must not fill the disk with notes
EVIDENCE_BYTES_MAX = 1 << 20


def note(
    replica: Replica, stream: StreamId, seq: int, code: str, *, evidence: Range | None = None
) -> None:
    """Show an operator something about a stream. Needs an open transaction."""
    assert replica.pending is not None
    ((count,),) = replica.execute("SELECT count(*) FROM s_quar").fetchall()
    if count >= ITEMS_MAX:
        return
    packed = msgspec.msgpack.encode(evidence) if evidence is not None else None
    if packed is not None and len(packed) > EVIDENCE_BYTES_MAX:
        packed = packed[:EVIDENCE_BYTES_MAX]
    replica.execute(
        "INSERT OR IGNORE INTO s_quar(node, epoch, scope, seq, code, detail, at_ms, evidence)"
        " VALUES(?,?,?,?,?,?,?,?)",
        (*stream, seq, code, "", replica.clock.wall_ms(), packed),
    )


def items(replica: Replica) -> list[QuarantineItem]:
    """Everything set aside, oldest first."""
    return [
        QuarantineItem(
            number, StreamId(NodeId(node), epoch, Scope(scope)), seq, code, detail, at_ms
        )
        for number, node, epoch, scope, seq, code, detail, at_ms in replica.execute(
            "SELECT id, node, epoch, scope, seq, code, detail, at_ms FROM s_quar ORDER BY id"
        )
    ]
