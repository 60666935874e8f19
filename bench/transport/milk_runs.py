"""How long the routes are after ten seconds, by PyVRP and by our own planner."""

import importlib.util
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bench.transport import instances
from models.transport.own import plan_run
from models.transport.problem import MilkRun, RunPlan, fault, length_of
from models.transport.solver import plan_by_solver

SECONDS = 10.0
ROUNDS = 100_000
GENERATED_STOPS = 80


class Case(NamedTuple):
    """`best`: the least length that is known, None where nobody knows."""

    name: str
    run: MilkRun
    best: int | None


def has_solver() -> bool:
    """Whether the extra `planning` is installed."""
    return importlib.util.find_spec("pyvrp") is not None


def of_literature() -> list[Case]:
    """None where the files are not there."""
    if not instances.FOLDER.exists():
        return []
    rc208 = instances.solomon(instances.FOLDER / "solomon" / "RC208.vrp")
    x101 = instances.uchoa(instances.FOLDER / "x" / "X-n101-k25.vrp")
    return [Case("rc208", rc208, 7761), Case("x_n101_k25", x101, 27591)]


def made_up(chance: np.random.Generator) -> Case:
    """With hours, deliveries and collections."""
    return Case("generated", instances.generated(chance, GENERATED_STOPS), None)


def measure(case: Case, seed: int) -> dict[str, float]:
    """Lengths over the best known, in percent; without one, ours over PyVRP's."""
    figures: dict[str, float] = {}
    best = case.best
    if has_solver():
        spent = _spent(SECONDS)
        length = _length(case.run, plan_by_solver(case.run, seed, lambda: spent() >= 1))
        figures |= _above(f"{case.name}_pyvrp", length, best)
        best = best or length
    plan = plan_run(case.run, np.random.default_rng(seed), ROUNDS, _spent(SECONDS))
    return figures | _above(f"{case.name}_own", _length(case.run, plan), best)


def _above(name: str, length: int, best: int | None) -> dict[str, float]:
    if best is None:
        return {f"{name}_length": length}
    return {f"{name}_length": length, f"{name}_above_percent": (length / best - 1) * 100}


def _length(run: MilkRun, plan: RunPlan | None) -> int:
    """Driven again, each stop once."""
    assert plan is not None and not plan.left_out
    assert sorted(stop for route in plan.routes for stop in route) == list(
        range(1, len(run.stops) + 1)
    )
    assert all(fault(run, route) is None for route in plan.routes)
    return length_of(run, plan.routes)


def _spent(seconds: float) -> Callable[[], float]:
    """Which share of so many seconds from now has gone."""
    begun = time.perf_counter()
    return lambda: (time.perf_counter() - begun) / seconds
