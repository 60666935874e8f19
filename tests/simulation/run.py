"""One seed from start to end, and many of them."""

import random

import msgspec

from tests.simulation.disks import MemoryDisk
from tests.simulation.faults import ALL, Fault
from tests.simulation.shapes import SHAPES, Shape
from tests.simulation.world import MakeDisk, World

RUN_MS = (2_000, 9_000)


class Passed(msgspec.Struct, frozen=True):
    """What a seed went through."""

    seed: int
    shape: str
    virtual_ms: int
    records: int
    settled_ms: int
    faults: dict[str, int]
    trace: bytes


class Failed(Exception):
    """An invariant broke; says how to see it again."""

    def __init__(self, seed: int, shape: Shape, cause: BaseException) -> None:
        super().__init__(
            f"seed {seed} ({shape.name}): {cause!r}\n"
            f"repeat with: python -m tests.simulation --seeds 1 --seed {seed}"
        )
        self.seed = seed


def run(seed: int, make: MakeDisk = MemoryDisk, faults: frozenset[Fault] | None = None) -> Passed:
    """Raises Failed when an invariant does not hold."""
    chance = random.Random(f"plan {seed}")
    shape = chance.choice(SHAPES)
    kinds = sorted(ALL, key=lambda kind: kind.name)
    chosen = frozenset(chance.sample(kinds, k=chance.randrange(1, len(kinds) + 1)))
    world = World(str(seed), shape, chosen if faults is None else faults, make)
    try:
        world.run(chance.randrange(*RUN_MS))
        world.heal()
        settled_ms = world.settle()
        world.watch.check()
    except Exception as cause:
        raise Failed(seed, shape, cause) from cause
    finally:
        world.close()
    records = sum(head.seq for head in world.nodes[0].store.vector().values())
    counts = {kind.name: number for kind, number in world.faults.counts.items()}
    for node in world.rogues:
        counts[Fault.ROGUE.name] = node.rogue.spoiled_messages if node.rogue else 0
    trace = world.watch.trace()
    return Passed(seed, shape.name, world.now_ms, records, settled_ms, counts, trace)
