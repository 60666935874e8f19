"""Which models take over, which wait, and which have to step back."""

import numpy as np
import pytest

from models.demand.forecast import LEVELS
from models.demand.gate import Floats, judge, loss, stands

ITEMS, ORIGINS, MEAN = 200, 3, 40.0
SPREAD = np.array([-10.4, -4.3, 0.0, 4.3, 8.1, 10.4, 12.4])
"""Quantiles of a Poisson demand of 40, less its mean."""


def test_two_hundredths_better_and_well_covered_takes_over() -> None:
    truth, scale = _demand()
    verdict = judge(_model(truth), _model(truth, wide=1.5), _model(truth, wide=1.4), truth, scale)
    assert verdict.promote
    assert verdict.reason == "promote"
    assert verdict.to_active < verdict.to_baseline < 0.98
    assert verdict.coverage == pytest.approx(0.95, abs=0.03)
    assert verdict.items == ITEMS


@pytest.mark.parametrize(
    ("candidate", "active", "tsb", "reason"),
    [
        ({}, {}, {}, "not_better"),
        ({"times": 1.38}, {}, {}, "not_better"),
        ({"times": 1.38}, {"times": 2.0}, {}, "below_baseline"),
        ({"cut": 6.0}, {"wide": 3.0}, {"wide": 3.0}, "badly_covered"),
    ],
)
def test_what_is_not_better_or_covers_badly_waits(
    candidate: dict[str, float], active: dict[str, float], tsb: dict[str, float], reason: str
) -> None:
    truth, scale = _demand()
    verdict = judge(
        _model(truth, **candidate), _model(truth, **active), _model(truth, **tsb), truth, scale
    )
    assert (verdict.promote, verdict.reason) == (False, reason)


def test_a_poor_coverage_is_enough_where_that_of_the_active_is_poorer() -> None:
    """A bare limit would have kept TSB at 0.855 over a net at 0.917."""
    truth, scale = _demand()
    lower = {"cut": 6.0}
    verdict = judge(
        _model(truth, **lower), _model(truth, times=0.6), _model(truth, **lower), truth, scale
    )
    assert verdict.coverage < 0.92
    assert verdict.coverage_active < verdict.coverage
    assert verdict.promote


@pytest.mark.parametrize(("known", "promoted"), [(49, False), (50, True)])
def test_fewer_than_fifty_items_cannot_tell(known: int, promoted: bool) -> None:
    truth, scale = _demand()
    truth[:, known:] = np.nan
    verdict = judge(_model(truth), _model(truth, wide=2), _model(truth, wide=2), truth, scale)
    assert verdict.promote is promoted
    assert verdict.items == known


@pytest.mark.parametrize(
    ("active", "previous", "keep", "reason"),
    [
        ({}, {}, True, "good"),
        ({"times": 1.38}, {}, False, "fell_behind_baseline"),
        ({"times": 1.38}, None, False, "fell_behind_baseline"),
        ({"wide": 2.0}, {}, False, "fell_behind_previous"),
    ],
)
def test_a_model_steps_back_when_it_falls_behind(
    active: dict[str, float], previous: dict[str, float] | None, keep: bool, reason: str
) -> None:
    truth, scale = _demand()
    before = None if previous is None else _model(truth, **previous)
    tsb = _model(truth, wide=2.0) if reason == "fell_behind_previous" else _model(truth)
    standing = stands(_model(truth, **active), tsb, before, truth, scale)
    assert (standing.keep, standing.reason) == (keep, reason)


def test_the_loss_is_the_published_one() -> None:
    """By hand: 3 asked where 1 was said at each level costs 2 x level, averaged."""
    quantiles = np.ones((1, len(LEVELS)))
    assert loss(quantiles, np.array([3.0]), np.array([1.0])) == pytest.approx(2 * np.mean(LEVELS))
    assert loss(quantiles, np.array([3.0]), np.array([4.0])) == pytest.approx(np.mean(LEVELS) / 2)


def test_what_was_never_known_is_not_judged() -> None:
    truth, scale = np.full(60, np.nan), np.ones(60)
    same = np.ones((60, len(LEVELS)))
    verdict = judge(same, same, same, truth, scale)
    assert (verdict.promote, verdict.items) == (False, 0)


@pytest.mark.parametrize("shape", [(59, 7), (60, 6), (1, 60, 7)])
def test_arrays_that_do_not_belong_together_are_refused(shape: tuple[int, ...]) -> None:
    good = np.ones((60, 7))
    with pytest.raises(ValueError, match="shape"):
        judge(np.ones(shape), good, good, np.ones(60), np.ones(60))


def _demand() -> tuple[Floats, Floats]:
    truth = np.random.default_rng(7).poisson(MEAN, (ORIGINS, ITEMS)).astype(float)
    return truth, np.full(ITEMS, 5.0)


def _model(truth: Floats, *, times: float = 1.0, wide: float = 1.0, cut: float = np.inf) -> Floats:
    """One that knows the demand's law, or thinks it larger, wider or narrower above."""
    spread = np.minimum(SPREAD, cut)
    quantiles = (MEAN + spread * wide) * times
    return np.broadcast_to(quantiles, (*truth.shape, len(LEVELS))).copy()
