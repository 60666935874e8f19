"""How much work is to be expected: lines and minutes by day, zone and kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.demand.forecast import Forecast
from models.demand.history import HORIZON_D

Floats = npt.NDArray[np.float64]

OUT, IN = "outbound", "inbound"
STATED_S = {OUT: 45.0, IN: 90.0}
"""Seconds a line, where too few were measured."""


@dataclass(frozen=True)
class Habit:
    """How an item leaves: base units on an order line on average, and the zone it is picked in."""

    units_per_line: float
    zone: str


@dataclass(frozen=True)
class Coming:
    """A line that is announced: its day (1 follows the origin) and the zone it will be put in."""

    day: int
    zone: str


@dataclass(frozen=True)
class Load:
    """Expected work of one kind in a zone: lines and minutes of each of the next HORIZON_D days."""

    kind: str
    zone: str
    lines: tuple[float, ...]
    minutes: tuple[float, ...]


def workload(
    forecast: Forecast,
    habits: Mapping[str, Habit],
    coming: Iterable[Coming],
    seconds_per_line: Mapping[str, float] = STATED_S,
) -> list[Load]:
    """Outbound lines from the mean of the forecast, inbound lines as announced; by zone."""
    found: dict[tuple[str, str], Floats] = {}
    for row, item in enumerate(forecast.items):
        habit = habits.get(item)
        if habit is not None and forecast.mean[row].any():
            key = (OUT, habit.zone)
            lines = forecast.mean[row] / max(1.0, habit.units_per_line)
            found[key] = found.get(key, np.zeros(HORIZON_D)) + lines
    for line in coming:
        if 1 <= line.day <= HORIZON_D:
            days = found.setdefault((IN, line.zone), np.zeros(HORIZON_D))
            days[line.day - 1] += 1
    return [
        _load(kind, zone, lines, seconds_per_line.get(kind, STATED_S[kind]))
        for (kind, zone), lines in sorted(found.items(), reverse=True)
    ]


def _load(kind: str, zone: str, lines: Floats, seconds: float) -> Load:
    minutes = tuple(round(float(each) * seconds / 60, 1) for each in lines)
    return Load(kind, zone, tuple(round(float(each), 1) for each in lines), minutes)
