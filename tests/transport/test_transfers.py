"""Transfers between warehouses: within what each spares and the lanes carry, near the bound."""

from itertools import product

import numpy as np
import pytest

from bench.transport.transfers import broken, made_up
from models.transport.transfers import Need, Transfer, plan_transfers


def need_of(
    position: list[list[int]],
    need: list[list[int]],
    lane_cost: list[list[float]],
    lane_volume: float = 1e6,
    volume: float = 1.0,
) -> Need:
    """All lanes alike in what they carry; a unit short costs ten."""
    items = len(position)
    return Need(
        np.array(position),
        np.array(need),
        np.full(items, volume),
        np.full(items, 10.0),
        np.array(lane_cost),
        np.full((len(lane_cost),) * 2, lane_volume),
    )


THREE = [[0.0, 1.0, 2.0], [1.0, 0.0, 3.0], [2.0, 3.0, 0.0]]


def test_what_is_short_comes_from_the_nearest_that_can_spare_it() -> None:
    plan = plan_transfers(need_of([[9, 0, 9]], [[5, 3, 5]], THREE))

    assert plan.transfers == (Transfer(0, 0, 1, 3),)
    assert (plan.shortage, plan.cost) == (0, 3.0)
    assert plan.bound == pytest.approx(3.0)


def test_no_source_goes_below_its_own_need() -> None:
    plan = plan_transfers(need_of([[6, 0, 5]], [[5, 3, 5]], THREE))

    assert plan.transfers == (Transfer(0, 0, 1, 1),)
    assert (plan.shortage, plan.cost) == (2, 21.0)


def test_what_costs_more_than_the_shortage_stays() -> None:
    dear = [[0.0, 11.0, 1.0], [11.0, 0.0, 1.0], [1.0, 1.0, 0.0]]

    plan = plan_transfers(need_of([[9, 0, 5]], [[5, 3, 5]], dear))

    assert (plan.transfers, plan.shortage, plan.cost) == ((), 3, 30.0)


def test_nothing_short_plans_nothing() -> None:
    plan = plan_transfers(need_of([[9, 5]], [[5, 5]], [[0.0, 1.0], [1.0, 0.0]]))

    assert (plan.transfers, plan.shortage, plan.cost, plan.bound) == ((), 0, 0.0, 0.0)


def test_items_share_a_lane_and_its_price_says_what_more_room_would_save() -> None:
    two = [[0.0, 1.0], [1.0, 0.0]]

    plan = plan_transfers(
        need_of([[9, 0], [9, 0]], [[5, 4], [5, 4]], two, lane_volume=10, volume=2)
    )

    assert sum(transfer.units for transfer in plan.transfers) == 5
    assert plan.lane_prices[0, 1] == pytest.approx((10 - 2) / 2)


def test_a_lane_that_holds_no_whole_unit_carries_none() -> None:
    two = [[0.0, 1.0], [1.0, 0.0]]

    plan = plan_transfers(need_of([[9, 0]], [[5, 4]], two, lane_volume=1.5, volume=2))

    assert (plan.transfers, plan.shortage) == ((), 4)


@pytest.mark.parametrize("seed", range(12))
def test_small_plans_break_nothing_and_are_within_a_unit_of_the_best(seed: int) -> None:
    """Beside trying all quantities of one item between three warehouses."""
    chance = np.random.default_rng(seed)
    need = need_of(
        [[int(chance.integers(5, 9)), 0, int(chance.integers(0, 9))]], [[4, 3, 4]], THREE, 2.5
    )

    plan = plan_transfers(need)

    assert broken(need, plan) == 0
    assert plan.bound - 1e-6 <= cheapest(need) <= plan.cost <= cheapest(need) + 1e-6


def cheapest(need: Need) -> float:
    """All quantities on all lanes."""
    lanes = [(source, target) for source, target in product(range(3), range(3)) if source != target]
    best = float("inf")
    for units in product(range(3), repeat=len(lanes)):
        position, cost = need.position[0].copy(), 0.0
        for (source, target), many in zip(lanes, units, strict=True):
            position[source] -= many
            position[target] += many
            cost += many * need.lane_cost[source, target]
        given = position < need.position[0]
        if (position[given] < need.need[0][given]).any():
            continue
        cost += 10.0 * np.maximum(need.need[0] - position, 0).sum()
        best = min(best, float(cost))
    return best


@pytest.mark.parametrize("seed", range(3))
def test_large_plans_break_nothing_and_stay_near_the_bound(seed: int) -> None:
    need = made_up(np.random.default_rng(seed), 6, 300)

    plan = plan_transfers(need)

    assert broken(need, plan) == 0
    assert 1 <= plan.cost / plan.bound + 1e-9 <= 1.03
    assert plan.transfers == plan_transfers(need).transfers
