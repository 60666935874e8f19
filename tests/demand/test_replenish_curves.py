"""Quantiles worked out for all items at once are those of each item."""

from datetime import date

import numpy as np
import pytest

from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D, DemandHistory
from models.demand.local import forecast_by_tsb
from models.demand.quantiles import quantile_of_sum, quantiles_of_sum


@pytest.mark.parametrize("days", [1, HORIZON_D, HORIZON_D + 1, 60])
def test_all_items_at_once_are_what_each_is_alone(days: int) -> None:
    chance = np.random.default_rng(6)
    drawn = chance.poisson(2.0, (5, 150)) * chance.integers(0, 2, (5, 150))
    asked = drawn.astype(np.float64)
    asked[2, 40:60] = np.nan
    history = DemandHistory(
        tuple("ABCDE"), date(2026, 1, 1), asked, np.zeros(150 + HORIZON_D, dtype=np.bool_)
    )
    forecast = forecast_by_tsb(history)

    found = quantiles_of_sum(forecast, history, days)

    alone = [
        [quantile_of_sum(forecast, history, row, days, level) for level in LEVELS]
        for row in range(5)
    ]
    assert found.tolist() == pytest.approx(np.array(alone))
