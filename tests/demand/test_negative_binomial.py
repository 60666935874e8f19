"""Quantiles are the least number that is not exceeded often enough."""

from math import exp, lgamma, log

import numpy as np
import pytest

from models.demand.negative_binomial import quantiles

LEVELS = (0.05, 0.5, 0.95, 0.975)


def reached(mean: float, variance: float, units: int) -> float:
    """Probability of at most so many, from the definition."""
    share = mean / variance
    size = mean * share / (1 - share)
    return sum(
        exp(
            lgamma(k + size) - lgamma(size) - lgamma(k + 1) + size * log(share)
            + k * log(1 - share)
        )
        for k in range(units + 1)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mean", "variance"), [(0.02, 0.5), (0.7, 0.8), (3.0, 40.0), (25.0, 26.0), (180.0, 9_000.0)]
)
def test_each_is_reached_and_one_less_is_not(mean: float, variance: float) -> None:
    (found,) = quantiles(np.array([mean]), np.array([variance]), LEVELS)
    for level, units in zip(LEVELS, found, strict=True):
        assert reached(mean, variance, int(units)) >= level - 1e-9
        assert units == 0 or reached(mean, variance, int(units) - 1) < level


def test_large_means_are_near_what_small_steps_would_find() -> None:
    mean = np.array([199.0, 201.0])
    exact, near = quantiles(mean, 20 * mean, LEVELS)
    assert np.abs(near - exact * 201 / 199).max() <= 2


def test_shapes_levels_and_too_small_variances() -> None:
    found = quantiles(np.full((2, 3), 5.0), np.zeros((2, 3)), LEVELS)
    assert found.shape == (2, 3, len(LEVELS))
    assert (np.diff(found, axis=-1) >= 0).all()
    assert quantiles(np.zeros(1), np.zeros(1), LEVELS).tolist() == [[0, 0, 0, 0]]
