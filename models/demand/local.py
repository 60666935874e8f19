"""Methods that know one item at a time. They need no training and always run: as reference, as
forecast of what the network cannot judge, and where there is no network."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from models.demand import negative_binomial
from models.demand.forecast import LEVELS, Forecast
from models.demand.history import HORIZON_D, DemandHistory
from models.demand.smoothing import states

Floats = npt.NDArray[np.float64]
WINDOW_D = 28
SPREAD_D = 112
"""Days from which the variance is taken, and the empirical quantiles."""
IMAPA_WEIGHTS = tuple(np.linspace(0.1, 0.3, 9))
"""Smoothing weights tried, as bounded in statsforecast."""


def forecast_by_tsb(history: DemandHistory) -> Forecast:
    """Teunter, Syntetos and Babai (2011): probability and size of demand smoothed apart, so that
    items fade that are not asked for any more."""
    return spread_out(history, states(history.asked).rate, "tsb")


def forecast_by_smoothing(history: DemandHistory) -> Forecast:
    """Simple exponential smoothing."""
    return spread_out(history, states(history.asked).quick, "ses")


def forecast_by_window(history: DemandHistory) -> Forecast:
    """The mean of the last four weeks."""
    return spread_out(history, _mean(history.asked[:, -WINDOW_D:]), "window")


def forecast_by_imapa(history: DemandHistory) -> Forecast:
    """Petropoulos and Kourentzes (2015): exponential smoothing at all levels of aggregation up to
    the mean interval between demands, averaged."""
    return spread_out(history, imapa(history.asked), "imapa")


def imapa(asked: Floats) -> Floats:
    """Units a day [items] by the above; a period with a day that says nothing says nothing."""
    most, rates = _intervals(asked), np.zeros(asked.shape[0])
    for level in range(1, int(most.max(initial=1)) + 1):
        rows = np.flatnonzero(most >= level)
        days = asked.shape[1] // level * level
        kept = asked[rows, asked.shape[1] - days :].reshape(rows.size, days // level, level)
        rates[rows] += _smoothed(kept.sum(axis=2)) / level / most[rows]
    return rates


def forecast_by_past(history: DemandHistory) -> Forecast:
    """Quantiles of the past itself: of its days, and of its runs of as many days."""
    recent = np.nan_to_num(history.asked[:, -SPREAD_D:])
    items, days = recent.shape
    totals = np.concatenate([np.zeros((items, 1)), np.cumsum(recent, axis=1)], axis=1)
    daily = np.quantile(recent, LEVELS, axis=1).T
    summed = np.empty((items, HORIZON_D, len(LEVELS)))
    for length in range(1, HORIZON_D + 1):
        runs = totals[:, min(length, days) :] - totals[:, : days + 1 - min(length, days)]
        summed[:, length - 1] = np.quantile(runs * (length / min(length, days)), LEVELS, axis=1).T
    mean = np.repeat(_mean(history.asked[:, -SPREAD_D:])[:, None], HORIZON_D, axis=1)
    return whole(history.items, mean, np.repeat(daily[:, None], HORIZON_D, axis=1), summed, "past")


def spread_out(history: DemandHistory, rate: Floats, made_by: str) -> Forecast:
    """A steady rate [items], units a day, with negative binomial quantiles around it; the variance
    of a sum of days is that many times a day's."""
    variance = _variance(history.asked[:, -SPREAD_D:])
    lengths = np.arange(1, HORIZON_D + 1)
    summed = negative_binomial.quantiles(
        rate[:, None] * lengths, variance[:, None] * lengths, LEVELS
    )
    daily = np.repeat(summed[:, :1], HORIZON_D, axis=1)
    mean = np.repeat(rate[:, None], HORIZON_D, axis=1)
    return whole(history.items, mean, daily, summed, made_by)


def whole(
    items: tuple[str, ...], mean: Floats, daily: Floats, summed: Floats, made_by: str
) -> Forecast:
    """Whole units; sums do not fall from day to day."""
    count = len(items)
    return Forecast(
        items=items,
        mean=mean,
        daily=np.round(daily),
        summed=np.maximum.accumulate(np.round(summed), axis=1),
        made_by=(made_by,) * count,
        remarks=("",) * count,
    )


LOCAL: dict[str, Callable[[DemandHistory], Forecast]] = {
    "tsb": forecast_by_tsb,
    "ses": forecast_by_smoothing,
    "window": forecast_by_window,
    "imapa": forecast_by_imapa,
    "past": forecast_by_past,
}
"""By name."""


def _mean(asked: Floats) -> Floats:
    known = ~np.isnan(asked)
    mean: Floats = np.where(known, asked, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return mean


def _variance(asked: Floats) -> Floats:
    known = ~np.isnan(asked)
    off = np.where(known, asked - _mean(asked)[:, None], 0.0)
    variance: Floats = (off * off).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return variance


def _intervals(asked: Floats) -> npt.NDArray[np.int_]:
    """[items] mean days from one demand to the next, in whole days, one at least."""
    sold, known = asked > 0, ~np.isnan(asked)
    last = asked.shape[1] - np.argmax(sold[:, ::-1], axis=1)
    lived = last - np.argmax(known, axis=1)
    mean = np.where(sold.any(axis=1), lived / np.maximum(sold.sum(axis=1), 1), 1.0)
    return np.maximum(np.rint(mean), 1).astype(np.int_)


def _smoothed(values: Floats) -> Floats:
    """[items] from [items, periods], each by the weight that would have forecast its past best."""
    weights = np.array(IMAPA_WEIGHTS)
    state = np.zeros((values.shape[0], weights.size))
    loss, begun = np.zeros_like(state), np.zeros(values.shape[0], dtype=np.bool_)
    for period in values.T:
        known = ~np.isnan(period)
        state[known & ~begun] = period[known & ~begun, None]
        off = np.where((known & begun)[:, None], np.nan_to_num(period)[:, None] - state, 0.0)
        loss += off * off
        state += weights * off
        begun |= known
    best: Floats = state[np.arange(values.shape[0]), loss.argmin(axis=1)]
    return best
