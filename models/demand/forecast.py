"""A forecast: not one figure a day but how likely each is, and the same for sums of days."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.demand.history import HORIZON_D

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """What items will be asked for in the HORIZON_D days after the origin, in base units.

    `mean`: [items, days]. `daily`: [items, days, levels], whole numbers that do not fall from one
    level to the next. `summed`: the same of the demand from the first day up to each day, which
    does not fall from one day to the next either; quantiles of days cannot be added up to it.
    `made_by`: per item the method ("network", "tsb", "prior", ...). `remarks`: per item why it is
    not the site's best method, or empty.
    """

    items: tuple[str, ...]
    mean: Floats
    daily: Floats
    summed: Floats
    made_by: tuple[str, ...]
    remarks: tuple[str, ...]

    def __post_init__(self) -> None:
        shape = (len(self.items), HORIZON_D, len(LEVELS))
        if self.mean.shape != shape[:2] or self.daily.shape != shape or self.summed.shape != shape:
            raise ValueError(f"a forecast of shapes {self.mean.shape}, {self.daily.shape}")
        if len(self.made_by) != len(self.items) or len(self.remarks) != len(self.items):
            raise ValueError("a forecast that does not say of each item who made it")

    def row(self, item: str) -> int:
        """Where an item stands. ValueError where it is not forecast."""
        return self.items.index(item)

    def mean_sum(self, row: int, days: int) -> float:
        """Expected demand of the first `days` days; HORIZON_D at most."""
        return float(np.sum(self.mean[row, :days]))
