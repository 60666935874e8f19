"""A compromised edge: it holds its own key and speaks the protocol, but means no good.

It may spoil only what it owns: its own stream. What it forges, replays or dates into the future
must change nothing at the others.
"""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from sync.core.chain import next_hash, seal_head, stream_tag
from sync.core.clock import hlc_at
from sync.core.ids import EMPTY_HEAD, NodeId, Scope, StreamId
from sync.core.messages import Ack, Batch, Message
from sync.core.record import FORMAT, Op, OpKind, Record, encode_record
from tests.simulation.machines import YEAR_MS
from tests.simulation.work import PKS, RIGHT_PK, RIGHTS_OPENED
from tests.sync.catalogue import LEDGER, RIGHT, THING
from tests.sync.fleet import SHARED, key_of

if TYPE_CHECKING:
    from tests.simulation.node import Node

EVERY = 0.3
NUMBER = 9
FOREIGN = Scope("c2")


class Rogue:
    """Turns honest messages of one node into others."""

    def __init__(self, node: "Node", chance: random.Random) -> None:
        self._node, self._chance = node, chance
        self._sent: list[Batch] = []
        self.spoiled_messages = 0

    def spoiled(self, message: Message, receiver: "Node") -> Message:
        """The message, or something worse in its place."""
        if not isinstance(message, Batch | Ack) or self._chance.random() > EVERY:
            return message
        made = self._chance.choice(_TRICKS)(self, receiver)
        if isinstance(message, Batch):
            self._sent.append(message)
        if made is None:
            return message
        self.spoiled_messages += 1
        return made

    # -- tricks -----------------------------------------------------------------------------------

    def _forged(self, receiver: "Node") -> Batch | None:
        """A record in somebody else's name."""
        stream = self._honest_stream(receiver)
        return self._batch(receiver, stream, [self._entry(1)]) if stream is not None else None

    def _altered(self, receiver: "Node") -> Batch | None:
        """Another record in the place of an honest one."""
        stream = self._honest_stream(receiver)
        if stream is None:
            return None
        return self._batch(receiver, stream, [self._entry(2)], after=0)

    def _foreign_scope(self, receiver: "Node") -> Batch:
        stream = self._own()._replace(scope=FOREIGN)
        return self._batch(receiver, stream, [self._entry(3)])

    def _gap(self, receiver: "Node") -> Batch:
        batch = self._batch(receiver, self._own(), [self._entry(4)])
        first = batch.first + 5
        seal = msgspec.structs.replace(batch.seal, seq=first)
        return msgspec.structs.replace(batch, first=first, seal=seal)

    def _replayed(self, receiver: "Node") -> Batch | None:
        return self._chance.choice(self._sent) if self._sent else None

    def _dated_ahead(self, receiver: "Node") -> Batch:
        """Sealed properly, and to win every merge for a year."""
        hlc = hlc_at(self._node.wall() + YEAR_MS)
        op = Op(THING.id, OpKind.PUT, self._chance.randrange(PKS), bytes((1,)), ["mine"])
        return self._batch(receiver, self._own(), [self._record([op], hlc)])

    def _overspent(self, receiver: "Node") -> Batch:
        """More rights than there are."""
        op = Op(RIGHT.id, OpKind.SPEND, RIGHT_PK, b"", [RIGHTS_OPENED + 50, RIGHTS_OPENED + 50])
        return self._batch(receiver, self._own(), [self._record([op], self._hlc())])

    def _nonsense(self, receiver: "Node") -> Batch:
        """Sealed properly, of no shape the table knows."""
        op = Op(THING.id, OpKind.ADD, "text", bytes((200,)), [1, 2, 3])
        return self._batch(receiver, self._own(), [self._record([op], self._hlc())])

    def _garbage(self, receiver: "Node") -> Batch:
        return self._batch(receiver, self._own(), [self._chance.randbytes(40)])

    def _liar(self, receiver: "Node") -> Ack:
        """Claims to have been sent more than anybody has."""
        return Ack((), 1 << 40, 1 << 20, (), self._hlc())

    # -- means ------------------------------------------------------------------------------------

    def _own(self) -> StreamId:
        return StreamId(NodeId(self._node.me.node), self._node.disk.epoch(), SHARED)

    def _honest_stream(self, receiver: "Node") -> StreamId | None:
        others = [s for s in sorted(receiver.store.vector()) if s.node != self._node.me.node]
        return self._chance.choice(others) if others else None

    def _hlc(self) -> int:
        return max(self._node.disk.hlc(), hlc_at(self._node.wall()))

    def _entry(self, quantity: int) -> bytes:
        return self._record([Op(LEDGER.id, OpKind.LEDGER, None, b"", [1, quantity])], self._hlc())

    def _record(self, ops: list[Op], hlc: int) -> bytes:
        return encode_record(Record(FORMAT, 1, hlc, 0, 0, f"rogue {self._chance.random()}", 0, ops))

    def _batch(
        self, receiver: "Node", stream: StreamId, bodies: list[bytes], after: int | None = None
    ) -> Batch:
        """As the receiver would expect it next, sealed with the only key there is."""
        head = receiver.store.vector().get(stream, EMPTY_HEAD)
        seq, last = (head.seq, head.hash) if after is None else (after, EMPTY_HEAD.hash)
        for body in bodies:
            seq += 1
            last = next_hash(last, stream_tag(stream), seq, body)
        seal = seal_head(key_of(self._node.me.number), stream, seq, last)
        return Batch(stream, seq - len(bodies) + 1, tuple(bodies), seal, ())


_TRICKS: tuple[Callable[[Rogue, "Node"], Message | None], ...] = (
    Rogue._forged,
    Rogue._altered,
    Rogue._foreign_scope,
    Rogue._gap,
    Rogue._replayed,
    Rogue._dated_ahead,
    Rogue._overspent,
    Rogue._nonsense,
    Rogue._garbage,
    Rogue._liar,
)
