"""How much more a queue finds than counting by lot, per seed."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.counting.demand import Sales
from bench.counting.world import World
from models.counting.proposals import Queue, propose

COUNTS_SHARE = 0.02
RANDOM_DAY_SHARE = 0.01
MOMENTS = (150, 170, 190, 210, 230, 250, 270)


class Found:
    """Sums over the moments of one seed."""

    def __init__(self) -> None:
        self.hits, self.by_lot = dict.fromkeys(Queue, 0.0), dict.fromkeys(Queue, 0.0)
        self.wrong, self.out = list[float](), list[float]()

    def lift(self, queue: Queue) -> float:
        """Found over found by lot."""
        return self.hits[queue] / self.by_lot[queue]


def measure(sales: Sales, seeds: Sequence[int]) -> dict[str, float]:
    """Mean lift over the seeds, the worst and the best one; how rare it is what is looked for."""
    runs = [_one(sales, np.random.default_rng(seed)) for seed in seeds]
    figures: dict[str, float] = {}
    for queue in (Queue.DISCREPANCIES, Queue.STOCK_OUTS):
        lifts = [found.lift(queue) for found in runs]
        name = f"{queue}_lift"
        figures |= {name: float(np.mean(lifts)), f"{name}_low": min(lifts)}
        figures[f"{name}_high"] = max(lifts)
        figures[f"{queue}_found_per_100"] = float(
            np.mean([found.hits[queue] for found in runs])
            / (len(MOMENTS) * _counts(len(sales)))
            * 100
        )
    figures["wrong_records_share"] = float(np.mean([np.mean(found.wrong) for found in runs]))
    figures["wrong_records_most_share"] = max(max(found.wrong) for found in runs)
    figures["unknown_stock_outs_share"] = float(np.mean([np.mean(found.out) for found in runs]))
    figures["unknown_stock_outs_most_share"] = max(max(found.out) for found in runs)
    return figures


def measure_even(sales: Sales, seeds: Sequence[int]) -> dict[str, float]:
    """Mean lift where errors come to all alike, and past errors tell nothing of the next."""
    runs = [_one(sales, np.random.default_rng(seed), is_even=True) for seed in seeds]
    return {
        f"{queue}_lift_even": float(np.mean([found.lift(queue) for found in runs]))
        for queue in (Queue.DISCREPANCIES, Queue.STOCK_OUTS)
    }


def _counts(rows: int) -> int:
    return round(rows * COUNTS_SHARE)


def _one(sales: Sales, chance: np.random.Generator, *, is_even: bool = False) -> Found:
    world, found = World(sales, chance, is_even=is_even), Found()
    rows = len(sales)
    for number in range(max(MOMENTS) + 1):
        world.day(number)
        if number in MOMENTS:
            _judge(world, found, chance)
        world.count(
            chance.choice(rows, size=round(rows * RANDOM_DAY_SHARE), replace=False), is_random=True
        )
    return found


def _judge(world: World, found: Found, chance: np.random.Generator) -> None:
    """Both queues on the same records, none of which is put right by it."""
    records, known = world.knowledge.records(world.recorded), world.knowledge.known
    sought: dict[Queue, NDArray[np.bool_]] = {
        Queue.DISCREPANCIES: world.is_wrong,
        Queue.STOCK_OUTS: world.is_out,
    }
    for queue, is_sought in sought.items():
        proposals = propose(queue, records, known, _counts(len(is_sought)), chance)
        found.hits[queue] += sum(bool(is_sought[proposal.row]) for proposal in proposals)
        found.by_lot[queue] += len(proposals) * float(is_sought.mean())
    found.wrong.append(float(world.is_wrong.mean()))
    found.out.append(float(world.is_out.mean()))
