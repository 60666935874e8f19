"""What goes wrong in a simulated fleet, at random moments, until it is told to stop."""

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.node import Node
    from tests.simulation.world import Line, World

EVERY_MS = (300, 2_500)
YEAR_MS = 365 * 24 * 3_600_000


class Fault(Enum):
    """Kinds of trouble."""

    DROP = "connection lost"
    PARTITION = "no connection for a while"
    ONE_WAY = "one direction falls silent"
    ROUGH = "messages lost, doubled, out of order"
    SLOW = "seconds of latency"
    POWER = "power cut"
    DYING = "power cut in the middle of an operation"
    RESTORE = "restored from an old backup"
    BACK = "clock goes back, as far as 1970"
    AHEAD = "clock a few minutes ahead, within the bound"


ALL = frozenset(Fault)


class Faults:
    """Schedules trouble."""

    def __init__(self, world: "World", kinds: frozenset[Fault]) -> None:
        self._world = world
        self._kinds = sorted(kinds, key=lambda kind: kind.name)
        self._stopped = not kinds
        self._backups: dict[int, object] = {}
        self.counts: dict[Fault, int] = {}
        self._later()

    def stop(self) -> None:
        """No more."""
        self._stopped = True
        for node in self._world.nodes:
            node.wall.error_ms = min(node.wall.error_ms, 0)

    def _later(self) -> None:
        if not self._stopped:
            self._world.at(self._world.chance.randrange(*EVERY_MS), self._strike)

    def _strike(self) -> None:
        if self._stopped:
            return
        self._later()
        kind = self._world.chance.choice(self._kinds)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        chance = self._world.chance
        if kind in _ON_LINES:
            _ON_LINES[kind](self, chance.choice(self._world.lines))
        else:
            _ON_NODES[kind](self, chance.choice(self._world.nodes))

    def _for_a_while(self, undo: Callable[[], None]) -> None:
        self._world.at(self._world.chance.randrange(500, 15_000), undo)

    # -- lines ------------------------------------------------------------------------------------

    def _drop(self, line: "Line") -> None:
        line.drop()

    def _partition(self, line: "Line") -> None:
        line.broken = True
        line.drop()
        self._for_a_while(line.mend)

    def _one_way(self, line: "Line") -> None:
        line.deaf.add(self._world.chance.choice((line.dials, line.called)).me.number)
        self._for_a_while(line.mend)

    def _rough(self, line: "Line") -> None:
        line.rough = 0.3
        self._for_a_while(line.mend)

    def _slow(self, line: "Line") -> None:
        line.latency_ms = (500, 4_000)
        self._for_a_while(line.mend)

    # -- nodes ------------------------------------------------------------------------------------

    def _power(self, node: "Node") -> None:
        if node.up:
            node.crash()
            self._for_a_while(lambda: self._world.start(node))

    def _dying(self, node: "Node") -> None:
        if node.up:
            node.disk.die_soon()

    def _restore(self, node: "Node") -> None:
        """Only edges: their hub still has what the backup lacks."""
        if node.me.role == "hub" or not node.up:
            return
        number = node.me.number
        if number not in self._backups:
            self._backups[number] = node.disk.backup()
            return
        self._world.watch.restored(node)
        node.crash()
        node.disk.restore(self._backups.pop(number))
        self._for_a_while(lambda: self._world.start(node))

    def _back(self, node: "Node") -> None:
        node.wall.error_ms = -self._world.chance.choice((1_000, 3_600_000, YEAR_MS, 60 * YEAR_MS))

    def _ahead(self, node: "Node") -> None:
        node.wall.error_ms = self._world.chance.randrange(0, 4 * 60_000)


_ON_LINES: dict[Fault, Callable[[Faults, "Line"], None]] = {
    Fault.DROP: Faults._drop,
    Fault.PARTITION: Faults._partition,
    Fault.ONE_WAY: Faults._one_way,
    Fault.ROUGH: Faults._rough,
    Fault.SLOW: Faults._slow,
}
_ON_NODES: dict[Fault, Callable[[Faults, "Node"], None]] = {
    Fault.POWER: Faults._power,
    Fault.DYING: Faults._dying,
    Fault.RESTORE: Faults._restore,
    Fault.BACK: Faults._back,
    Fault.AHEAD: Faults._ahead,
}
