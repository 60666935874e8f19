"""Each part of a belief speaks for what it should, and by how much."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.counting import parts
from models.counting.drift import SLACK, SUM_MAX, Drift
from models.counting.records import PRIOR_COUNTS, UNCOUNTED, Known, known_from
from tests.counting.makers import records

KNOWN = Known(wrong_share=0.1, out_share=0.02, difference_mean=3.0)


def test_an_item_never_counted_has_the_rate_of_the_site_and_each_count_draws_it_away() -> None:
    rates = parts.error_rate(records(counts=[0, 8, 8], wrong=[0, 0, 8]), KNOWN)

    assert rates == pytest.approx([0.1, 0.05, 0.55])


def test_no_sale_is_the_chance_of_a_negative_binomial_sum() -> None:
    """Mean 2 and variance 6: size 1, zero with probability 1/3 a day."""
    chances = parts.no_sale(
        records(silent_days=[0, 1, 4], demand_mean=[2, 2, 2], demand_variance=[6, 6, 6])
    )

    assert chances == pytest.approx([1, 1 / 3, 1 / 81])


def test_demand_steadier_than_poisson_is_taken_as_poisson() -> None:
    (chance,) = parts.no_sale(records(silent_days=[3], demand_mean=[2], demand_variance=[0]))

    assert chance == pytest.approx(np.exp(-6), rel=0.05)


@given(st.floats(0, 100), st.floats(0, 1e6), st.floats(0, 1e4))
def test_chances_and_surprise_stay_within_bounds(mean: float, variance: float, days: float) -> None:
    row = records(silent_days=[days], demand_mean=[mean], demand_variance=[variance])

    assert 0 <= parts.no_sale(row)[0] <= 1
    assert 0 <= parts.silence(row)[0] <= -np.log(parts.QUIET_SHARE) + 1e-9


def test_silence_says_nothing_where_the_record_says_there_is_nothing() -> None:
    row = records(recorded=[0, 5], silent_days=[9, 9], demand_mean=[5, 5], demand_variance=[6, 6])

    assert parts.silence(row)[0] == 0
    assert parts.silence(row)[1] > 2


def test_at_the_usual_number_of_movements_the_belief_is_the_share_of_the_site() -> None:
    odds = parts.activity(records(moves=[0, 10, 20]), KNOWN)

    assert odds[1] == pytest.approx(np.log(0.1 / 0.9))
    assert odds[0] < odds[1] < odds[2]


def test_low_stock_large_stock_and_value_count_each_in_its_way() -> None:
    row = records(recorded=[1, 10, 100], value=[1, 10, 100])

    assert list(np.argsort(-parts.low_stock(row, KNOWN))) == [0, 1, 2]
    assert list(np.argsort(-parts.quantity(row))) == [2, 1, 0]
    assert list(np.argsort(-parts.value(row))) == [2, 1, 0]


def test_a_sum_grows_with_each_wrong_count_and_is_forgiven_by_right_ones() -> None:
    sums = Drift()

    for _ in range(2):
        sums.counted(["location A", "operator 7"], usual=0.1, is_wrong=True)
    sums.counted(["location B", "operator 7"], usual=0.1, is_wrong=False)

    twice = 2 * (1 - 0.1 - SLACK)
    assert sums.of(["location A"]) == pytest.approx(twice)
    assert sums.of(["location B"]) == 0
    assert sums.of(["location B", "operator 7"]) == pytest.approx(twice - 0.1 - SLACK)


def test_a_sum_stops_at_its_bound() -> None:
    sums = Drift()

    for _ in range(20):
        sums.counted(["item"], usual=0.0, is_wrong=True)

    assert sums.of(["item"]) == SUM_MAX


def test_what_is_known_of_a_site_comes_from_its_random_counts() -> None:
    assert known_from([]) == UNCOUNTED

    known = known_from([(10, 10)] * 800 + [(5, 0)] * 100 + [(5, 6)] * 100)

    weight = 1000 + PRIOR_COUNTS
    assert known.wrong_share == pytest.approx((200 + 0.1 * PRIOR_COUNTS) / weight)
    assert known.out_share == pytest.approx((100 + 0.02 * PRIOR_COUNTS) / weight)
    assert known.difference_mean == pytest.approx((600 + 15) / 205)
