"""A simulated node: a store on its disk, a clock that may be wrong, and the sessions it holds."""

from collections import deque
from typing import TYPE_CHECKING

from sync.core.clock import hlc_ms
from sync.core.effects import Close, Effect, Note, PeerAcked, Secure, Send, Taken
from sync.core.errors import NotAllowed
from sync.core.greeting import Visible
from sync.core.handshake import HUB, Me
from sync.core.ids import Head, StreamId
from sync.core.limits import Limits
from sync.core.session import Session, scopes_of
from sync.core.stability import FrontierRule
from sync.link.side import StoreSide
from sync.store.frontier import (
    Forgetting,
    Keep,
    Publisher,
    judges_alone,
    own_word,
    write_frontier,
)
from sync.store.protocol import Author, Member, Store
from sync.store.sqlite import DiskFull
from tests.simulation import work
from tests.simulation.machines import YEAR_MS
from tests.sync.fleet import SHARED, START_MS, key_of

if TYPE_CHECKING:
    from tests.simulation.disk import Disk
    from tests.simulation.line import Line
    from tests.simulation.rogue import Rogue
    from tests.simulation.world import World

KEPT_MS = 50 * YEAR_MS
"""Longer than all silent years of a world, so that a node put back from a backup finds the records
it lacks; less than clocks err, so that a retention that believes them drops some."""
NEW_PAPER = 0.2
KEEP = Keep(kept_ms=KEPT_MS, rows_max=3, records_max=50)
RULE = FrontierRule(every_ms=1, lag_ms=0, records_min=5)
LIMITS = Limits(seal_ms=50, digest_ms=2_000, ping_ms=4_000, silent_ms=12_000, stall_ms=20_000)


class Wall:
    """World time plus this node's error."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.error_ms = 0

    def __call__(self) -> int:
        return max(0, START_MS + self._world.now_ms + self._world.calendar_ms + self.error_ms)


class Node:
    """One machine."""

    def __init__(self, world: "World", me: Member, disk: "Disk", wall: Wall) -> None:
        self.world, self.me, self.disk, self.wall = world, me, disk, wall
        self.up = True
        self.ends: list[End] = []
        self.acknowledged: set[str] = set()
        self.alarms: list[Note] = []
        self.operations = 0
        self.publisher = Publisher()
        self.visible: Visible = scopes_of
        self._new_papers = work.NewPapers()
        self.backup: object = None
        self.damages_found = 0
        self.twin_of: Node | None = None
        self.rogue: Rogue | None = None

    @property
    def store(self) -> Store:
        """The store as it is now; a restore replaces it."""
        return self.disk.store

    def work(self) -> None:
        """One transaction of random changes; acknowledged once it is durable."""
        chance, store = self.world.chance, self.store
        self.operations += 1
        key = f"{self.me.number}.{self.disk.epoch()}.{self.operations}"
        numbers, alone = self.world.numbers, self._surely_alone()
        catalogue, number = self.disk.catalogue, self.me.number
        made = work.changes(store, catalogue, number, numbers, chance, alone=alone)
        if not alone and self.me.node not in self.world.cloned and chance.random() < NEW_PAPER:
            made = self._new_papers.change(self.disk.epoch(), chance)
        try:
            store.begin()
            written = store.write(SHARED, made, Author(key=key))
            self.commit()
        except (NotAllowed, DiskFull):
            self.disk.undo()
            return
        if written is None:
            return
        self.acknowledged.add(key)
        self.world.watch.wrote(self, made)
        self.published()

    def _surely_alone(self) -> bool:
        """No second image of this node wrote or writes what others have from it, or yet will.

        One that was put back is, once it has heard from its hub what it had written; not where the
        hub itself may have been put back, and knows no better.
        """
        if self.world.runs_twice(self) or self.me.node in self.world.cloned:
            return False
        told = self.me.role != HUB and not (self.store.resuming or self.world.hub_fell_back)
        return self.disk.epoch() == 1 or told

    def keep_house(self) -> None:
        """What a program does beside its work: say what is stable, and forget a little of it."""
        if self.me.role == HUB and judges_alone(self.store, SHARED, self.me.node):
            self._publish()
        self.forgetting().step()

    def forgetting(self) -> Forgetting:
        """With all scopes' turns ahead, by the clock of this node, however wrong."""
        hub = self.me.role == HUB
        forgetting = Forgetting(self.store, KEEP, self.wall, self.disk.hlc, hub=hub)
        forgetting.round()
        return forgetting

    def _publish(self) -> None:
        store = self.store
        self.publisher.heard(own_word(store, self.me.node, self.disk.hlc()), self.disk.hlc())
        told = self.publisher.candidate(SHARED, sorted(store.members()), self.me.node)
        now_ms = max(self.wall(), hlc_ms(self.disk.hlc()))
        copied = {stream: head.seq for stream, head in store.vector().items()}
        store.begin()
        try:
            said = write_frontier(store, key_of(self.me.number), RULE, told, copied, now_ms)
        except NotAllowed:
            store.rollback()
            return
        self.store.commit()
        if said:
            self.published()

    def commit(self) -> None:
        """Make the open transaction durable."""
        self.store.commit()

    def published(self) -> None:
        """Something new is durable here: all connections may look."""
        for end in list(self.ends):
            end.nudge()

    def enrol(self, member: Member) -> None:
        """Pin a node, or change its rights; all connections hear of it."""
        self.store.enrol(member)
        for end in list(self.ends):
            end.told_members()

    def crash(self) -> None:
        """Power is gone: connections drop, the disk keeps what it keeps."""
        self.leave()
        self.disk.cut()

    def put_back(self, backup: object) -> None:
        """The disk is as it was when this backup was made."""
        self._new_papers = work.NewPapers()
        self.disk.restore(backup)

    def leave(self) -> None:
        """The program ends; so do its connections."""
        self.up = False
        self.publisher = Publisher()
        for end in list(self.ends):
            end.line.drop()

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
            self.disk.catalogue.schema,
            key_of(self.me.number),
        )
        return Session(
            me,
            random_bytes=self.world.chance.randbytes,
            wall_ms=self.wall,
            peer=peer,
            limits=LIMITS,
            visible=self.visible,
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
                case PeerAcked():
                    self.node.publisher.heard(effect, self.node.disk.hlc())
                case Secure():
                    pass
                case Close(_, at_once):
                    self.line.drop(at_once=at_once)
                    return
                case _:
                    try:
                        result = self._side.perform(effect)
                    except DiskFull:  # "not now", as the driver sees it
                        self.line.drop()
                        return
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
            self.line.wake(self)

    def told_members(self) -> None:
        """A member was added or changed here."""
        if self in self.node.ends:
            self.perform(self.session.on_members())
            self.line.wake(self)

    def tick(self) -> None:
        """Time has passed."""
        if self in self.node.ends:
            self.perform(self.session.tick(self.node.world.now_ms))


def shared_vector(node: Node) -> dict[StreamId, Head]:
    """What a node holds of the shared scope."""
    return {s: head for s, head in node.store.vector().items() if s.scope == SHARED}
