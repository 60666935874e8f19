"""The past that forecasts are made from: what was asked for, item by item and day by day."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

HORIZON_D = 28

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DemandHistory:
    """Demand of a site's items over the same days, the last of which is the origin.

    `asked`: [items, days] base units a day; NaN is a day that says nothing (the item was out of
    stock, or not yet sold), which is not the same as a day without demand.
    `closed`: [days + HORIZON_D] days the site does not work, known or planned, the future too.
    """

    items: tuple[str, ...]
    first_day: date
    asked: Floats
    closed: Flags

    def __post_init__(self) -> None:
        if self.asked.ndim != 2 or len(self.items) != self.asked.shape[0]:
            raise ValueError(f"{len(self.items)} items and demand of shape {self.asked.shape}")
        if self.closed.shape != (self.days + HORIZON_D,):
            raise ValueError(f"{self.closed.shape[0]} closed flags for {self.days} days")

    @property
    def days(self) -> int:
        return int(self.asked.shape[1])

    @property
    def origin(self) -> date:
        """The last day known."""
        return self.first_day + timedelta(days=self.days - 1)

    def until(self, days: int) -> "DemandHistory":
        """What was known after the first `days` days, the calendar of what followed included."""
        return DemandHistory(
            items=self.items,
            first_day=self.first_day,
            asked=self.asked[:, :days],
            closed=self.closed[: days + HORIZON_D],
        )
