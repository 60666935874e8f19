"""What cannot be demand is taken out and said, item by item."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.demand.features import KNOWN_D_MIN
from models.demand.history import DemandHistory

NO_NUMBER, NEGATIVE, TOO_SHORT = "no_number", "negative", "too_short"


class Cleaned(NamedTuple):
    """The history without what was wrong, and why an item is not for the network, or empty."""

    history: DemandHistory
    remarks: tuple[str, ...]
    is_short: npt.NDArray[np.bool_]


def cleaned(history: DemandHistory) -> Cleaned:
    """Infinite and negative days say nothing any more. An item is short that is known on fewer than
    KNOWN_D_MIN days."""
    asked = history.asked
    endless, below = np.isinf(asked), asked < 0
    kept = np.where(endless | below, np.nan, asked)
    is_short = (~np.isnan(kept)).sum(axis=1) < KNOWN_D_MIN
    remarks = np.full(len(history.items), "", dtype=object)
    remarks[is_short] = TOO_SHORT
    remarks[below.any(axis=1)] = NEGATIVE
    remarks[endless.any(axis=1)] = NO_NUMBER
    found = DemandHistory(history.items, history.first_day, kept, history.closed)
    return Cleaned(found, tuple(remarks), is_short)
