"""Virtual time, nodes, the lines between them, and what goes wrong; all from one seed."""

import heapq
import random
from collections.abc import Callable
from functools import partial
from itertools import count

import apsw

from sync.core.catalogue import Catalogue
from sync.core.change import Grant
from sync.core.ids import Head, StreamId
from sync.store.protocol import Author, Member
from sync.store.sqlite import Damaged, DiskFull
from tests.simulation import clones, machines, rogue, work
from tests.simulation.disk import Disk
from tests.simulation.disks import PowerCut
from tests.simulation.faults import Fault, Faults
from tests.simulation.line import Line
from tests.simulation.node import Node, Wall
from tests.simulation.schemas import NEW, OLD
from tests.simulation.shapes import Shape
from tests.simulation.watch import Watch
from tests.sync.catalogue import RIGHT
from tests.sync.fleet import SHARED, member_of

MakeDisk = Callable[[Member, Wall, random.Random, Catalogue], Disk]

WORK_MS = (20, 400)
HOUSE_MS = 250
SETTLE_MS_MAX = 120_000


class World:
    """A fleet under faults. Every choice comes from `chance`."""

    def __init__(self, seed: str, shape: Shape, faults: frozenset[Fault], make: MakeDisk) -> None:
        self.chance = random.Random(seed)
        self.now_ms = 0
        self.calendar_ms = 0
        self.watch = Watch(self)
        self.removed: dict[int, dict[int, dict[StreamId, Head]]] = {}
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()
        self._make = make
        self.numbers = list(shape.numbers)
        self._mixed = Fault.MIXED in faults
        members = [
            member_of(number, "hub" if number in shape.hubs else "edge") for number in shape.numbers
        ]
        # One that tells a restored hub another story leaves a fork that only a person can settle.
        rogues = Fault.ROGUE in faults and Fault.RESTORE_HUB not in faults
        outsiders = [member_of(rogue.NUMBER)] if rogues else []
        self.told_twice = rogues or Fault.CLONE in faults
        self.nodes = [self._node(member, [*members, *outsiders]) for member in members]
        self.hubs = [node for node in self.nodes if node.me.role == "hub"]
        self.rogues = [self._node(member, [*members, *outsiders]) for member in outsiders]
        self.cloned: set[int] = set()
        self.hub_fell_back = False
        self.twins: list[Node] = []
        self.twin_lines: list[Line] = []
        by_number = {node.me.number: node for node in self.nodes}
        self.lines = [
            Line(self, by_number[dials], by_number[called]) for dials, called in shape.lines
        ]
        self.rogue_lines = [Line(self, node, self.hubs[0]) for node in self.rogues]
        for node in self.rogues:
            node.rogue = rogue.Rogue(node, self.chance)
        self.working = True
        self._open_rights(self.hubs[0])
        self.on_files = self.nodes[0].disk.keep_first()
        for node in self.nodes[1:]:
            node.disk.keep_first()
        self.faults = Faults(self, faults)
        for node in (*self.nodes, *self.rogues):
            self.work_later(node)
            self.at(HOUSE_MS, partial(self._keep_house, node))
        for line in (*self.lines, *self.rogue_lines):
            self.at(0, line.connect)

    def _node(self, me: Member, members: list[Member]) -> Node:
        wall = Wall(self)
        catalogue = OLD if self._mixed and self.chance.random() < 0.5 else NEW
        disk = self._make(me, wall, self.chance, catalogue)
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
        events = self._events
        while events and events[0][0] <= until:
            self.now_ms, _, action = heapq.heappop(events)
            self._guarded(action)
        self.now_ms = until

    def run_until(self, done: Callable[[], bool]) -> int:
        """Let time pass until this holds; milliseconds it took. Raises if it never does."""
        started = self.now_ms
        while self.now_ms - started < SETTLE_MS_MAX:
            self.run(500)
            if done():
                return self.now_ms - started
        raise AssertionError(f"not at rest after {SETTLE_MS_MAX} ms: {self.unrest()}")

    def _guarded(self, action: Callable[[], None]) -> None:
        """A program that cannot go on stops, and is started again by and by."""
        try:
            action()
        except (PowerCut, apsw.Error, Damaged, DiskFull):
            running = (*self.nodes, *self.twins, *self.rogues)
            stopped = [node for node in running if node.disk.dead]
            damaged = [node for node in running if node.disk.damaged]
            if not (stopped or damaged):
                raise
            for node in stopped:
                node.crash()
                self.at(self.chance.randrange(200, 3_000), partial(self.start, node))
            for node in damaged if not stopped else ():
                machines.replace_damaged(self, node)

    def _keep_house(self, node: Node) -> None:
        self.at(HOUSE_MS, partial(self._keep_house, node))
        if node.up:
            try:
                node.keep_house()
            except DiskFull:
                node.disk.undo()

    def work_later(self, node: Node) -> None:
        """Random work at random moments, as long as the node is part of this world."""

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
            for line in (*self.lines, *self.twin_lines, *self.rogue_lines):
                if node in (line.dials, line.called):
                    line.retry()

    def runs_twice(self, node: Node) -> bool:
        """Whether a second image of this node is about."""
        return any(twin is node or twin.twin_of is node for twin in self.twins)

    # -- the end ----------------------------------------------------------------------------------

    def heal(self) -> None:
        """No more work, no more faults; everything is sound, up, connected and of one version."""
        self.working = False
        self.faults.stop()
        for node in (*self.nodes, *self.twins):
            node.disk.fill(full=False)
            if not node.disk.sound():
                machines.replace_damaged(self, node)
            if node.disk.outdated:
                node.crash()
                node.disk.upgrade()
            self.start(node)
        machines.let_all_in(self)
        for line in (*self.lines, *self.twin_lines, *self.rogue_lines):
            line.mend()
        clones.part(self)

    def settle(self) -> int:
        """Run until nothing is on its way; milliseconds it took. Raises if it never does."""
        return self.run_until(self.at_rest)

    def close(self) -> None:
        """The end of the world: disks are removed and nothing refers to it any more."""
        for node in (*self.nodes, *self.twins, *self.rogues):
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
