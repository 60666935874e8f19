"""Reorder points by hand-made demand, where the right answer can be worked out on paper."""

import math
from datetime import date
from statistics import NormalDist

import numpy as np
import pytest

from models.demand.forecast import LEVELS, Floats
from models.demand.replenish import (
    LOOK_AHEAD_D,
    Demand,
    LeadTime,
    Position,
    Terms,
    cumulated,
    lead_time,
    order_by,
    reorder,
    rounded,
    runs_out_on,
)


def steady(per_day: float, spread: float = 0.0) -> Demand:
    """Normal demand of independent days."""

    def quantile(days: int, level: float) -> float:
        off = spread * math.sqrt(days) * NormalDist().inv_cdf(level)
        return max(0.0, per_day * days + off)

    def curve(days: int) -> Floats:
        return np.array([quantile(days, level) for level in LEVELS])

    return Demand(quantile, curve, per_day)


def test_steady_demand_needs_no_safety_stock() -> None:
    found = reorder(steady(10), LeadTime((4,)), Terms(review_d=7), Position(on_hand=50))

    assert (found.reorder_point, found.order_up_to) == (50, 110)
    assert (found.expected, found.safety) == (110.0, 0.0)
    assert found.quantity == 60


def test_one_unit_above_the_reorder_point_nothing_is_ordered() -> None:
    found = reorder(steady(10), LeadTime((4,)), Terms(review_d=7), Position(on_hand=51))

    assert found.quantity == 0


def test_safety_stock_is_the_quantile_less_the_mean() -> None:
    terms = Terms(level=0.95, review_d=7)

    found = reorder(steady(10, 5), LeadTime((4,)), terms, Position(on_hand=0))

    exact = 5 * math.sqrt(11) * NormalDist().inv_cdf(0.95)
    assert exact <= found.safety < exact + 1


@pytest.mark.parametrize(
    ("position", "quantity"),
    [
        (Position(on_hand=20), 90),
        (Position(on_hand=20, on_order=90), 0),
        (Position(on_hand=20, on_order=20, owed=10), 80),
        (Position(on_hand=0, owed=30), 140),
    ],
)
def test_what_is_on_its_way_counts_and_what_is_owed_does_not(
    position: Position, quantity: int
) -> None:
    found = reorder(steady(10), LeadTime((4,)), Terms(review_d=7), position)

    assert found.quantity == quantity


def test_uncertain_lead_times_are_mixed_and_not_averaged() -> None:
    """Three deliveries in four take 2 days and one 20: nineteen in twenty times the longest of them
    must be survived, which no average of days would."""
    lead = LeadTime((2, 2, 2, 20), observed=4)

    mixed = reorder(steady(10), lead, Terms(level=0.95), Position(on_hand=0))
    halfway = reorder(steady(10), lead, Terms(level=0.7), Position(on_hand=0))

    assert mixed.reorder_point == 210
    assert halfway.reorder_point == 30


def test_a_service_level_beyond_the_forecasts_reaches_into_the_tail() -> None:
    lead = LeadTime((4, 4, 5), observed=3)
    sure = Terms(level=0.99, review_d=7)

    found = reorder(steady(10, 5), lead, sure, Position(on_hand=0))

    short = reorder(steady(10, 5), LeadTime((4,)), sure, Position(on_hand=0))
    long = reorder(steady(10, 5), LeadTime((5,)), sure, Position(on_hand=0))
    assert short.order_up_to < found.order_up_to < long.order_up_to


def test_nothing_is_bought_that_nobody_asks_for() -> None:
    found = reorder(steady(0), LeadTime((4,)), Terms(), Position(on_hand=0))

    assert (found.reorder_point, found.quantity) == (0, 0)


@pytest.mark.parametrize(
    ("needed", "pack", "least", "bought"),
    [(1, 1, 1, 1), (13, 12, 1, 24), (24, 12, 1, 24), (5, 12, 30, 36), (5, 1, 30, 30)],
)
def test_packs_are_whole_and_the_least_is_met(
    needed: int, pack: int, least: int, bought: int
) -> None:
    assert rounded(needed, Terms(pack=pack, least=least)) == bought


@pytest.mark.parametrize("wrong", [{"level": 0.4}, {"level": 1.0}, {"review_d": 0}, {"pack": 0}])
def test_senseless_terms_are_refused(wrong: dict[str, int | float]) -> None:
    with pytest.raises(ValueError, match="no terms"):
        Terms(**wrong)  # type: ignore[arg-type]


def test_few_deliveries_say_nothing_and_the_stated_time_holds() -> None:
    assert lead_time([3, 4], stated=14) == LeadTime((14,), 0)


def test_many_deliveries_are_reduced_to_few_of_the_same_spread() -> None:
    found = lead_time([*range(1, 101)], stated=14)

    assert found == LeadTime((11, 31, 51, 71, 91), 100)
    assert found.mean == pytest.approx(50.5, abs=0.5)


@pytest.mark.parametrize(
    ("on_hand", "arrivals", "day"),
    [(50, (), 5), (49, (), 5), (0, (), 1), (50, ((5, 20),), 7), (50, ((6, 20),), 5)],
)
def test_stock_runs_out_when_demand_has_eaten_it(
    on_hand: int, arrivals: tuple[tuple[int, int], ...], day: int
) -> None:
    assert runs_out_on(on_hand, np.arange(10.0, 400.0, 10.0), arrivals) == day


def test_stock_that_nobody_asks_for_does_not_run_out() -> None:
    assert runs_out_on(1, np.zeros(LOOK_AHEAD_D)) is None


def test_beyond_the_forecast_demand_goes_on_as_it_was() -> None:
    mean = np.full(28, 2.0)

    expected, high = cumulated(mean, np.cumsum(mean) + 28.0)

    assert expected.tolist() == [2.0 * day for day in range(1, LOOK_AHEAD_D + 1)]
    assert (high - expected)[111] == pytest.approx(56.0)
    assert np.all(np.diff(high) > 0)


def test_goods_are_ordered_a_lead_time_before_there_are_none() -> None:
    assert order_by(date(2026, 3, 10), LeadTime((4, 5))) == date(2026, 3, 5)
    assert order_by(None, LeadTime((4,))) is None
