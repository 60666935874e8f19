"""What goes wrong between two nodes. Each answers whether it did anything."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.line import Line
    from tests.simulation.world import World

FOR_MS = (500, 15_000)
SWIZZLE_MS = 6_000


def _later_mended(world: "World", line: "Line") -> bool:
    world.at(world.chance.randrange(*FOR_MS), line.mend)
    return True


def drop(world: "World", line: "Line") -> bool:
    """The connection is lost, with everything on its way."""
    was = line.connected
    line.drop()
    return was


def partition(world: "World", line: "Line") -> bool:
    """No connection for a while."""
    line.broken = True
    line.drop()
    return _later_mended(world, line)


def one_way(world: "World", line: "Line") -> bool:
    """One direction falls silent."""
    line.deaf.add(world.chance.choice((line.dials, line.called)).me.number)
    return _later_mended(world, line)


def rough(world: "World", line: "Line") -> bool:
    """Messages are lost, doubled, out of order."""
    line.rough = 0.3
    return _later_mended(world, line)


def slow(world: "World", line: "Line") -> bool:
    """Seconds of latency."""
    line.latency_ms = (500, 4_000)
    return _later_mended(world, line)


def trickle(world: "World", line: "Line") -> bool:
    """Bytes drip: a frame takes about as long as a session waits for one."""
    line.latency_ms = (2_000, 14_000)
    return _later_mended(world, line)


def cut_short(world: "World", line: "Line") -> bool:
    """Frames end too early."""
    line.cut_short = 0.1
    return _later_mended(world, line)


def swizzle(world: "World", line: "Line") -> bool:
    """Lines break one by one and come back in another order (FoundationDB's swizzle-clogging)."""
    chance = world.chance
    chosen = chance.sample(world.lines, k=chance.randrange(1, len(world.lines) + 1))
    for one in chosen:
        world.at(chance.randrange(SWIZZLE_MS), lambda one=one: _broken(one))  # type: ignore[misc]
    for one in chance.sample(chosen, k=len(chosen)):
        world.at(SWIZZLE_MS + chance.randrange(SWIZZLE_MS), one.mend)
    return True


def _broken(line: "Line") -> None:
    line.broken = True
    line.drop()
