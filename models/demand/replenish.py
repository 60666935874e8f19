"""When to reorder and how much, read from the quantiles of demand until the next chance to."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from models.demand.forecast import LEVELS

Floats = npt.NDArray[np.float64]
QuantileOfSum = Callable[[int, float], float]
"""(days, level) → demand of so many days that is not exceeded with that probability."""
CurveOfSum = Callable[[int], Floats]
"""days → the same at each of LEVELS."""

BEYOND = (0.99, 0.999)
"""Levels above LEVELS that are asked for where the service level is among them."""
STEPS = 400
"""Equally likely values that stand for one lead time's demand in a mixture."""
LEAD_TIMES_MAX = 5
OBSERVED_MIN = 3
LOOK_AHEAD_D = 365
"""A day of running out later than this is no news."""
NOTHING = 0.5
"""Less than half a unit is none."""


@dataclass(frozen=True)
class LeadTime:
    """Days from announcement to receipt, each equally likely. `observed`: deliveries seen; 0 where
    the days are only stated."""

    days: tuple[int, ...]
    observed: int = 0

    @property
    def mean(self) -> float:
        return sum(self.days) / len(self.days)


@dataclass(frozen=True)
class Terms:
    """What the site promises its customers and how it buys: the chance not to run out while waiting
    for goods, days between two chances to order, base units of a pack, the least that is bought."""

    level: float = 0.95
    review_d: int = 7
    pack: int = 1
    least: int = 1

    def __post_init__(self) -> None:
        if not 0.5 <= self.level < 1 or self.review_d < 1 or min(self.pack, self.least) < 1:
            raise ValueError(f"no terms to buy by: {self}")


@dataclass(frozen=True)
class Position:
    """Base units: here and fit to leave, on their way here, and asked for but not yet sent."""

    on_hand: int
    on_order: int = 0
    owed: int = 0

    @property
    def free(self) -> int:
        """What is there for demand to come."""
        return self.on_hand + self.on_order - self.owed


@dataclass(frozen=True)
class Demand:
    """Of an item, as forecast. `mean_per_day`: on average over the forecast."""

    quantile: QuantileOfSum
    curve: CurveOfSum
    mean_per_day: float


@dataclass(frozen=True)
class Reorder:
    """The rule with its numbers, base units. `quantity` 0: there is enough. `expected`: mean demand
    until goods ordered at the next chance are here; `safety`: what is held beyond that."""

    reorder_point: int
    order_up_to: int
    expected: float
    safety: float
    quantity: int


def lead_time(observed: Sequence[int], stated: int) -> LeadTime:
    """What was seen, or what is stated where less than OBSERVED_MIN deliveries were. More than
    LEAD_TIMES_MAX are reduced to as many, equally likely, each the mean of its share."""
    if len(observed) < OBSERVED_MIN:
        return LeadTime((stated,))
    ordered = sorted(max(0, days) for days in observed)
    if len(ordered) <= LEAD_TIMES_MAX:
        return LeadTime(tuple(ordered), len(ordered))
    cuts = [round(len(ordered) * part / LEAD_TIMES_MAX) for part in range(LEAD_TIMES_MAX + 1)]
    parts = [ordered[start:end] for start, end in pairwise(cuts)]
    return LeadTime(tuple(math.ceil(sum(part) / len(part)) for part in parts), len(ordered))


def reorder(demand: Demand, lead: LeadTime, terms: Terms, position: Position) -> Reorder:
    """Order up to what lasts until the order after this one is here: lead time and review. The
    reorder point is what lasts over the lead time and the days until somebody looks again (one)."""
    point = math.ceil(_over(demand, [days + 1 for days in lead.days], terms.level))
    target = _over(demand, [days + terms.review_d for days in lead.days], terms.level)
    up_to = max(point, math.ceil(target))
    expected = demand.mean_per_day * (lead.mean + terms.review_d)
    needed = up_to - position.free
    is_due = position.free <= point and needed > 0 and up_to > 0
    return Reorder(
        reorder_point=point,
        order_up_to=up_to,
        expected=expected,
        safety=max(0.0, up_to - expected),
        quantity=rounded(needed, terms) if is_due else 0,
    )


def rounded(needed: int, terms: Terms) -> int:
    """Whole packs, and no less than is sold."""
    assert needed > 0
    return math.ceil(max(needed, terms.least) / terms.pack) * terms.pack


def runs_out_on(
    on_hand: int, demand_until: Floats, arrivals: Sequence[tuple[int, int]] = ()
) -> int | None:
    """The first day (1 is the day after the origin) whose end finds nothing left. `demand_until`:
    demand of the first one, two, … days; `arrivals`: day and quantity; None: not within them."""
    there = np.full(demand_until.size, float(on_hand))
    for day, quantity in arrivals:
        there[max(0, day - 1) :] += quantity
    gone = there - demand_until < NOTHING
    return int(np.argmax(gone)) + 1 if gone.any() else None


def cumulated(mean: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Expected demand and its upper quantile of the first one, two, … LOOK_AHEAD_D days, from a
    forecast's daily mean and the quantiles of its sums: beyond them the mean goes on as it was on
    average, and the distance of the quantile grows as it does for independent days."""
    expected = np.cumsum(mean)
    beyond = np.arange(mean.size + 1, LOOK_AHEAD_D + 1)
    later = expected[-1] / mean.size * beyond
    spread = (high[-1] - expected[-1]) * np.sqrt(beyond / mean.size)
    return np.concatenate([expected, later]), np.concatenate([high, later + spread])


def order_by(runs_out: date | None, lead: LeadTime) -> date | None:
    """The last day to order so that goods come, as they do on average, before there are none."""
    return runs_out - timedelta(days=math.ceil(lead.mean)) if runs_out is not None else None


def _over(demand: Demand, spans: Sequence[int], level: float) -> float:
    """A quantile of demand over an uncertain number of days: the chance of a demand is the mean of
    its chances over the spans, so quantiles of the mixture are none of their averages."""
    counted = Counter(spans)
    if len(counted) == 1:
        return demand.quantile(spans[0], level)
    values = [
        value
        for days, times in sorted(counted.items())
        for value in _sample(demand, days, level)
        for _ in range(times)
    ]
    values.sort()
    return values[min(len(values) - 1, math.ceil(level * len(values)) - 1)]


def _sample(demand: Demand, days: int, level: float) -> list[float]:
    """STEPS values as likely as each other."""
    levels, known = list(LEVELS), [float(value) for value in demand.curve(days)]
    if level > LEVELS[-1]:
        levels += BEYOND
        known += [demand.quantile(days, beyond) for beyond in BEYOND]
    chances = (np.arange(STEPS) + 0.5) / STEPS
    return [float(value) for value in np.interp(chances, levels, known)]
