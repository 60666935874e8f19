"""Routes without a solver of others: stops are put in where they add least; then strings of
neighbouring stops are taken out and put in again (Christiaens and Vanden Berghe, 2020)."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from models.transport.problem import WAREHOUSE, MilkRun, RunPlan, check_each
from models.transport.routes import Route

# As in the paper: stops taken out per round on average, longest string, gaps overlooked.
REMOVED_MEAN, STRING_MAX, OVERLOOKED = 10, 10, 0.01
# Warmth in shares of the mean leg: what is accepted though it is longer, at first and at last.
WARM, COLD = 0.5, 0.005

Spent = Callable[[], float]
"""Which share of the time there is has gone; from 1 on there is none left."""
Routes = list[Route]


class _State:
    """Routes, and stops in none."""

    def __init__(self, routes: Routes, left_out: list[int]) -> None:
        self.routes, self.left_out = routes, left_out
        self.length = sum(route.length for route in routes)


def plan_run(
    run: MilkRun, chance: np.random.Generator, rounds: int, spent: Spent = lambda: 0.0
) -> RunPlan:
    """The same chance and rounds give the same unless time runs out before the rounds. Raises
    DoesNotFit by a stop that fits alone in no vehicle; what finds no place beside the others is
    named."""
    check_each(run)
    if not run.stops:
        return RunPlan((), 0)
    near = np.argsort(np.array(run.lengths), axis=1, kind="stable").tolist()
    state = _put_in(run, _State([], list(range(1, len(run.stops) + 1))), chance)
    best = state
    mean_leg = state.length / (len(run.stops) + len(state.routes))
    for number in range(rounds):
        gone = max(number / rounds, spent())
        if gone >= 1:
            break
        warmth = mean_leg * WARM * (COLD / WARM) ** gone
        tried = _put_in(run, _taken_out(run, state, near, chance), chance)
        if _is_accepted(tried, state, warmth * -math.log(1 - chance.random())):
            state = tried
            if (len(state.left_out), state.length) < (len(best.left_out), best.length):
                best = state
    routes = tuple(route.stops for route in best.routes)
    names = tuple(run.stops[number - 1].name for number in sorted(best.left_out))
    return RunPlan(routes, best.length, names)


def _is_accepted(tried: _State, state: _State, worse_max: float) -> bool:
    if len(tried.left_out) != len(state.left_out):
        return len(tried.left_out) < len(state.left_out)
    return tried.length < state.length + worse_max


def _taken_out(
    run: MilkRun, state: _State, near: Sequence[Sequence[int]], chance: np.random.Generator
) -> _State:
    """A string of stops out of each of some routes that pass near the same stop."""
    of_stop = {number: at for at, route in enumerate(state.routes) for number in route.stops}
    longest = min(STRING_MAX, len(run.stops) / max(len(state.routes), 1))
    strings = int(chance.random() * (4 * REMOVED_MEAN / (1 + longest) - 1)) + 1
    gone: dict[int, set[int]] = {}
    for number in near[int(chance.integers(1, len(run.stops) + 1))]:
        if len(gone) >= strings:
            break
        at = of_stop.get(number)
        if number == WAREHOUSE or at is None or at in gone:
            continue
        stops = state.routes[at].stops
        size = int(chance.random() * min(longest, len(stops))) + 1
        where = stops.index(number)
        low, high = max(0, where - size + 1), min(where, len(stops) - size)
        first = int(chance.integers(low, high + 1))
        gone[at] = set(stops[first : first + size])
    kept = [
        route.without(gone[at]) if at in gone else route for at, route in enumerate(state.routes)
    ]
    out = [number for numbers in gone.values() for number in sorted(numbers)]
    return _State([route for route in kept if route.stops], state.left_out + out)


def _put_in(run: MilkRun, state: _State, chance: np.random.Generator) -> _State:
    """One after the other where it adds least; into a new vehicle where it fits in none."""
    routes, left_out = list(state.routes), list[int]()
    for number in _in_turn(run, state.left_out, chance):
        best, at, where = math.inf, -1, 0
        for candidate, route in enumerate(routes):
            for added, gap in route.gaps(number):
                if added < best and chance.random() >= OVERLOOKED:
                    best, at, where = added, candidate, gap
        if at >= 0:
            routes[at] = routes[at].with_stop(number, where)
        elif len(routes) < run.fleet.vehicles:
            routes.append(Route(run, (number,)))
        else:
            left_out.append(number)
    return _State(routes, left_out)


def _in_turn(run: MilkRun, numbers: Sequence[int], chance: np.random.Generator) -> list[int]:
    """At random, the largest, the farthest, or those with the fewest hours first."""
    mixed = [numbers[at] for at in chance.permutation(len(numbers)).tolist()]
    rule = int(chance.integers(0, 4))
    if rule == 1:
        return sorted(mixed, key=lambda n: -run.stops[n - 1].deliver - run.stops[n - 1].collect)
    if rule == 2:
        return sorted(mixed, key=lambda n: -run.lengths[WAREHOUSE][n])
    if rule == 3:
        return sorted(mixed, key=lambda n: run.stops[n - 1].closes - run.stops[n - 1].opens)
    return mixed
