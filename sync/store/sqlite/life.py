"""Epochs and freezing: what a node does when its past is in doubt."""

import msgspec

from sync.core.catalogue import Pk, Table
from sync.core.clock import next_epoch
from sync.core.handshake import FORK, HUB, LOST_SUFFIX
from sync.core.ids import EMPTY_HEAD, Head, NodeId, Scope, StreamId
from sync.core.resuming import UNKNOWN, Fallen
from sync.store.sqlite.errors import damaged
from sync.store.sqlite.keys import AT
from sync.store.sqlite.note import note
from sync.store.sqlite.replica import Replica

_PUT = "INSERT INTO s_meta VALUES(?,?) ON CONFLICT DO UPDATE SET value=excluded.value"
_ALL_SCOPES = Scope("")


def raise_epoch(replica: Replica, reason: str, above: int = 0) -> int:
    """Later own writes go to new streams, above `above`; the old ones stay as they are.

    After a fork nothing is written at all until a person has looked: this machine may run twice.
    """
    own = {one.epoch for one in replica.streams.by_id if one.node == replica.me.node}
    epoch = next_epoch({replica.epoch, *own}, above)
    frozen = reason == FORK or (replica.frozen and reason == LOST_SUFFIX)
    resuming = replica.me.role != HUB  # a hub has nobody above it to ask
    with replica.transaction():
        replica.execute(_PUT, ("epoch", epoch))
        if resuming:
            fallen = Fallen(replica.clock.last, _own_before(replica, epoch))
            replica.execute(_PUT, ("resuming", msgspec.msgpack.encode(fallen)))
        _put_frozen(replica, frozen)
        note(replica, StreamId(NodeId(replica.me.node), epoch, _ALL_SCOPES), 0, f"epoch_{reason}")
    replica.epoch = epoch
    replica.clock.begin(epoch)
    replica.frozen, replica.resuming = frozen, resuming
    return epoch


def made_since(replica: Replica, table: Table, pk: Pk) -> bool:
    """Whether an owned row is none the lost records may know of (see sync.core.resuming)."""
    ((packed,),) = replica.execute("SELECT value FROM s_meta WHERE key='resuming'").fetchall()
    fallen = msgspec.msgpack.decode(packed, type=Fallen) if isinstance(packed, bytes) else UNKNOWN
    name = replica.sql[table.id].name
    row = replica.execute(f"SELECT _v FROM {name} WHERE id=?", (pk,)).fetchone()
    clocks = row[0] if row is not None else None
    return fallen.made_since(_own_before(replica, replica.epoch), clocks)


def _own_before(replica: Replica, epoch: int) -> int:
    """How many records of its own earlier epochs this node holds."""
    return sum(
        replica.streams.heads.get(number, EMPTY_HEAD).seq
        for number, stream in replica.streams.by_number.items()
        if stream.id.node == replica.me.node and stream.id.epoch < epoch
    )


def freeze(replica: Replica, frozen: bool) -> None:
    """Refuse local writes, durably, or allow them again."""
    with replica.transaction():
        _put_frozen(replica, frozen)
    replica.frozen = frozen


def _put_frozen(replica: Replica, frozen: bool) -> None:
    if frozen:
        replica.execute(_PUT, ("frozen", 1))
    else:
        replica.execute("DELETE FROM s_meta WHERE key='frozen'")


def thaw_stream(replica: Replica, stream: StreamId) -> None:
    """An operator has looked at a frozen stream: take its records again, from the same place."""
    with replica.transaction():
        known = replica.streams.open(stream)
        replica.execute("UPDATE s_stream SET frozen='' WHERE id=?", (known.number,))
    known.frozen = ""


def hash_at(replica: Replica, stream: StreamId, seq: int) -> bytes | None:
    """Chain hash of a held record; None where it is not held or compacted."""
    known = replica.streams.by_id.get(stream)
    if seq == 0:
        return EMPTY_HEAD.hash
    if known is None:
        return None
    found = replica.execute(f"SELECT hash FROM s_log WHERE {AT}", (known.number, seq)).fetchone()
    return found[0] if found is not None else None


def check_not_behind(replica: Replica, acknowledged: dict[StreamId, Head]) -> None:
    """The database must hold everything that was acknowledged; raises Damaged."""
    for stream, head in acknowledged.items():
        held = replica.streams.durable_head(stream)
        same = hash_at(replica, stream, head.seq)
        if held.seq < head.seq or same not in (None, head.hash):
            raise damaged(
                f"stream {stream} ends at {held.seq}, but {head.seq} had been acknowledged"
            )
