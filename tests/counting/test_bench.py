"""The world that counts are judged in: hidden stock stays hidden, and proposals find more in it."""

import numpy as np

from bench.counting import demand, lifts
from bench.counting.world import World


def test_the_world_is_the_same_for_the_same_seed_and_its_true_stock_is_never_negative() -> None:
    sales = demand.generated(np.random.default_rng(3))[:200]
    worlds = [World(sales, np.random.default_rng(5)) for _ in range(2)]

    for world in worlds:
        for number in range(60):
            world.day(number)

    assert np.array_equal(worlds[0].true, worlds[1].true)
    assert worlds[0].true.min() >= 0 and worlds[0].recorded.min() >= 0
    assert worlds[0].is_wrong.any()


def test_a_count_puts_the_record_right_and_is_remembered() -> None:
    sales = demand.generated(np.random.default_rng(3))[:200]
    world = World(sales, np.random.default_rng(5))
    for number in range(60):
        world.day(number)
    wrong = np.flatnonzero(world.is_wrong)

    world.count(wrong, is_random=True)

    assert not world.is_wrong.any()
    assert world.knowledge.wrong.sum() == len(wrong)
    assert world.knowledge.known.wrong_share > 0.1


def test_proposals_find_more_than_counts_by_lot() -> None:
    sales = demand.generated(np.random.default_rng(3))

    figures = lifts.measure(sales, [11])

    assert figures["discrepancies_lift"] > 1.5
    assert figures["stock_outs_lift"] > 4
