"""Two or more replicas whose sessions are driven by hand: virtual time, real frames, bad lines."""

import random
from collections import deque
from collections.abc import Callable

from sync.core.change import Append, Change, Put
from sync.core.digest import MASK, row_digest
from sync.core.effects import Close, Effect, Note, PeerAcked, RaiseEpoch, Secure, Send
from sync.core.errors import BadFrame
from sync.core.handshake import Me
from sync.core.ids import Scope
from sync.core.limits import Limits
from sync.core.messages import Message
from sync.core.session import Session
from sync.link.framing import FrameReader, FrameWriter
from sync.link.side import StoreSide
from sync.store.memory import MemoryStore
from sync.store.protocol import Author, Member
from tests.sync.catalogue import CATALOGUE, LEDGER, THING
from tests.sync.fleet import SHARED, Wall, key_of, member_of

Damage = Callable[[list[bytes]], list[bytes]]
"""What a line does to the frames of one delivery."""


class Station:
    """A node: store, side, identity."""

    def __init__(
        self, member: Member, wall: Wall, others: list[Member], *, store: MemoryStore | None = None
    ) -> None:
        judge = member.role == "hub"
        self.wall = wall
        self.store = store or MemoryStore(
            CATALOGUE, member, key_of(member.number), wall, judge=judge
        )
        for other in others:
            self.store.enrol(other)
        self.member = member
        self.raised: list[tuple[int, str]] = []
        self.side = StoreSide(
            self.store,
            hlc=lambda: self.store.clock.last,
            hash_at=self.store.hash_at,
            raise_epoch=self._raise_epoch,
            describe=self._describe,
        )

    def me(self) -> Me:
        return Me(
            self.member.node,
            self.store.epoch,
            self.member.number,
            self.member.role,
            CATALOGUE.schema,
            key_of(self.member.number),
        )

    def write(self, *changes: Change, scope: Scope = SHARED) -> None:
        self.store.begin()
        self.store.write(scope, changes, Author())
        self.store.commit()

    def fill(self, records: int, scope: Scope = SHARED) -> None:
        """So many ledger records."""
        for quantity in range(1, records + 1):
            self.write(Append(LEDGER, {"thing_id": 1, "quantity": quantity}), scope=scope)

    def name(self, pk: int, name: str, scope: Scope = SHARED) -> None:
        self.write(Put(THING, pk, {"name": name}), scope=scope)

    def _describe(self, scope: str, table_id: int, bucket: int | None) -> dict[bytes, int]:
        sums: dict[bytes, int] = {}
        for (table, pk), state in self.store.data.rows.items():
            place = pk % 256 if isinstance(pk, int) else 0
            if table == table_id and bucket in (None, place):
                key = bytes([place]) if bucket is None else str(pk).encode()
                sums[key] = (sums.get(key, 0) + row_digest(pk, state)) & MASK
        return sums

    def _raise_epoch(self, above: int, cause: str) -> None:
        self.raised.append((above, cause))
        self.store.raise_epoch(above, cause)


class End:
    """One end of a connection: a session, its frames, what it has noted."""

    def __init__(self, station: Station, session: Session) -> None:
        self.station, self.session = station, session
        self.writer, self.reader = FrameWriter(), FrameReader()
        self.outbox: list[bytes] = []
        self.sent: list[Message] = []
        self.notes: list[Note] = []
        self.acked: list[PeerAcked] = []
        self.raw: Callable[[Message], list[Message]] = lambda message: [message]

    def perform(self, effects: list[Effect], now_ms: int) -> None:
        todo = deque(effects)
        while todo:
            effect = todo.popleft()
            match effect:
                case Send(message):
                    for changed in self.raw(message):
                        self.sent.append(changed)
                        self.outbox += self.writer.write(changed)
                case Secure(send, receive):
                    self.writer.secure(send)
                    self.reader.secure(receive)
                case Note():
                    self.notes.append(effect)
                case PeerAcked():
                    self.acked.append(effect)
                case Close():
                    return
                case _:
                    assert isinstance(effect, RaiseEpoch) or not self.session.closed
                    result = self.station.side.perform(effect)
                    if result is not None:
                        todo.extendleft(reversed(self.session.on_result(result, now_ms)))

    def hear(self, frame: bytes, now_ms: int) -> None:
        try:
            message = self.reader.read(frame)
        except BadFrame as error:
            self.perform(self.session.on_bad_frame(error.code), now_ms)
            return
        if message is not None:
            self.perform(self.session.on_message(message, now_ms), now_ms)

    def kinds(self) -> list[str]:
        return [note.kind for note in self.notes]

    def alarms(self) -> list[str]:
        return [note.kind for note in self.notes if note.alarm]


class Line:
    """A connection between an initiator and an acceptor on a shared virtual clock."""

    def __init__(
        self,
        initiator: Station,
        acceptor: Station,
        clock: Wall,
        rng: random.Random,
        *,
        limits: Limits | None = None,
        wanted: tuple[str, ...] = (),
        peer: int | None = None,
    ) -> None:
        self.clock = clock
        self.low = End(
            initiator,
            Session(
                initiator.me(),
                random_bytes=rng.randbytes,
                wall_ms=initiator.wall,
                peer=peer or acceptor.member.node,
                wanted=wanted,
                limits=limits,
            ),
        )
        self.high = End(
            acceptor,
            Session(
                acceptor.me(), random_bytes=rng.randbytes, wall_ms=acceptor.wall, limits=limits
            ),
        )
        self.damage: Damage = lambda frames: frames
        for end in self.ends:
            end.perform(end.session.start(self.now_ms), self.now_ms)

    @property
    def now_ms(self) -> int:
        return self.clock.now_ms

    @property
    def ends(self) -> tuple[End, End]:
        return self.low, self.high

    @property
    def closed(self) -> bool:
        return any(end.session.closed for end in self.ends)

    def deliver(self) -> bool:
        """Carry what lies in the outboxes; whether anything did."""
        moved = False
        for end, other in (self.ends, self.ends[::-1]):
            frames, end.outbox = self.damage(end.outbox), []
            for frame in frames:
                moved = True
                other.hear(frame, self.now_ms)
        return moved

    def settle(self, limit: int = 2_000) -> None:
        """Until nobody has anything to say."""
        for _ in range(limit):
            if not self.deliver():
                return
        raise AssertionError("does not come to rest")

    def durable(self, end: End, records: int = 1) -> None:
        end.perform(end.session.on_durable(self.now_ms, records), self.now_ms)

    def advance(self, ms: int) -> None:
        """Time passes; due ticks happen in order."""
        until = self.now_ms + ms
        while True:
            self.settle()
            due = min(end.session.wake_ms for end in self.ends)
            if self.closed or due > until:
                break
            self.clock.now_ms = max(self.now_ms, due)
            for end in self.ends:
                end.perform(end.session.tick(self.now_ms), self.now_ms)
        self.clock.now_ms = until
        self.settle()

    def run(self, ms: int = 1_000) -> None:
        self.settle()
        self.advance(ms)


def hub_and_edge(scopes: tuple[str, ...] = (SHARED,)) -> tuple[Station, Station]:
    """Two nodes that know each other."""
    wall = Wall()
    members = [member_of(1, "hub", scopes), member_of(2, "edge", scopes)]
    hub, edge = (Station(member, wall, members) for member in members)
    return hub, edge


def assert_equal(one: Station, other: Station, scope: Scope = SHARED) -> None:
    """Same vector and rows in a scope."""
    heads = [
        {stream: head for stream, head in station.store.vector().items() if stream.scope == scope}
        for station in (one, other)
    ]
    assert heads[0] == heads[1]
    first, second = (
        {table: total for table, total in station.store.digest(scope).items() if total}
        for station in (one, other)
    )
    assert first == second
