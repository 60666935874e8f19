"""The same code where a step is a month and most are empty: spare parts."""

from datetime import date

import numpy as np

from bench.demand.rivals import local_rivals
from bench.demand.series import Series, months
from models.demand.forecast import Forecast
from models.demand.forecaster import Run, forecast
from models.demand.history import HORIZON_D, DemandHistory, Floats
from models.demand.scores import pinball, yardstick

ITEMS, MONTHS, HALF_YEAR = 400, 220, 6
REAL_MONTHS, QUARTER = 8, 3
SOLD_SHARE_MAX, SOLD_MIN = 0.6, 2


def generated(seed: int) -> DemandHistory:
    """Demand in 10 to 40 % of months, of negative binomial size, with known parameters; the last
    HALF_YEAR months are the truth."""
    chance = np.random.default_rng(seed)
    shape = (ITEMS, MONTHS)
    often = chance.uniform(0.1, 0.4, (ITEMS, 1))
    size = np.exp(chance.uniform(0, 2.5, (ITEMS, 1)))
    units = 1 + chance.negative_binomial(1.2, 1.2 / (1.2 + size), shape)
    return _steps(np.where(chance.random(shape) < often, units, 0).astype(np.float64))


def generated_ratio(history: DemandHistory, run: Run) -> float:
    """Loss of the half-year's sum over that of the best local method; `run` has seen none of it."""
    known = history.days - HALF_YEAR
    return _ratio(_steps(history.asked[:, :known]), history.asked[:, known:], run)


def real_ratio(series: Series, run: Run) -> float:
    """The same of the months of the real items that sell in few of them: three months ahead."""
    sold = months(series.asked, series.first_day)
    before = sold[:, :REAL_MONTHS] > 0
    is_rare = (before.mean(axis=1) <= SOLD_SHARE_MAX) & (before.sum(axis=1) >= SOLD_MIN)
    ahead = sold[is_rare, REAL_MONTHS : REAL_MONTHS + QUARTER]
    return _ratio(_steps(sold[is_rare, :REAL_MONTHS]), ahead, run)


def _steps(asked: Floats) -> DemandHistory:
    items, steps = asked.shape
    names = tuple(f"{row:05d}" for row in range(items))
    closed = np.zeros(steps + HORIZON_D, dtype=np.bool_)
    return DemandHistory(names, date(2001, 1, 1), asked, closed)


def _ratio(known: DemandHistory, ahead: Floats, run: Run) -> float:
    scale = yardstick(known.asked).absolute

    def loss(found: Forecast) -> float:
        steps = ahead.shape[1]
        return float(
            np.nanmean(pinball(found.summed[:, steps - 1], ahead.sum(axis=1)).mean(axis=1) / scale)
        )

    return loss(forecast(known, run)) / min(loss(each) for each in local_rivals(known).values())
