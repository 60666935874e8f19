"""How long a route takes, from the places to their sequence."""

import random
import statistics
from collections.abc import Callable, Sequence

from bench.repeats import interleave, ratio, seconds
from bench.routing.cases import Case, usual_case
from bench.routing.nearest import nearest_and_two_opt
from models.picking.routes import Floor, plan_route

AISLES = 10
FLOORS = 100
ROUNDS = 15
_NAMES = {1: "one_block", 2: "two_blocks"}


def measure(chance: random.Random, picks: Sequence[int]) -> dict[str, float]:
    """Time of nearest neighbour and 2-opt divided by ours; milliseconds for one of our routes."""
    figures: dict[str, float] = {}
    for blocks, name in _NAMES.items():
        for count in picks:
            cases = [usual_case(chance, AISLES, count, blocks) for _ in range(FLOORS)]
            measured = interleave(
                {"ours": _timed(_ours, cases), "nearest": _timed(nearest_and_two_opt, cases)},
                rounds=ROUNDS,
            )
            found = ratio(measured["nearest"], measured["ours"])
            figures |= found.figures(f"nearest_time_vs_{name}_{count}")
            figures[f"{name}_{count}_ms"] = statistics.median(measured["ours"]) / FLOORS * 1e3
    return figures


def _ours(case: Case) -> float:
    return plan_route(Floor(case.layout), case.depot, case.places).length


def _timed(work: Callable[[Case], object], cases: Sequence[Case]) -> Callable[[int], float]:
    def all_of_them() -> None:
        for case in cases:
            work(case)

    return lambda _: seconds(all_of_them)
