"""A computer turned away for good: one hub says so in a record, and the fleet goes on without it.

A hub that has heard it takes nothing from that computer any more. What any hub took before that
stays, and reaches all others by way of the hubs, however late.
"""

import random
from collections.abc import Iterable

import pytest

from sync.core.change import Add
from sync.core.ids import Head, StreamId
from sync.core.messages import Card
from sync.store.protocol import Author
from tests.simulation.disks import MemoryDisk
from tests.simulation.faults import Fault
from tests.simulation.node import Node
from tests.simulation.shapes import CHAIN, LINE, RING, STAR, Shape
from tests.simulation.world import World
from tests.sync.catalogue import LABEL
from tests.sync.fleet import SHARED

ON_LINES = frozenset(
    {Fault.DROP, Fault.PARTITION, Fault.ONE_WAY, Fault.ROUGH, Fault.SLOW, Fault.SWIZZLE}
)
AWAY = "turned away"
LOOK_MS = 100
WORLDS = 12
BY_POLICY = {"name_forbidden", "withheld_here"}


def turned_away(hub: Node) -> set[str]:
    """By number, as far as this hub has heard."""
    return hub.store.elements(LABEL, AWAY)


def heed(hub: Node) -> None:
    """As the program does: sessions are looked at again whenever there is news."""

    def visible(card: Card) -> Iterable[str]:
        return () if str(card.number) in turned_away(hub) else card.scopes

    known: set[str] = set()

    def look() -> None:
        hub.world.at(LOOK_MS, look)
        if hub.up and turned_away(hub) - known:
            known.update(turned_away(hub))
            for end in list(hub.ends):
                end.told_members()

    hub.visible = visible
    look()


def turn_away(hub: Node, number: int) -> None:
    """An operator at one hub decides."""
    hub.store.begin()
    hub.store.write(SHARED, [Add(LABEL, AWAY, str(number))], Author())
    hub.store.commit()
    hub.published()


def held_of(nodes: Iterable[Node], number: int) -> list[dict[StreamId, Head]]:
    return [
        {s: head for s, head in one.store.vector().items() if s.node == node_id(one, number)}
        for one in nodes
    ]


def node_id(one: Node, number: int) -> int:
    (found,) = [m.node for m in one.store.members().values() if m.number == number]
    return found


@pytest.mark.parametrize("seed", range(WORLDS))
@pytest.mark.parametrize(
    ("shape", "number", "behind"),
    [(STAR, 3, ()), (RING, 3, ()), (CHAIN, 6, ()), (LINE, 2, (5,)), (CHAIN, 3, (6,))],
    ids=["edge-star", "edge-ring", "edge-chain", "hub-line", "hub-chain"],
)
def test_nothing_new_is_taken_and_what_was_taken_reaches_all(
    shape: Shape, number: int, behind: tuple[int, ...], seed: int
) -> None:
    chance = random.Random(f"away {shape.name} {number} {seed}")
    world = World(f"away {seed}", shape, ON_LINES, MemoryDisk)
    away = {number, *behind}
    rest = [node for node in world.nodes if node.me.number not in away]
    hubs = [node for node in rest if node.me.role == "hub"]
    for hub in hubs:
        heed(hub)
    world.run(chance.randrange(500, 4_000))
    turn_away(chance.choice(hubs), number)
    world.run(chance.randrange(0, 3_000))
    world.faults.stop()
    for line in world.lines:
        line.mend()
    world.run_until(lambda: all(str(number) in turned_away(hub) for hub in hubs))
    world.run(1_000)
    held = max(sum(h.seq for h in one.values()) for one in held_of(rest, number))
    world.run(3_000)
    world.working = False
    world.run_until(lambda: all(one.store.vector() == rest[0].store.vector() for one in rest))

    (theirs,) = [node for node in world.nodes if node.me.number == number]
    assert sum(h.seq for h in held_of([theirs], number)[0].values()) > held, "it went on writing"
    for one in held_of(rest, number):
        assert sum(head.seq for head in one.values()) <= held
    for node in rest:
        assert node.store.digest(SHARED) == rest[0].store.digest(SHARED)
        assert {item.code for item in node.store.quarantine()} <= BY_POLICY
    kept = {key for node in rest for key in world.watch.keys_of(node)}
    for node in rest:
        assert node.acknowledged <= kept
    world.close()
