"""What the network is told of an item: its last days, how lively it is, and which days are open."""

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.demand.history import HORIZON_D, DemandHistory
from models.demand.smoothing import States, states

Floats = npt.NDArray[np.float64]
Inputs = npt.NDArray[np.float32]

SCHEMA = "days112-states-week-1"
"""Changes with every change of the inputs; a model made for another one is refused."""
LOOK_BACK_D = 112
POOLS_D = (7, 14, 28)
SCALE_MIN = 0.1
"""Added to the mean, so that an item nobody asks for has a scale."""
KNOWN_D_MIN = 28
"""With fewer days known the network would judge noise."""
WIDTH = LOOK_BACK_D + sum(LOOK_BACK_D // days for days in POOLS_D) + 12 + 9 * HORIZON_D
"""112 days, their pools, 12 figures, 8 of each day to come and the last 28 days' closed flags."""


class Told(NamedTuple):
    """Inputs [rows, WIDTH] in units of each row's scale [rows], in base units a day."""

    inputs: Inputs
    scale: Floats


class Recent(NamedTuple):
    """Of each row: the last LOOK_BACK_D days [rows, days], and states before the origin."""

    asked: Floats
    probability: Floats
    size: Floats
    quick: Floats
    slow: Floats


class Calendar(NamedTuple):
    """Of each row: closed flags [rows, HORIZON_D] of the days behind and of those ahead, and the
    weekday of the first day ahead, 0 Monday."""

    closed_behind: Floats
    closed_ahead: Floats
    weekday: npt.NDArray[np.int_]


def told(history: DemandHistory) -> Told:
    """Of all items at the history's origin."""
    found: States = states(history.asked)
    recent = Recent(
        last_days(history.asked), found.probability, found.size, found.quick, found.slow
    )
    rows, days = len(history.items), history.days
    flags = np.concatenate([np.zeros(HORIZON_D), history.closed.astype(np.float64)])
    behind = np.broadcast_to(flags[days : days + HORIZON_D], (rows, HORIZON_D))
    ahead = np.broadcast_to(flags[days + HORIZON_D :], (rows, HORIZON_D))
    weekday = np.full(rows, weekday_after(history.first_day, days))
    return tell(recent, Calendar(behind, ahead, weekday))


def last_days(asked: Floats) -> Floats:
    """[items, LOOK_BACK_D]: days before the first were without demand, and a day that says nothing
    is taken for a usual one."""
    recent = asked[:, -LOOK_BACK_D:]
    known = ~np.isnan(recent)
    mean = np.where(known, recent, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    filled: Floats = np.zeros((asked.shape[0], LOOK_BACK_D))
    filled[:, LOOK_BACK_D - recent.shape[1] :] = np.where(known, recent, mean[:, None])
    return filled


def weekday_after(first_day: date, days: int) -> int:
    """Of the day so many days after the first."""
    return (first_day.weekday() + days) % 7


def tell(recent: Recent, calendar: Calendar) -> Told:
    """Inputs of any rows, for training and for use alike."""
    window, rows = recent.asked, recent.asked.shape[0]
    scale = window.mean(axis=1) + SCALE_MIN
    scaled = np.arcsinh(window / scale[:, None])
    pools = [scaled.reshape(rows, LOOK_BACK_D // days, days).mean(axis=2) for days in POOLS_D]
    of_scale = [
        window.std(axis=1) / 3,
        window[:, -28:].mean(axis=1),
        window[:, -7:].mean(axis=1),
        recent.quick,
        recent.slow,
        recent.probability * recent.size,
    ]
    figures = [
        np.log(scale),
        (window == 0).mean(axis=1),
        (window[:, -56:] > 0).mean(axis=1),
        recent.probability,
        np.arcsinh(recent.size / scale),
        np.log1p(recent.quick),
        *(each / scale for each in of_scale),
    ]
    weekdays = (calendar.weekday[:, None] + np.arange(HORIZON_D)) % 7
    ahead = np.concatenate([np.eye(7)[weekdays], calendar.closed_ahead[:, :, None]], axis=2)
    parts = [
        scaled,
        *pools,
        np.stack(figures, axis=1),
        ahead.reshape(rows, -1),
        calendar.closed_behind,
    ]
    return Told(np.concatenate(parts, axis=1).astype(np.float32), scale)
