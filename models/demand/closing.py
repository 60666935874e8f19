"""On which days a site does not work, by its own orders and without looking ahead."""

import numpy as np
import numpy.typing as npt

from models.demand.history import HORIZON_D, Flags

LINES_MIN = 5
"""Lines of an ordinary day below which a day without any may be chance."""
WEEKS = 6
WEEK_D = 7


def closed_days(lines: npt.NDArray[np.int64]) -> Flags:
    """[days + HORIZON_D] from the site's order lines a day. Past days: nobody ordered anything,
    where an ordinary day has LINES_MIN lines. Days to come: their weekday was closed in each of
    the last WEEKS weeks."""
    days = lines.size
    closed = np.zeros(days + HORIZON_D, dtype=np.bool_)
    worked = lines[lines > 0]
    if worked.size == 0 or float(np.median(worked)) < LINES_MIN:
        return closed
    since = int(np.argmax(lines > 0))
    closed[since:days] = lines[since:] == 0
    for ahead in range(days, days + HORIZON_D):
        last = days - 1 - (days - 1 - ahead) % WEEK_D
        same = [last - WEEK_D * week for week in range(WEEKS)]
        closed[ahead] = same[-1] >= since and bool(closed[same].all())
    return closed
