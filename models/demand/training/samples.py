"""Where in the past training looks: items at origins, with what was asked for afterwards."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.demand.features import LOOK_BACK_D, Calendar, Recent, Told, tell, weekday_after
from models.demand.history import HORIZON_D, DemandHistory
from models.demand.smoothing import States

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int_]
Single = npt.NDArray[np.float32]
LIVED_D = 28
"""Days from an item's first demand to its first origin."""


class Sample(NamedTuple):
    """Inputs, and demand of the days ahead in units of the scale; `weight`: scale over the item's
    mean absolute change from day to day, which is how losses are reported."""

    told: Told
    ahead: Single
    weight: Single


class Past:
    """Prepared once: running states of all items before each day."""

    def __init__(self, history: DemandHistory) -> None:
        self.history = history
        items, days = history.asked.shape
        self._kept = np.zeros((4, days + 1, items), dtype=np.float32)
        found = States.fresh(items)
        for day in range(days):
            found.hear(history.asked[:, day])
            self._kept[:, day + 1] = found.probability, found.size, found.quick, found.slow
        asked = _filled(history.asked)
        self._first = np.where((asked > 0).any(axis=1), (asked > 0).argmax(axis=1), days)
        padding = np.zeros((items, LOOK_BACK_D))
        self._asked = np.concatenate([padding, asked], axis=1)
        closed = np.concatenate([np.zeros(HORIZON_D), history.closed.astype(np.float64)])
        self._closed = closed
        self._changes = np.array(
            [
                float(np.abs(np.diff(row[min(first, days - 2) :])).mean())
                for row, first in zip(asked, self._first, strict=True)
            ]
        )

    def first_origins(self) -> Rows:
        """[items] the first day count after which an item may be looked at."""
        first: Rows = np.maximum(self._first + LIVED_D, LOOK_BACK_D)
        return first

    def sample(self, rows: Rows, origins: Rows) -> Sample:
        """Items `rows` after so many days each; origins leave HORIZON_D days ahead."""
        window = self._asked[rows[:, None], origins[:, None] + np.arange(LOOK_BACK_D)]
        kept = self._kept[:, origins, rows].astype(np.float64)
        flags = self._closed[origins[:, None] + np.arange(2 * HORIZON_D)]
        weekday = (weekday_after(self.history.first_day, 0) + origins) % 7
        calendar = Calendar(flags[:, :HORIZON_D], flags[:, HORIZON_D:], weekday)
        found = tell(Recent(window, *kept), calendar)
        days = LOOK_BACK_D + origins[:, None] + np.arange(HORIZON_D)
        ahead = self._asked[rows[:, None], days] / found.scale[:, None]
        weight = found.scale / np.maximum(self._changes[rows], 1e-9)
        return Sample(found, ahead.astype(np.float32), weight.astype(np.float32))


def _filled(asked: Floats) -> Floats:
    """Days that say nothing are taken for usual ones of their item."""
    known = ~np.isnan(asked)
    mean = np.where(known, asked, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    filled: Floats = np.where(known, asked, mean[:, None])
    return filled
