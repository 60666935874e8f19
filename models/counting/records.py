"""What is known of each stock record before somebody goes and counts it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Records(NamedTuple):
    """Columns, one row per item in a location.

    `recorded`: base units; `moves`: since the last count; `counts`, `wrong`: of this item so far,
    and how many of them found a difference; `silent_days`: open days without a sale since the last
    one or the last count, whichever is later; `demand_mean`, `demand_variance`: units per open day,
    up to the last sale; `value`: of one unit; `drift`: the worst of the sums of differences of its
    item, location and operator (`drift.Drift`)."""

    items: Sequence[str]
    locations: Sequence[str]
    recorded: Numbers
    moves: Numbers
    counts: Numbers
    wrong: Numbers
    silent_days: Numbers
    demand_mean: Numbers
    demand_variance: Numbers
    value: Numbers
    drift: Numbers


class Known(NamedTuple):
    """Of the whole site, from its random counts: share of wrong records, share that had run out
    unknown, and the mean difference in units of a wrong one."""

    wrong_share: float
    out_share: float
    difference_mean: float


# Before a site has counted at all. DeHoratius and Raman (2008) found 65 % wrong in shops; a
# warehouse that scans is far below.
UNCOUNTED = Known(wrong_share=0.1, out_share=0.02, difference_mean=3.0)
PRIOR_COUNTS = 50


def known_from(random_counts: Sequence[tuple[int, int]]) -> Known:
    """From (recorded, found) of random counts alone: chosen ones would overstate. What is assumed
    of a site that never counted weighs as much as PRIOR_COUNTS of them."""
    apart = [abs(found - recorded) for recorded, found in random_counts if found != recorded]
    out = sum(recorded > 0 and found == 0 for recorded, found in random_counts)
    total = len(random_counts) + PRIOR_COUNTS
    wrong_before = UNCOUNTED.wrong_share * PRIOR_COUNTS
    return Known(
        wrong_share=(len(apart) + wrong_before) / total,
        out_share=(out + UNCOUNTED.out_share * PRIOR_COUNTS) / total,
        difference_mean=(sum(apart) + UNCOUNTED.difference_mean * wrong_before)
        / (len(apart) + wrong_before),
    )
