"""Any quantile of any number of days."""

import numpy as np
import pytest

from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D
from models.demand.local import forecast_by_tsb
from models.demand.quantiles import is_beyond, quantile_of_sum
from tests.demand.histories import history, lumpy

PAST = history(lumpy(6, 150, seed=4))
FOUND = forecast_by_tsb(PAST)


def test_levels_of_the_forecast_are_read_as_they_are() -> None:
    for place, level in enumerate(LEVELS):
        assert quantile_of_sum(FOUND, PAST, 2, 14, level) == FOUND.summed[2, 13, place]


@pytest.mark.parametrize("row", range(6))
def test_higher_levels_and_more_days_need_no_less(row: int) -> None:
    levels = [0.01, 0.05, 0.2, 0.5, 0.6, 0.9, 0.96, 0.98, 0.99, 0.999]
    by_level = [quantile_of_sum(FOUND, PAST, row, 14, level) for level in levels]
    assert by_level == sorted(by_level)
    by_days = [quantile_of_sum(FOUND, PAST, row, days, 0.95) for days in (1, 7, 28, 29, 60, 365)]
    assert by_days == sorted(by_days)


def test_beyond_the_horizon_the_mean_goes_on() -> None:
    assert (is_beyond(HORIZON_D), is_beyond(HORIZON_D + 1)) == (False, True)
    year = quantile_of_sum(FOUND, PAST, 0, 10 * HORIZON_D, 0.5)
    assert year == pytest.approx(10 * FOUND.mean_sum(0, HORIZON_D), rel=0.1)


@pytest.mark.parametrize(("days", "level"), [(0, 0.5), (7, 0.0), (7, 1.0), (7, float("nan"))])
def test_what_is_no_quantile_is_refused(days: int, level: float) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        quantile_of_sum(FOUND, PAST, 0, days, level)


def test_an_item_without_any_demand_needs_nothing() -> None:
    past = history(np.zeros((1, 60)))
    assert quantile_of_sum(forecast_by_tsb(past), past, 0, 40, 0.95) == 0
