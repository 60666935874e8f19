"""Virtual time, nodes, the lines between them, and what goes wrong; all from one seed."""

import heapq
import random
from collections.abc import Callable
from functools import partial
from itertools import count

import apsw

from sync.core.change import Grant
from sync.core.ids import StreamId
from sync.core.messages import Message
from sync.store.protocol import Author, Member
from tests.simulation import work
from tests.simulation.disks import PowerCut
from tests.simulation.faults import Fault, Faults
from tests.simulation.node import Disk, End, Node, Wall
from tests.simulation.shapes import Shape
from tests.simulation.watch import Watch
from tests.sync.catalogue import RIGHT
from tests.sync.fleet import SHARED, member_of

MakeDisk = Callable[[Member, Wall, random.Random], Disk]

WORK_MS = (20, 400)
RETRY_MS = (100, 1_500)
SETTLE_MS_MAX = 240_000


class World:
    """A fleet under faults. Every choice comes from `chance`."""

    def __init__(self, seed: str, shape: Shape, faults: frozenset[Fault], make: MakeDisk) -> None:
        self.chance = random.Random(seed)
        self.now_ms = 0
        self.watch = Watch(self)
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()
        members = [
            member_of(number, "hub" if number in shape.hubs else "edge") for number in shape.numbers
        ]
        self.numbers = list(shape.numbers)
        self.nodes = [self._node(member, members, make) for member in members]
        by_number = {node.me.number: node for node in self.nodes}
        self.lines = [
            Line(self, by_number[dials], by_number[called]) for dials, called in shape.lines
        ]
        self.faults = Faults(self, faults)
        self.working = True
        self._open_rights(by_number[min(shape.hubs)])
        for node in self.nodes:
            self._work_later(node)
        for line in self.lines:
            self.at(0, line.connect)

    def _node(self, me: Member, members: list[Member], make: MakeDisk) -> Node:
        wall = Wall(self)
        disk = make(me, wall, self.chance)
        for member in members:
            disk.store.enrol(member)
        return Node(self, me, disk, wall)

    def _open_rights(self, hub: Node) -> None:
        opened = Grant(RIGHT, work.RIGHT_PK, hub.me.number, work.RIGHTS_OPENED)
        hub.store.begin()
        hub.store.write(SHARED, [opened], Author())
        hub.store.commit()

    # -- time -------------------------------------------------------------------------------------

    def at(self, delay_ms: int, action: Callable[[], None]) -> None:
        """Do something later."""
        heapq.heappush(self._events, (self.now_ms + delay_ms, next(self._order), action))

    def run(self, for_ms: int) -> None:
        """Let time pass."""
        until = self.now_ms + for_ms
        while self._events and self._events[0][0] <= until:
            self.now_ms, _, action = heapq.heappop(self._events)
            self._guarded(action)
        self.now_ms = until

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except (PowerCut, apsw.Error):
            dead = [node for node in self.nodes if node.disk.dead]
            if not dead:
                raise
            for node in dead:
                node.crash()
                self.at(self.chance.randrange(200, 3_000), partial(self.start, node))

    def _work_later(self, node: Node) -> None:
        def once() -> None:
            if not self.working:
                return
            self.at(self.chance.randrange(*WORK_MS), once)
            if node.up:
                node.work()

        self.at(self.chance.randrange(*WORK_MS), once)

    def start(self, node: Node) -> None:
        """A node that was down comes up; its lines dial again."""
        if not node.up:
            node.up = True
            for line in self.lines:
                if node in (line.dials, line.called):
                    line.retry()

    # -- the end ----------------------------------------------------------------------------------

    def heal(self) -> None:
        """No more work, no more faults; everything is up and connected."""
        self.working = False
        self.faults.stop()
        for node in self.nodes:
            self.start(node)
        for line in self.lines:
            line.mend()

    def settle(self) -> int:
        """Run until nothing is on its way; milliseconds it took. Raises if it never does."""
        started = self.now_ms
        while self.now_ms - started < SETTLE_MS_MAX:
            self.run(500)
            if self.at_rest():
                return self.now_ms - started
        raise AssertionError(f"not at rest after {SETTLE_MS_MAX} ms: {self.unrest()}")

    def close(self) -> None:
        """The end of the world: disks are removed and nothing refers to it any more."""
        for node in self.nodes:
            node.disk.remove()
        self._events.clear()

    def at_rest(self) -> bool:
        """Whether all hold the same and nobody has anything to send."""
        first = self.nodes[0].store.vector()
        return all(node.store.vector() == first for node in self.nodes)

    def unrest(self) -> str:
        """Who lacks what, for a failure message."""
        best: dict[StreamId, int] = {}
        for node in self.nodes:
            for stream, head in node.store.vector().items():
                best[stream] = max(best.get(stream, 0), head.seq)
        lacks = [
            f"{node.me.number} lacks {stream} {node.store.vector().get(stream, (0,))[0]} of {seq}"
            for node in self.nodes
            for stream, seq in sorted(best.items())
            if node.store.vector().get(stream, (0,))[0] != seq
        ]
        codes = [item.code for node in self.nodes for item in node.store.quarantine()]
        return f"{lacks[:6]}, quarantine {codes[:6]}"


class Line:
    """What lies between two nodes: at most one connection, and the messages on their way."""

    def __init__(self, world: World, dials: Node, called: Node) -> None:
        self.world, self.dials, self.called = world, dials, called
        self.broken = False
        self.deaf: set[int] = set()
        self.rough = 0.0
        self.latency_ms = (1, 60)
        self._ends: tuple[End, End] | None = None
        self._arrives_ms: dict[int, int] = {}

    def connect(self) -> None:
        """Dial, if it makes sense now."""
        if self._ends is not None:
            return
        if self.broken or not (self.dials.up and self.called.up):
            self.retry()
            return
        one = End(self.dials, self, self.called.me.node)
        other = End(self.called, self, None)
        self._ends = (one, other)
        self._arrives_ms = {}
        for end in self._ends:
            end.node.ends.append(end)
        for end in self._ends:
            end.perform(end.session.start(self.world.now_ms))
        self._wake()

    def retry(self) -> None:
        """Dial again after a while."""
        self.world.at(self.world.chance.randrange(*RETRY_MS), self.connect)

    def drop(self, *, at_once: bool = False) -> None:
        """The connection is gone, with everything on its way."""
        if self._ends is None:
            return
        for end in self._ends:
            end.node.ends.remove(end)
        self._ends = None
        self.world.at(1, self.connect) if at_once else self.retry()

    def mend(self) -> None:
        """As good as new."""
        self.broken, self.rough, self.latency_ms = False, 0.0, (1, 60)
        self.deaf.clear()

    def carry(self, sender: End, message: Message) -> None:
        """A message on its way; in order, unless the line is rough."""
        ends, world = self._ends, self.world
        if ends is None or sender not in ends:
            return
        receiver = ends[1] if sender is ends[0] else ends[0]
        self.world.watch.sent(sender.node, receiver.node, message)
        if receiver.node.me.number in self.deaf:
            return
        copies, delay = 1, world.chance.randrange(*self.latency_ms)
        if self.rough and world.chance.random() < self.rough:
            copies = world.chance.choice((0, 2))
            delay += world.chance.choice((0, 200))
            arrives = world.now_ms + delay
        else:
            number = receiver.node.me.number
            arrives = max(world.now_ms + delay, self._arrives_ms.get(number, 0))
            self._arrives_ms[number] = arrives
        for _ in range(copies):
            world.at(arrives - world.now_ms, lambda: self._deliver(ends, receiver, message))

    def _deliver(self, ends: tuple[End, End], receiver: End, message: Message) -> None:
        if self._ends is ends and receiver.node.up:
            receiver.perform(receiver.session.on_message(message, self.world.now_ms))
            self._wake()

    def _wake(self) -> None:
        """Sessions say when they want to be woken."""
        ends = self._ends
        if ends is None:
            return
        for end in ends:
            if end.session.closed:
                self.drop()
                return
            self._wake_at(end)

    def _wake_at(self, end: End) -> None:
        world = self.world
        due = max(1, end.session.wake_ms - world.now_ms)
        if end.woken_ms and world.now_ms < end.woken_ms <= world.now_ms + due:
            return
        end.woken_ms = world.now_ms + due

        def woken() -> None:
            if self._ends is not None and end in self._ends:
                end.woken_ms = 0
                end.tick()
                self._wake()

        world.at(due, woken)
