"""A simulated node: a store on its disk, a clock that may be wrong, and the sessions it holds."""

from collections import deque
from typing import TYPE_CHECKING, Protocol

from sync.core.effects import Close, Effect, Note, PeerAcked, Secure, Send, Taken
from sync.core.errors import NotAllowed
from sync.core.handshake import Me
from sync.core.ids import Head, StreamId
from sync.core.limits import Limits
from sync.core.session import Session
from sync.link.side import StoreSide
from sync.store.protocol import Author, Member, Store
from tests.simulation import work
from tests.sync.catalogue import CATALOGUE
from tests.sync.fleet import SHARED, START_MS, key_of

if TYPE_CHECKING:
    from tests.simulation.world import Line, World

LIMITS = Limits(seal_ms=50, digest_ms=2_000, ping_ms=4_000, silent_ms=12_000, stall_ms=20_000)


class Disk(Protocol):
    """Where a node's store lies."""

    @property
    def store(self) -> Store:
        """The store as it is now."""
        ...

    def hlc(self) -> int:
        """The clock as saved."""
        ...

    def hash_at(self, stream: StreamId, seq: int) -> bytes | None:
        """Chain hash of a record held."""
        ...

    def raise_epoch(self, above: int, cause: str) -> None:
        """Own records go to new streams; a fork stops own writes until a person has looked."""
        ...

    @property
    def frozen(self) -> bool:
        """Whether own writes are refused."""
        ...

    @property
    def dead(self) -> bool:
        """Whether the disk died in the middle of an operation."""
        ...

    def epoch(self) -> int:
        """The present epoch."""
        ...

    def die_soon(self) -> None:
        """Power will go in the middle of one of the next operations."""
        ...

    def cut(self) -> None:
        """Power is gone: keep what a disk keeps, and open it again."""
        ...

    def backup(self) -> object:
        """A copy of everything."""
        ...

    def restore(self, backup: object) -> None:
        """Go back to a copy, the proper way: in a new epoch."""
        ...

    def remove(self) -> None:
        """Leave nothing behind."""
        ...


class Wall:
    """World time plus this node's error."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.error_ms = 0

    def __call__(self) -> int:
        return max(0, START_MS + self._world.now_ms + self.error_ms)


class Node:
    """One machine."""

    def __init__(self, world: "World", me: Member, disk: Disk, wall: Wall) -> None:
        self.world, self.me, self.disk, self.wall = world, me, disk, wall
        self.up = True
        self.ends: list[End] = []
        self.acknowledged: set[str] = set()
        self.alarms: list[Note] = []
        self.operations = 0

    @property
    def store(self) -> Store:
        """The store as it is now; a restore replaces it."""
        return self.disk.store

    def work(self) -> None:
        """One transaction of random changes; acknowledged once it is durable."""
        chance, store = self.world.chance, self.store
        self.operations += 1
        key = f"{self.me.number}.{self.disk.epoch()}.{self.operations}"
        made = work.changes(store, self.me.number, self.world.numbers, chance)
        store.begin()
        try:
            written = store.write(SHARED, made, Author(key=key))
        except NotAllowed:
            store.rollback()
            return
        self.commit()
        if written is None:
            return
        self.acknowledged.add(key)
        self.world.watch.wrote(self, made)
        self.published()

    def commit(self) -> None:
        """Make the open transaction durable."""
        self.store.commit()

    def published(self) -> None:
        """Something new is durable here: all connections may look."""
        for end in list(self.ends):
            end.perform(end.session.on_durable(self.world.now_ms))

    def crash(self) -> None:
        """Power is gone: connections drop, the disk keeps what it keeps."""
        self.up = False
        for end in list(self.ends):
            end.line.drop()
        self.disk.cut()

    def side(self) -> StoreSide:
        """The store as sessions see it."""
        return StoreSide(
            self.store,
            hlc=self.disk.hlc,
            hash_at=self.disk.hash_at,
            raise_epoch=self.disk.raise_epoch,
        )

    def session(self, peer: int | None) -> Session:
        """A new session of this node."""
        me = Me(
            self.me.node,
            self.disk.epoch(),
            self.me.number,
            self.me.role,
            CATALOGUE.schema,
            key_of(self.me.number),
        )
        return Session(
            me,
            random_bytes=self.world.chance.randbytes,
            wall_ms=self.wall,
            peer=peer,
            limits=LIMITS,
        )


class End:
    """One end of a connection: performs the effects of its session at once."""

    def __init__(self, node: Node, line: "Line", peer: int | None) -> None:
        self.node, self.line = node, line
        self.session = node.session(peer)
        self._side = node.side()
        self.woken_ms = 0

    def perform(self, effects: list[Effect]) -> None:
        """Everything these effects lead to."""
        world, todo = self.node.world, deque(effects)
        while todo:
            effect = todo.popleft()
            match effect:
                case Send(message):
                    self.line.carry(self, message)
                case Note():
                    if effect.alarm:
                        self.node.alarms.append(effect)
                case PeerAcked() | Secure():
                    pass
                case Close(_, at_once):
                    self.line.drop(at_once=at_once)
                    return
                case _:
                    result = self._side.perform(effect)
                    if isinstance(result, Taken) and result.records:
                        self._tell_others()
                    if result is not None:
                        todo.extendleft(reversed(self.session.on_result(result, world.now_ms)))

    def _tell_others(self) -> None:
        world = self.node.world
        for end in list(self.node.ends):
            if end is not self:
                world.at(0, lambda end=end: end.nudge())  # type: ignore[misc]

    def nudge(self) -> None:
        """The store has something new from elsewhere."""
        if self in self.node.ends:
            self.perform(self.session.on_durable(self.node.world.now_ms))

    def tick(self) -> None:
        """Time has passed."""
        if self in self.node.ends:
            self.perform(self.session.tick(self.node.world.now_ms))


def shared_vector(node: Node) -> dict[StreamId, Head]:
    """What a node holds of the shared scope."""
    return {s: head for s, head in node.store.vector().items() if s.scope == SHARED}
