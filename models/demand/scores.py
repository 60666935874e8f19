"""How good a forecast was, once what it spoke of has happened.

Losses are averaged over items in units of each item's mean absolute change from day to day before
the origin, so that a fast item weighs as much as a slow one.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.demand.forecast import LEVELS, Forecast
from models.demand.history import HORIZON_D

Floats = npt.NDArray[np.float64]
PROTECTION_D = 14
SERVICE = 0.95


@dataclass(frozen=True)
class Yardstick:
    """Of each item before the origin: mean absolute and mean squared change from day to day, from
    its first demand on. Items without any change have none and are left out: not a number."""

    absolute: Floats
    squared: Floats


@dataclass(frozen=True)
class Scores:
    """Mean pinball loss of days and of the 14-day sum (per day), root mean squared scaled error of
    the mean (RMSSE), share of sums within their 95 % quantile, and by how much the mean of all
    items is above what was asked for, as a share of it."""

    daily: float
    summed: float
    rmsse: float
    coverage: float
    bias: float


def yardstick(asked: Floats) -> Yardstick:
    """Of [items, days] up to the origin."""
    units = np.nan_to_num(asked)
    sold = units > 0
    first = np.where(sold.any(axis=1), sold.argmax(axis=1), units.shape[1])
    is_alive = np.arange(1, units.shape[1])[None, :] > first[:, None]
    changes = np.where(is_alive, np.diff(units, axis=1), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        count = is_alive.sum(axis=1)
        absolute = np.nansum(np.abs(changes), axis=1) / count
        squared = np.nansum(changes * changes, axis=1) / count
    return Yardstick(
        np.where(absolute > 0, absolute, np.nan), np.where(squared > 0, squared, np.nan)
    )


def scores(forecast: Forecast, truth: Floats, by: Yardstick) -> Scores:
    """Of the days [items, HORIZON_D] that followed."""
    total = truth[:, :PROTECTION_D].sum(axis=1)
    quantiles = forecast.summed[:, PROTECTION_D - 1]
    daily = pinball(forecast.daily, truth).mean(axis=(1, 2))
    summed = pinball(quantiles, total).mean(axis=1) / PROTECTION_D
    squared = ((truth - forecast.mean) ** 2).mean(axis=1)
    return Scores(
        daily=float(np.nanmean(daily / by.absolute)),
        summed=float(np.nanmean(summed / by.absolute)),
        rmsse=float(np.nanmean(np.sqrt(squared / by.squared))),
        coverage=float((total <= quantiles[:, LEVELS.index(SERVICE)]).mean()),
        bias=float((forecast.mean.sum() - truth.sum()) / truth.sum()),
    )


def pinball(quantiles: Floats, truth: Floats) -> Floats:
    """[..., levels] of quantiles [..., levels] and what came."""
    off = truth[..., None] - quantiles
    levels = np.asarray(LEVELS)
    loss: Floats = np.maximum(levels * off, (levels - 1) * off)
    return loss


def newsvendor(stock: Floats, total: Floats, price: Floats) -> float:
    """What an order-up-to level costs: SERVICE of the price for each unit short, the rest for each
    left over after the protection period."""
    short, left = np.maximum(total - stock, 0), np.maximum(stock - total, 0)
    return float((price * (SERVICE * short + (1 - SERVICE) * left)).sum())


def by_formula(asked: Floats) -> Floats:
    """What most systems order up to: mean of four weeks times the days, and 1.645 standard
    deviations of eight weeks times their square root, in whole units."""
    mean, spread = asked[:, -28:].mean(axis=1), asked[:, -56:].std(axis=1)
    level: Floats = np.ceil(PROTECTION_D * mean + 1.6448536 * np.sqrt(PROTECTION_D) * spread)
    return level


assert PROTECTION_D <= HORIZON_D
