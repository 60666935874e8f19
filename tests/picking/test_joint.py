"""Orders, places and batches chosen together hold all bounds, and get better."""

import random

import numpy as np
import pytest

from bench.batching.zalando import Instance, Item, Order, check, joint_of
from models.picking.joint.search import Picked, pick_jointly

ROUNDS = 15


def an_instance(seed: int, orders: int = 30) -> Instance:
    """Forty articles, each in two to four places of three zones."""
    chance = random.Random(seed)
    articles = {f"article-{number}": chance.randint(1, 40) for number in range(40)}
    items = [
        Item(
            f"item-{article}-{copy}",
            chance.randint(-50, 50),
            chance.randint(-50, 50),
            article,
            f"zone-{chance.randrange(3)}",
        )
        for article in articles
        for copy in range(chance.randint(2, 4))
    ]
    asked = [
        Order(f"order-{number}", chance.choices(list(articles), k=chance.randint(1, 3)))
        for number in range(orders)
    ]
    return Instance(
        {name: float(volume) for name, volume in articles.items()},
        asked,
        items,
        items_min=25,
        orders_max=8,
        volume_max=120,
    )


def picked(instance: Instance, seed: int = 1, rounds: int = ROUNDS) -> Picked:
    return pick_jointly(joint_of(instance), 3, np.random.default_rng(seed), lambda: False, rounds)


@pytest.mark.parametrize("seed", range(5))
def test_all_bounds_hold_and_the_length_is_what_it_says(seed: int) -> None:
    instance = an_instance(seed)

    found = picked(instance)

    assert check(instance, found) == (found.length, 0)


def test_searching_shortens_the_walks_and_the_same_seed_finds_the_same() -> None:
    instance = an_instance(7)

    first, again, short = picked(instance), picked(instance), picked(instance, rounds=0)

    assert first == again
    assert first.length < short.length


def test_called_off_it_gives_what_it_has() -> None:
    instance = an_instance(8)

    found = pick_jointly(
        joint_of(instance), 3, np.random.default_rng(1), lambda: True, rounds_max=10**9
    )

    assert found.rounds == 0
    assert check(instance, found) == (found.length, 0)


def test_too_few_orders_are_picked_as_far_as_they_go() -> None:
    instance = an_instance(9, orders=5)

    found = picked(instance, rounds=2)

    assert sum(len(batch) for batch in found.orders) == 5
    assert check(instance, found)[1] == 1  # fewer positions than asked for, and nothing else


@pytest.mark.parametrize("what", ["twice", "zones", "volume", "orders", "missing"])
def test_the_checker_sees_what_is_wrong(what: str) -> None:
    instance = an_instance(10)
    found = picked(instance, rounds=1)
    lists = [[stops[:] for stops in batch] for batch in found.lists]
    orders = [dict(batch) for batch in found.orders]
    match what:
        case "twice":
            lists[0][0].append(lists[0][0][0])
        case "zones":
            lists[0] = [[stop for stops in lists[0] for stop in stops]]
        case "volume":
            instance = Instance(
                instance.articles, instance.orders, instance.items, 25, 8, volume_max=1
            )
        case "orders":
            instance = Instance(
                instance.articles, instance.orders, instance.items, 25, 1, instance.volume_max
            )
        case _:
            lists[0][0].pop()

    assert check(instance, found._replace(lists=lists, orders=orders))[1] > 0
