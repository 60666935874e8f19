"""The warehouse's days: when each begins and ends."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Moments = npt.NDArray[np.int64]


def beginnings(first_day: date, days: int, zone: ZoneInfo) -> Moments:
    """[days + 1] when each day begins, in ms since 1970, and when the last one ends. A day is 23 or
    25 hours long where clocks are changed."""
    moments = [
        datetime.combine(first_day + timedelta(days=day), time(), zone).timestamp() * 1000
        for day in range(days + 1)
    ]
    return np.array(moments, dtype=np.int64)
