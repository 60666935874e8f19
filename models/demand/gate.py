"""Whether a new forecasting model takes over at a site, and whether the one in use must step back.

Judged is the quantile loss of the sum over the protection period (lead time and review), since
reorder points are read from it. By default a candidate
has to be two hundredths better than what it replaces and no worse than the site's own TSB.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.demand.forecast import LEVELS

PROTECTION_D = 14
"""Days of the sums that are judged: two weeks, as lead time and review of most items."""
ITEMS_MIN = 50
"""With fewer items one odd week of one of them decides; the candidate stays in shadow."""
BETTER_MAX = 0.98
BASELINE_MAX = 1.00
COVERAGE_OFF_MAX = 0.03
WORSE_MAX = 1.05
_COVERED_LEVEL = 0.95

PROMOTE, TOO_FEW_ITEMS, NOT_BETTER, BELOW_BASELINE, BADLY_COVERED = (
    "promote", "too_few_items", "not_better", "below_baseline", "badly_covered",
)  # fmt: skip
GOOD, FELL_BEHIND_BASELINE, FELL_BEHIND_PREVIOUS = (
    "good", "fell_behind_baseline", "fell_behind_previous",
)  # fmt: skip

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Verdict:
    """`promote`: the candidate takes over. `reason`: one of the codes above, whichever way.

    `to_active`, `to_baseline`: its loss over theirs, below one is better. `coverage`: how often
    demand stayed within its 95 % quantile, `coverage_active` within that of the one in use.
    """

    promote: bool
    reason: str
    to_active: float
    to_baseline: float
    coverage: float
    coverage_active: float
    items: int


@dataclass(frozen=True)
class Standing:
    """How the model in use does: `keep` it or not, why, and its ratios as in Verdict. `to_previous`
    is None where there is no previous model to compare with."""

    keep: bool
    reason: str
    to_baseline: float
    to_previous: float | None
    coverage: float
    items: int


def judge(candidate: Floats, active: Floats, tsb: Floats, truth: Floats, scale: Floats) -> Verdict:
    """Promote the candidate or not.

    `candidate`, `active`, `tsb`: quantiles of summed demand, [items, LEVELS] or, over several
    origins, [origins, items, LEVELS]. `truth`: what was asked for, without the last axis; NaN where
    nobody can know. `scale`: [items], mean absolute change from day to day before the origins.
    """
    losses = [loss(each, truth, scale) for each in (candidate, active, tsb)]
    to_active, to_baseline = _ratio(losses[0], losses[1]), _ratio(losses[0], losses[2])
    covered, covered_active = coverage(candidate, truth), coverage(active, truth)
    items = items_judged(truth)
    reason = _reason(items, to_active, to_baseline, covered, covered_active)
    return Verdict(
        promote=reason == PROMOTE,
        reason=reason,
        to_active=to_active,
        to_baseline=to_baseline,
        coverage=covered,
        coverage_active=covered_active,
        items=items,
    )


def stands(
    active: Floats, tsb: Floats, previous: Floats | None, truth: Floats, scale: Floats
) -> Standing:
    """Whether the model in use may stay; arrays as for `judge`, of the last 28 days."""
    mine = loss(active, truth, scale)
    to_baseline = _ratio(mine, loss(tsb, truth, scale))
    to_previous = None if previous is None else _ratio(mine, loss(previous, truth, scale))
    items, reason = items_judged(truth), GOOD
    if items >= ITEMS_MIN and to_baseline > WORSE_MAX:
        reason = FELL_BEHIND_BASELINE
    elif items >= ITEMS_MIN and to_previous is not None and to_previous > WORSE_MAX:
        reason = FELL_BEHIND_PREVIOUS
    return Standing(
        keep=reason == GOOD,
        reason=reason,
        to_baseline=to_baseline,
        to_previous=to_previous,
        coverage=coverage(active, truth),
        items=items,
    )


def loss(quantiles: Floats, truth: Floats, scale: Floats) -> float:
    """Mean pinball loss in units of each item's scale, items first and then origins, so that an
    origin with fewer known items weighs as much as another; NaN where nothing is known."""
    quantiles, truth = _over_origins(quantiles, truth)
    if scale.shape != truth.shape[1:]:
        raise ValueError(f"scales of shape {scale.shape} for truths of {truth.shape}")
    off = truth[..., None] - quantiles
    levels = np.asarray(LEVELS)
    pinball = np.maximum(levels * off, (levels - 1) * off).mean(axis=-1)
    scaled = pinball / np.where(scale > 0, scale, 1.0)
    known = ~np.isnan(truth)
    counted = known.any(axis=1)
    if not counted.any():
        return float("nan")
    sums = np.where(known, scaled, 0.0).sum(axis=1)[counted]
    return float((sums / known.sum(axis=1)[counted]).mean())


def coverage(quantiles: Floats, truth: Floats) -> float:
    """Share of known sums that stayed within the 95 % quantile; NaN where nothing is known."""
    quantiles, truth = _over_origins(quantiles, truth)
    known = ~np.isnan(truth)
    if not known.any():
        return float("nan")
    return float((truth <= quantiles[..., LEVELS.index(_COVERED_LEVEL)])[known].mean())


def items_judged(truth: Floats) -> int:
    """Items of which at least one sum is known."""
    known = ~np.isnan(np.atleast_2d(truth))
    return int(known.any(axis=0).sum())


def _over_origins(quantiles: Floats, truth: Floats) -> tuple[Floats, Floats]:
    """Both with an axis of origins in front. ValueError for what does not belong together."""
    if quantiles.shape != (*truth.shape, len(LEVELS)) or truth.ndim not in (1, 2):
        raise ValueError(f"quantiles of shape {quantiles.shape} for truths of {truth.shape}")
    if np.isnan(quantiles).any():
        raise ValueError("quantiles that are no numbers")
    return (quantiles[None], truth[None]) if truth.ndim == 1 else (quantiles, truth)


def _reason(
    items: int, to_active: float, to_baseline: float, covered: float, covered_active: float
) -> str:
    if items < ITEMS_MIN:
        return TOO_FEW_ITEMS
    if not to_active <= BETTER_MAX:
        return NOT_BETTER
    if not to_baseline <= BASELINE_MAX:
        return BELOW_BASELINE
    off, off_active = abs(covered - _COVERED_LEVEL), abs(covered_active - _COVERED_LEVEL)
    return PROMOTE if off <= COVERAGE_OFF_MAX or off < off_active else BADLY_COVERED


def _ratio(mine: float, theirs: float) -> float:
    """One where neither loses anything; infinite where only I do."""
    if theirs > 0:
        return mine / theirs
    return 1.0 if mine == theirs else float("inf") if mine > 0 else float("nan")
