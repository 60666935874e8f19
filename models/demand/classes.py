"""Which items matter most (ABC), how regularly they are asked for (XYZ), and which lie dead."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

A_SHARE, B_SHARE = 0.80, 0.95
X_VARIATION, Y_VARIATION = 0.5, 1.0
"""Coefficient of variation of weekly demand up to which an item is X, or Y."""
WEEK_D = 7
WEEKS_MIN = 4
INTERVAL_D, SQUARED_VARIATION = 1.32, 0.49
"""Syntetos, Boylan and Croston (2005): where intermittent and erratic demand begin."""
QUIET_D, COVER_D = 90, 180


@dataclass(frozen=True)
class Regularity:
    """How an item is asked for. `variation`: standard deviation of a week over its mean, None where
    it was never asked for; `interval_d`: days that say something from one demand to the next."""

    letter: str
    pattern: str
    variation: float | None
    interval_d: float | None


def abc(values: Floats) -> list[str]:
    """By each item's share of the whole: A until A_SHARE of it is reached, B until B_SHARE. Whoever
    reaches the limit is still within; what is worth nothing is C."""
    total = float(values.sum())
    letters = ["C"] * len(values)
    before = 0.0
    for place in np.argsort(-values, kind="stable"):
        value = float(values[place])
        if value <= 0:
            break
        share = before / total
        letters[place] = "A" if share < A_SHARE else "B" if share < B_SHARE else "C"
        before += value
    return letters


def xyz(asked: Floats) -> list[Regularity]:
    """Of [items, days] base units, NaN where a day says nothing."""
    return [_regularity(row) for row in asked]


def is_dead(on_hand: int, quiet_d: int, mean_per_day: float) -> bool:
    """Stock that nobody has asked for since QUIET_D days and that lasts beyond COVER_D."""
    return on_hand > 0 and quiet_d >= QUIET_D and on_hand > mean_per_day * COVER_D


def quiet_days(asked: Floats) -> npt.NDArray[np.int_]:
    """[items] days since the last demand, or since it came where nobody asked yet; days that say
    nothing are not counted: who could not be served did not turn away."""
    known = ~np.isnan(asked)
    later = np.cumsum((np.nan_to_num(asked) > 0)[:, ::-1], axis=1) == 0
    found: npt.NDArray[np.int_] = (known[:, ::-1] & later).sum(axis=1)
    return found


def _regularity(row: Floats) -> Regularity:
    known = row[~np.isnan(row)]
    sizes = known[known > 0]
    if sizes.size == 0:
        return Regularity("Z", "none", None, None)
    interval = known.size / sizes.size
    squared = float((sizes.std() / sizes.mean()) ** 2)
    weeks = _weeks(row)
    variation = float(weeks.std() / weeks.mean()) if weeks.size and weeks.mean() > 0 else None
    return Regularity(_letter(weeks, variation), _pattern(interval, squared), variation, interval)


def _weeks(row: Floats) -> Floats:
    """Demand of whole weeks, counted back from the last day; a week's missing days count as its
    others do, a week that says nothing at all is left out."""
    count = row.size // WEEK_D
    weeks = row[row.size - count * WEEK_D :].reshape(count, WEEK_D)
    known = (~np.isnan(weeks)).sum(axis=1)
    totals = np.nan_to_num(weeks).sum(axis=1)
    found: Floats = totals[known > 0] / known[known > 0] * WEEK_D
    return found


def _letter(weeks: Floats, variation: float | None) -> str:
    if variation is None or weeks.size < WEEKS_MIN:
        return "Z"
    return "X" if variation <= X_VARIATION else "Y" if variation <= Y_VARIATION else "Z"


def _pattern(interval: float, squared: float) -> str:
    if interval < INTERVAL_D:
        return "smooth" if squared < SQUARED_VARIATION else "erratic"
    return "intermittent" if squared < SQUARED_VARIATION else "lumpy"
