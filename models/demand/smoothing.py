"""Running states of demand, day by day for all items at once: what local methods forecast from, and
what the network is told besides the last days."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TSB_PROBABILITY = TSB_SIZE = 0.1
QUICK, SLOW = 0.1, 0.03


@dataclass
class States:
    """After some days: `probability` of demand on a day and its `size` (Teunter, Syntetos and Babai
    2011), `quick` and `slow` exponential smoothing. Days that say nothing change nothing."""

    probability: Floats
    size: Floats
    quick: Floats
    slow: Floats
    _seen: npt.NDArray[np.bool_]
    _known: npt.NDArray[np.bool_]

    @classmethod
    def fresh(cls, items: int) -> "States":
        """Before any day."""
        never = np.zeros(items, dtype=np.bool_)
        return cls(
            np.zeros(items), np.zeros(items), np.zeros(items), np.zeros(items),
            never, never.copy(),
        )  # fmt: skip

    def hear(self, asked: Floats) -> None:
        """One more day, [items]; the first known value is where each smoothing starts."""
        known = ~np.isnan(asked)
        units = np.where(known, asked, 0.0)
        is_first, goes_on = known & ~self._known, known & self._known
        for state, value, weight in (
            (self.probability, (units > 0).astype(np.float64), TSB_PROBABILITY),
            (self.quick, units, QUICK),
            (self.slow, units, SLOW),
        ):
            state[is_first] = value[is_first]
            state += np.where(goes_on, weight * (value - state), 0.0)
        sold = units > 0
        self.size[sold & ~self._seen] = units[sold & ~self._seen]
        self.size += np.where(sold & self._seen, TSB_SIZE * (units - self.size), 0.0)
        self._seen |= sold
        self._known |= known

    @property
    def rate(self) -> Floats:
        """Expected units a day by TSB."""
        return self.probability * self.size


def states(asked: Floats) -> States:
    """After all days of [items, days]."""
    found = States.fresh(asked.shape[0])
    for day in np.ascontiguousarray(asked.T):
        found.hear(day)
    return found
