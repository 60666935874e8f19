"""A week of real orders, day by day, batched for a cart on the floor of a default site; generated
orders where there are none beside the project."""

import csv
import random
import statistics
import time
from collections.abc import Callable, Sequence

from bench.instances import SHARED
from edge.floor.layout import Layout as Rows
from edge.floor.layout import spots
from models.picking.batching.orders import Cart, Line, Order, tasks
from models.picking.batching.plan import Effort, Wave, plan_batches
from models.picking.batching.problem import problem
from models.picking.batching.savings import first_fit
from models.picking.batching.walks import Walks
from models.picking.layout import Place, recognise
from models.picking.routes import Floor, plan_route

WEEK = SHARED / "orders" / "week_2011-10-03.csv"
SITE = Rows(zones=("A", "B"), aisles=10, bays=40, levels=3)
CART = Cart(slots=8)
SEARCH_S = 0.8
GENERATED_DAYS, GENERATED_ORDERS, GENERATED_ITEMS = 5, 110, 2_000
Demand = dict[str, list[tuple[str, list[tuple[str, int]]]]]
"""By day: orders, with the pieces of each item."""


def measure(seed: int) -> tuple[dict[str, float], bool]:
    """Metres saved against walking once for each order, by the shortest walk each; whether the
    orders are real."""
    is_real = WEEK.exists()
    demand = _real() if is_real else _generated(random.Random(seed))
    floor, depot, places = _site(
        sorted({item for day in demand.values() for _, lines in day for item, _ in lines})
    )
    saved: list[float] = []
    walked_m = single_m = come_m = most_s = 0.0
    for day, found in sorted(demand.items()):
        orders = [
            Order(name, tuple(Line(places[item], pieces) for item, pieces in lines))
            for name, lines in found
        ]
        started = time.perf_counter()
        effort = Effort(random.Random(f"{seed} {day}"), _until(started + SEARCH_S))
        wave = plan_batches(floor, depot, orders, CART, effort)
        most_s = max(most_s, time.perf_counter() - started)
        _check(wave, orders)
        alone = sum(_alone(floor, depot, order) for order in orders)
        walked_m += wave.length / 1_000
        single_m += alone / 1_000
        come_m += _first_come(floor, depot, orders) / 1_000
        saved.append(1 - wave.length / alone)
    return {
        "day_saved_share": statistics.fmean(saved),
        "day_saved_share_low": min(saved),
        "day_saved_share_high": max(saved),
        "week_order_by_order_m": single_m,
        "week_first_come_m": come_m,
        "week_batched_m": walked_m,
        "week_batched_over_first_come": walked_m / come_m,
        "days": float(len(demand)),
        "day_orders": sum(map(len, demand.values())) / len(demand),
        "day_computing_most_s": most_s,
    }, is_real


def _until(end: float) -> Callable[[], bool]:
    return lambda: time.perf_counter() > end


def _first_come(floor: Floor, depot: Place, orders: Sequence[Order]) -> float:
    """Carts filled as orders come, walked by the shortest walks."""
    parts = tasks(orders, CART)
    walks = Walks(floor, depot, [line.place for part in parts for line in part.lines])
    asked = problem(parts, CART, walks)
    return asked.total(first_fit(asked))


def _real() -> Demand:
    demand: dict[str, dict[str, dict[str, int]]] = {}
    with WEEK.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pieces = int(row["qty"])
            if row["order_id"].startswith("C") or pieces <= 0:
                continue
            lines = demand.setdefault(row["ts"][:10], {}).setdefault(row["order_id"], {})
            item = row["sku"].upper()
            lines[item] = lines.get(item, 0) + pieces
    return {
        day: [(n, list(ln.items())) for n, ln in orders.items()] for day, orders in demand.items()
    }


def _generated(chance: random.Random) -> Demand:
    items = [f"item-{number}" for number in range(GENERATED_ITEMS)]
    return {
        f"day-{day}": [
            (
                f"order-{day}-{number}",
                [(item, chance.randint(1, 12)) for item in _some(chance, items)],
            )
            for number in range(GENERATED_ORDERS)
        ]
        for day in range(GENERATED_DAYS)
    }


def _some(chance: random.Random, items: Sequence[str]) -> list[str]:
    """Some 21 lines, as in the real week."""
    return chance.sample(items, min(200, 1 + int(chance.expovariate(1 / 20))))


def _site(items: Sequence[str]) -> tuple[Floor, Place, dict[str, Place]]:
    """Items lie in the sequence of their codes, as they were put away over the years."""
    made = [spot for spot in spots(SITE) if spot.property == "normal"]
    storage = [Place(spot.code, spot.x_mm, spot.y_mm) for spot in made if spot.kind == "storage"]
    depot = next(Place(spot.code, spot.x_mm, spot.y_mm) for spot in made if spot.kind == "packing")
    assert len(items) <= len(storage)
    chosen = [storage[number * len(storage) // len(items)] for number in range(len(items))]
    return Floor(recognise(storage)), depot, dict(zip(items, chosen, strict=True))


def _alone(floor: Floor, depot: Place, order: Order) -> float:
    return plan_route(floor, depot, [line.place for line in order.lines]).length


def _check(wave: Wave, orders: Sequence[Order]) -> None:
    """Each piece of each order on one walk, no cart with more orders than slots."""
    held: dict[str, int] = {}
    for walk in wave.walks:
        assert len(walk.tasks) <= CART.slots
        for task in walk.tasks:
            pieces = sum(line.pieces for line in task.lines)
            held[task.order] = held.get(task.order, 0) + pieces
    assert held == {order.name: sum(line.pieces for line in order.lines) for order in orders}
