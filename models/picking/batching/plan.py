"""Batches for a cart: proven the best for some twenty orders, else as good as the time allows."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from models.picking.batching.columns import all_batches, choose
from models.picking.batching.orders import Cart, Order, Task, tasks
from models.picking.batching.problem import USUAL, Batch, Chance, Pace, Problem, problem
from models.picking.batching.savings import by_savings
from models.picking.batching.search import improve
from models.picking.batching.walks import Walks
from models.picking.layout import Place
from models.picking.routes import Floor, Route, plan_route

EXACT_TASKS_MAX = 30
ROUNDS_MAX = 10_000


class Effort(NamedTuple):
    """How long to try. `is_enough` is asked often and ends it: time is up, or nobody wants the
    answer any more. `exact_s`: what proving may take."""

    chance: Chance
    is_enough: Callable[[], bool] = lambda: False
    rounds_max: int = ROUNDS_MAX
    exact_s: float = 5


class Walk(NamedTuple):
    """One cartful: the tasks in the sequence given, and how it is walked."""

    tasks: tuple[Task, ...]
    route: Route
    duration_s: float
    left_s: float | None


class Wave(NamedTuple):
    """All walks, the most urgent first. `is_proven`: there are no better batches."""

    walks: tuple[Walk, ...]
    length: float
    is_proven: bool


def plan_batches(
    floor: Floor,
    depot: Place,
    orders: Sequence[Order],
    cart: Cart,
    effort: Effort,
    pace: Pace = USUAL,
) -> Wave:
    """Raises TooLarge and Unreachable by name."""
    parts = tasks(orders, cart)
    places = dict.fromkeys(line.place for part in parts for line in part.lines)
    asked = problem(parts, cart, Walks(floor, depot, places), pace)
    batches, is_proven = best_batches(asked, effort)
    walks = [_walk(floor, depot, asked, parts, batch) for batch in batches]
    walks.sort(key=lambda walk: (walk.left_s is None, walk.left_s or 0.0))
    return Wave(tuple(walks), sum(walk.route.length for walk in walks), is_proven)


def best_batches(problem: Problem, effort: Effort) -> tuple[list[Batch], bool]:
    """And whether they are proven to be the best."""
    if not problem.size:
        return [], True
    start = by_savings(problem, effort.is_enough)
    if problem.size <= EXACT_TASKS_MAX and not effort.is_enough():
        columns = all_batches(problem)
        if columns is not None:
            chosen = choose(problem, columns, start, effort.exact_s, effort.is_enough)
            if chosen.is_proven:
                return chosen.batches, True
            start = chosen.batches
    found = improve(problem, start, effort.chance, effort.is_enough, effort.rounds_max)
    return found.batches, False


def _walk(
    floor: Floor, depot: Place, problem: Problem, parts: Sequence[Task], batch: Batch
) -> Walk:
    held = tuple(parts[number] for number in batch)
    places = list(dict.fromkeys(line.place for part in held for line in part.lines))
    route = plan_route(floor, depot, places)
    return Walk(held, route, problem.duration_s(batch), problem.left_s(batch))


def starts_s(walks: Sequence[Walk], pickers: int) -> list[float]:
    """When each walk begins if so many people take them in turn: the next free one the next."""
    assert pickers > 0
    free_s = [0.0] * pickers
    found: list[float] = []
    for walk in walks:
        at = min(range(pickers), key=free_s.__getitem__)
        found.append(free_s[at])
        free_s[at] += walk.duration_s
    return found
