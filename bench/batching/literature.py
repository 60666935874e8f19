"""Instances of the literature: proven, or beside the best that is known."""

import random
import statistics
import time
from collections.abc import Callable

from bench.batching.check import over_capacity, walked_length
from bench.instances import SHARED, BadInstance, Instance, read_instance
from bench.routing.cases import in_aisles
from bench.routing.policies import largest_gap, s_shape
from models.picking.batching.columns import Chosen, all_batches, choose
from models.picking.batching.orders import Cart, Line, Order, tasks
from models.picking.batching.plan import Effort, best_batches
from models.picking.batching.problem import Batch, Problem
from models.picking.batching.savings import by_savings, first_fit
from models.picking.batching.walks import Walks
from models.picking.layout import Layout, Place
from models.picking.routes import Floor

FOLDER = SHARED / "picking"
HENN_WAESCHER = FOLDER / "HennWaescherUniform" / "1l-20-30-0.txt"
TRUNCATED = FOLDER / "HennWaescherUniform" / "2l-20-45-0.txt"
MUTER_OENCAN = FOLDER / "MuterOencan" / "100_48_5.txt"
PROOF_S = 5.0
REPEATS = 5


def is_there() -> bool:
    """Whether the files lie beside the project."""
    return HENN_WAESCHER.exists() and MUTER_OENCAN.exists()


def problem_of(
    instance: Instance, policy: Callable[[dict[float, list[float]], float, float], float] | None
) -> Problem:
    """With exact walks, or those of a rule of thumb."""
    places = {number: Place(str(number), x, y) for number, (x, y) in instance.places.items()}
    aisles = tuple(sorted({x for x, _ in instance.places.values()} | {instance.depot_x}))
    floor = Floor(Layout(aisles, (0, instance.depth)))
    walks = Walks(floor, Place("depot", instance.depot_x, 0), places.values())
    cart = Cart(weight_g=instance.capacity)
    orders = [
        Order(
            str(number),
            tuple(Line(places[a], q, instance.weights.get(a, 1.0)) for a, q in lines),
            may_split=False,
        )
        for number, lines in enumerate(instance.orders)
    ]
    parts = tasks(orders, cart)
    spots = [walks.spots(line.place for line in part.lines) for part in parts]
    if policy is None:
        return Problem(parts, cart, lambda held: walks.length(held) + instance.apart, spots)
    at = {walks.bits[place]: (place.x, place.y) for place in places.values()}

    def by_rule(held: int) -> float:
        points = [point for bit, point in at.items() if held & bit]
        return policy(in_aisles(points), instance.depth, instance.depot_x) + instance.apart

    return Problem(parts, cart, by_rule, spots)


def henn_waescher() -> dict[str, float]:
    """Optima with three ways of walking, and the median time of listing and proving."""
    instance = read_instance(HENN_WAESCHER)
    figures: dict[str, float] = {}
    for name, policy in (("exact", None), ("s_shape", s_shape), ("largest_gap", largest_gap)):
        runs = [_proof(problem_of(instance, policy)) for _ in range(REPEATS)]
        chosen = runs[0][0]
        figures[f"henn_waescher_{name}"] = chosen.length
        figures[f"henn_waescher_{name}_proven"] = float(chosen.is_proven)
        figures[f"henn_waescher_{name}_s"] = statistics.median(took_s for _, took_s in runs)
    asked = problem_of(instance, None)
    figures["henn_waescher_first_come"] = asked.total(first_fit(asked))
    figures["henn_waescher_savings"] = asked.total(by_savings(asked))
    return figures


def _proof(asked: Problem) -> tuple[Chosen, float]:
    """And how long it takes, from nothing known of any walk."""
    started = time.perf_counter()
    start, columns = by_savings(asked), all_batches(asked)
    assert columns is not None
    chosen = choose(asked, columns, start, PROOF_S)
    took_s = time.perf_counter() - started
    assert is_whole(asked, chosen.batches)
    return chosen, took_s


def truncated_refused_line() -> float:
    """The line at which the truncated file is refused; 0 where it is read."""
    try:
        read_instance(TRUNCATED)
    except BadInstance as error:
        return float(str(error).partition("line ")[2].partition(":")[0])
    return 0


def muter_oencan(seed: int, seconds_max: float) -> dict[str, float]:
    """What is found in so many seconds, beside savings and first come, first in."""
    instance = read_instance(MUTER_OENCAN)
    asked = problem_of(instance, None)
    savings = asked.total(by_savings(asked))
    asked = problem_of(instance, None)
    end = time.perf_counter() + seconds_max
    effort = Effort(random.Random(seed), lambda: time.perf_counter() > end, rounds_max=10**9)
    batches, _ = best_batches(asked, effort)
    assert is_whole(asked, batches)
    assert over_capacity(instance, batches) == 0
    length = measured(instance, batches)
    return {
        "muter_oencan_100": length,
        "muter_oencan_100_first_come": asked.total(first_fit(asked)),
        "muter_oencan_100_savings": savings,
        "muter_oencan_100_over_savings": length / savings,
    }


def measured(instance: Instance, batches: list[Batch]) -> float:
    """Length of all walks by the table of the literature alone: a walk along the sequence of the
    route, from place to place."""
    return sum(
        walked_length(instance, [a for number in batch for a, _ in instance.orders[number]])
        for batch in batches
    )


def is_whole(problem: Problem, batches: list[Batch]) -> bool:
    """Every task once, no cart too full."""
    held = sorted(number for batch in batches for number in batch)
    fits = all(problem.holds(problem.load(batch), (0, 0, 0)) for batch in batches)
    return held == list(range(problem.size)) and fits
