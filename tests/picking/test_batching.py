"""Batches fit the cart, hold every order once, and are the best where that is claimed."""

import random
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.routing.exact import matrix, shortest_tour
from models.picking.batching.columns import all_batches
from models.picking.batching.orders import Cart, Line, Order, tasks
from models.picking.batching.plan import Effort, Wave, plan_batches, starts_s
from models.picking.batching.problem import Pace, problem
from models.picking.batching.savings import by_savings, first_fit
from models.picking.batching.search import improve
from models.picking.batching.walks import Walks
from models.picking.errors import TooLarge
from models.picking.layout import Layout, Place
from models.picking.routes import Floor, plan_route

ONE = Layout((0, 4, 8), (0, 10))
TWO = Layout((0, 4, 8), (0, 5, 10))
DEPOT = Place("depot", 0, 0)


def place(x: int, y: int) -> Place:
    return Place(f"{x}-{y:02}", x, y)


def some_orders(seed: int, count: int, lines: int = 4) -> list[Order]:
    chance = random.Random(seed)
    return [
        Order(
            f"order-{number}",
            tuple(
                Line(place(chance.choice((0, 4, 8)), chance.randint(1, 9)), 1, weight_g=1)
                for _ in range(chance.randint(1, lines))
            ),
        )
        for number in range(count)
    ]


def effort(seed: int = 1, rounds: int = 20) -> Effort:
    return Effort(random.Random(seed), rounds_max=rounds)


def partitions(numbers: list[int]) -> Iterator[list[list[int]]]:
    """All ways to put numbers into groups."""
    if not numbers:
        yield []
        return
    first, *rest = numbers
    for groups in partitions(rest):
        yield [[first], *groups]
        for at in range(len(groups)):
            yield [*groups[:at], [first, *groups[at]], *groups[at + 1 :]]


def walk_length(orders: Sequence[Order], layout: Layout) -> float:
    points = [(0.0, 0.0), *((line.place.x, line.place.y) for o in orders for line in o.lines)]
    return shortest_tour(matrix(list(dict.fromkeys(points)), layout.crosses))


def held(wave: Wave) -> list[str]:
    return sorted(task.order for walk in wave.walks for task in walk.tasks)


@pytest.mark.parametrize("layout", [ONE, TWO], ids=["one block", "two blocks"])
@pytest.mark.parametrize("seed", range(4))
def test_few_orders_are_batched_in_the_best_of_all_ways(seed: int, layout: Layout) -> None:
    orders, cart = some_orders(seed, 5, lines=2), Cart(weight_g=5)

    wave = plan_batches(Floor(layout), DEPOT, orders, cart, effort())

    best = min(
        sum(walk_length([orders[number] for number in group], layout) for group in groups)
        for groups in partitions(list(range(len(orders))))
        if all(sum(len(orders[number].lines) for number in group) <= 5 for group in groups)
    )
    assert wave.is_proven
    assert wave.length == best
    assert held(wave) == sorted(order.name for order in orders)


@given(seed=st.integers(0, 10_000), slots=st.integers(1, 6), weight=st.integers(4, 20))
def test_many_orders_fit_their_carts_and_are_never_worse_than_one_by_one(
    seed: int, slots: int, weight: int
) -> None:
    orders, cart = some_orders(seed, 12), Cart(slots=slots, weight_g=weight)
    parts = tasks(orders, cart)
    asked = problem(
        parts, cart, Walks(Floor(ONE), DEPOT, [ln.place for p in parts for ln in p.lines])
    )

    found = improve(asked, by_savings(asked), random.Random(seed), lambda: False, rounds_max=3)

    assert sorted(number for batch in found.batches for number in batch) == list(range(len(parts)))
    for batch in found.batches:
        assert len(batch) <= slots
        assert sum(parts[number].load[1] for number in batch) <= weight
    assert found.length == asked.total(found.batches)
    assert (
        found.length <= asked.total(by_savings(asked)) <= asked.total(first_fit_of_one(asked.size))
    )


def first_fit_of_one(size: int) -> list[tuple[int, ...]]:
    return [(number,) for number in range(size)]


def test_the_same_seed_gives_the_same_batches_and_another_may_not() -> None:
    orders, cart = some_orders(5, 40), Cart(slots=5)

    first, again = (plan_batches(Floor(ONE), DEPOT, orders, cart, effort(seed=3)) for _ in range(2))

    assert first == again
    assert not first.is_proven
    assert first.length <= plan_batches(Floor(ONE), DEPOT, orders, cart, effort(rounds=0)).length


@pytest.mark.parametrize("asked_max", [0, 1, 50, 500])
def test_called_off_at_any_moment_every_order_is_still_in_one_batch(asked_max: int) -> None:
    orders, cart = some_orders(6, 40), Cart(slots=5)
    asked = 0

    def is_enough() -> bool:
        nonlocal asked
        asked += 1
        return asked > asked_max

    wave = plan_batches(
        Floor(ONE), DEPOT, orders, cart, Effort(random.Random(1), is_enough, rounds_max=10**9)
    )

    assert held(wave) == sorted(order.name for order in orders)
    assert all(len(walk.tasks) <= 5 for walk in wave.walks)


def test_on_a_floor_without_aisles_batches_are_made_too() -> None:
    wave = plan_batches(Floor(), DEPOT, some_orders(7, 6), Cart(slots=3), effort())

    assert wave.is_proven
    assert wave.length == sum(walk.route.length for walk in wave.walks)


def test_an_order_above_the_capacity_becomes_several_tasks() -> None:
    order = Order("big", (Line(place(0, 3), 5, weight_g=2), Line(place(4, 3), 1, weight_g=4)))

    parts = tasks([order], Cart(weight_g=6))

    assert [(part.order, part.part, part.load[1]) for part in parts] == [
        ("big", 0, 6.0),
        ("big", 1, 4.0),
        ("big", 2, 4.0),
    ]
    assert sum(line.pieces for part in parts for line in part.lines) == 6


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (Order("whole", (Line(place(0, 3), 9, 1),), may_split=False), "stay together"),
        (Order("heavy", (Line(place(0, 3), 1, 99),)), "one piece at 0-03"),
        (Order("bulky", (Line(place(0, 3), 1, 1, volume_mm3=99),)), "one piece at 0-03"),
    ],
    ids=lambda value: value.name if isinstance(value, Order) else "",
)
def test_what_no_cart_can_hold_is_refused_by_name(order: Order, why: str) -> None:
    with pytest.raises(TooLarge, match=why) as caught:
        tasks([order], Cart(weight_g=8, volume_mm3=20))

    assert (caught.value.code, caught.value.name) == ("too_large", order.name)


def test_a_large_order_takes_several_slots() -> None:
    cart = Cart(slots=4, slot_volume_mm3=10)
    orders = [
        Order(name, (Line(place(0, 3), 1, volume_mm3=volume),))
        for name, volume in (("a", 25), ("b", 10), ("c", 11))
    ]

    assert [task.load[0] for task in tasks(orders, cart)] == [3, 1, 2]
    wave = plan_batches(Floor(ONE), DEPOT, orders, cart, effort())
    assert [sorted(task.order for task in walk.tasks) for walk in wave.walks] in (
        [["a", "b"], ["c"]],
        [["b", "c"], ["a"]],
        [["c"], ["a", "b"]],
        [["a"], ["b", "c"]],
    )


def test_an_urgent_order_is_not_made_late_by_the_others_and_comes_first() -> None:
    far = tuple(Line(place(8, y), 1) for y in (2, 9))
    near = (Line(place(0, 2), 1),)
    orders = [Order("slow", far), Order("urgent", near, left_s=15)]
    pace = Pace(length_per_s=1, stop_s=10)

    wave = plan_batches(Floor(ONE), DEPOT, orders, Cart(), effort(), pace)
    with_time = plan_batches(
        Floor(ONE), DEPOT, [orders[0], orders[1]._replace(left_s=1_000)], Cart(), effort(), pace
    )

    assert [walk.tasks[0].order for walk in wave.walks] == ["urgent", "slow"]
    assert len(with_time.walks) == 1
    assert starts_s(wave.walks, pickers=1) == [0, 14]
    assert starts_s(wave.walks, pickers=2) == [0, 0]


def test_batches_are_listed_only_as_far_as_asked() -> None:
    orders = some_orders(8, 12)
    parts = tasks(orders, Cart())
    asked = problem(
        parts, Cart(), Walks(Floor(ONE), DEPOT, [ln.place for p in parts for ln in p.lines])
    )

    assert all_batches(asked, most=2**12 - 2) is None
    assert len(all_batches(asked, most=2**12 - 1) or ()) == 2**12 - 1


def test_no_orders_are_no_walks() -> None:
    assert plan_batches(Floor(ONE), DEPOT, [], Cart(), effort()) == Wave((), 0, is_proven=True)


@given(seed=st.integers(0, 10_000), blocks=st.sampled_from((1, 2)))
def test_walks_of_sets_are_as_long_as_their_routes(seed: int, blocks: int) -> None:
    layout = ONE if blocks == 1 else TWO
    depot = Place("pack", 3, -2)
    places = [place(x, y) for x in (0, 4, 8) for y in range(11)]
    walks = Walks(Floor(layout), depot, places)
    some = random.Random(seed).sample(places, 6)

    assert walks.length(walks.spots(some)) == plan_route(Floor(layout), depot, some).length


def test_first_fit_fills_one_cart_after_the_other() -> None:
    parts = tasks(some_orders(9, 5), Cart(slots=2))
    places = [line.place for part in parts for line in part.lines]

    asked = problem(parts, Cart(slots=2), Walks(Floor(ONE), DEPOT, places))

    assert first_fit(asked) == [(0, 1), (2, 3), (4,)]
