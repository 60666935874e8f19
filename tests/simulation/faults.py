"""What goes wrong in a simulated fleet, at random moments, until it is told to stop."""

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from tests.simulation import clones, lines, machines

if TYPE_CHECKING:
    from tests.simulation.line import Line
    from tests.simulation.node import Node
    from tests.simulation.world import World

EVERY_MS = (150, 1_300)


class Fault(Enum):
    """Kinds of trouble; what each does stands in lines, machines, clones and rogue."""

    DROP = "connection lost"
    PARTITION = "no connection for a while"
    ONE_WAY = "one direction falls silent"
    ROUGH = "messages lost, doubled, out of order"
    SLOW = "seconds of latency"
    TRICKLE = "frames come drop by drop"
    CUT_SHORT = "frames end too early"
    SWIZZLE = "lines break and mend in random order"
    POWER = "power cut"
    DYING = "power cut in the middle of an operation"
    SILENT = "an edge away for a year"
    MIXED = "nodes of two schema versions; one is brought to the new one"
    RESTORE = "an edge restored from an old backup"
    RESTORE_HUB = "a hub restored from an old backup"
    CLONE = "the image of an edge started twice"
    REMOVED = "an edge loses its rights and gets them back"
    ROGUE = "messages of a compromised edge"
    BACK = "clock goes back, as far as 1970"
    AHEAD = "clock a few minutes ahead, within the bound"
    BIT_FLIP = "a bit turns over in a database"
    IO_ERROR = "one write or sync fails"
    FULL = "no space left for a while"


ALL = frozenset(Fault)
ON_FILES = frozenset({Fault.BIT_FLIP, Fault.IO_ERROR, Fault.FULL})
"""Only a database on a disk can suffer these."""


class Faults:
    """Schedules trouble."""

    def __init__(self, world: "World", kinds: frozenset[Fault]) -> None:
        self._world = world
        can = {*_ON_LINES, *_ON_NODES} - (ON_FILES if not world.on_files else set())
        self._kinds = sorted(kinds & can, key=lambda kind: kind.name)
        self._stopped = not self._kinds
        self.counts: dict[Fault, int] = {}
        if Fault.RESTORE in self._kinds:
            machines.back_up(world, "edge")
        if Fault.RESTORE_HUB in self._kinds:
            machines.back_up(world, "hub")
        if Fault.BACK in self._kinds:
            machines.never_set(world)
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
        world = self._world
        kind = world.chance.choice(self._kinds)
        if kind in _ON_LINES:
            done = _ON_LINES[kind](world, world.chance.choice(world.lines))
        else:
            done = _ON_NODES[kind](world, world.chance.choice(world.nodes))
        self.counts[kind] = self.counts.get(kind, 0) + done


_ON_LINES: dict[Fault, "Callable[[World, Line], bool]"] = {
    Fault.DROP: lines.drop,
    Fault.PARTITION: lines.partition,
    Fault.ONE_WAY: lines.one_way,
    Fault.ROUGH: lines.rough,
    Fault.SLOW: lines.slow,
    Fault.TRICKLE: lines.trickle,
    Fault.CUT_SHORT: lines.cut_short,
    Fault.SWIZZLE: lines.swizzle,
}
_ON_NODES: dict[Fault, "Callable[[World, Node], bool]"] = {
    Fault.POWER: machines.power,
    Fault.DYING: machines.dying,
    Fault.SILENT: machines.silent,
    Fault.MIXED: machines.upgrade,
    Fault.RESTORE: machines.restore,
    Fault.RESTORE_HUB: machines.restore_hub,
    Fault.CLONE: clones.clone,
    Fault.REMOVED: machines.removed,
    Fault.BACK: machines.back,
    Fault.AHEAD: machines.ahead,
    Fault.BIT_FLIP: machines.bit_flip,
    Fault.IO_ERROR: machines.io_error,
    Fault.FULL: machines.full,
}
