"""Any quantile of the demand of any number of days, read from a forecast."""

from bisect import bisect_right
from statistics import NormalDist

import numpy as np

from models.demand import negative_binomial
from models.demand.forecast import LEVELS, Floats, Forecast
from models.demand.history import HORIZON_D, DemandHistory
from models.demand.local import SPREAD_D

_NORMAL = NormalDist()
_SCORES = tuple(_NORMAL.inv_cdf(level) for level in LEVELS)


def quantile_of_sum(
    forecast: Forecast, history: DemandHistory, row: int, days: int, level: float
) -> float:
    """Demand of the first `days` days that is not exceeded with probability `level`, 0 < level < 1,
    in base units.

    Between the forecast's levels by normal scores; above the last and below the first by the tail
    of a negative binomial that meets it there. Beyond HORIZON_D negative binomial around the mean,
    as it was on average: further than anything the forecast was judged by (`is_beyond`).
    """
    if not 0 < level < 1 or days < 1:
        raise ValueError(f"no quantile {level} of {days} days")
    if is_beyond(days):
        mean = forecast.mean_sum(row, HORIZON_D) / HORIZON_D * days
        return _tail(mean, _variance(history, row) * days, level)
    known = forecast.summed[row, days - 1]
    if LEVELS[0] <= level <= LEVELS[-1]:
        return _between(known, level)
    mean, variance = forecast.mean_sum(row, days), _variance(history, row) * days
    edge = 0 if level < LEVELS[0] else -1
    off = float(known[edge]) - _tail(mean, variance, LEVELS[edge])
    return max(0.0, _tail(mean, variance, level) + off)


def quantiles_of_sum(forecast: Forecast, history: DemandHistory, days: int) -> Floats:
    """[items, LEVELS] of the same rule for all items at once."""
    if not is_beyond(days):
        return forecast.summed[:, days - 1]
    mean = forecast.mean.sum(axis=1) / HORIZON_D * days
    recent = history.asked[:, -SPREAD_D:]
    known = ~np.isnan(recent)
    count = np.maximum(known.sum(axis=1), 1)
    off = np.where(known, recent - (np.nansum(recent, axis=1) / count)[:, None], 0.0)
    variance = (off * off).sum(axis=1) / count
    return negative_binomial.quantiles(mean, variance * days, LEVELS)


def is_beyond(days: int) -> bool:
    """Whether so many days are more than forecasts look ahead."""
    return days > HORIZON_D


def _between(known: "np.ndarray[tuple[int], np.dtype[np.float64]]", level: float) -> float:
    upper = min(bisect_right(LEVELS, level), len(LEVELS) - 1)
    lower = upper - 1
    share = (_NORMAL.inv_cdf(level) - _SCORES[lower]) / (_SCORES[upper] - _SCORES[lower])
    return float(known[lower] + share * (known[upper] - known[lower]))


def _variance(history: DemandHistory, row: int) -> float:
    recent = history.asked[row, -SPREAD_D:]
    known = recent[~np.isnan(recent)]
    return float(known.var()) if known.size else 0.0


def _tail(mean: float, variance: float, level: float) -> float:
    found = negative_binomial.quantiles(np.array([mean]), np.array([variance]), (level,))
    return float(found[0, 0])
