"""Quantiles of the negative binomial by mean and variance: demand that comes in lumps."""

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
VARIANCE_MIN = 1.01
"""Of the mean; at 1 it would be Poisson and below there is none."""
EXACT_MEAN_MAX = 200.0
"""Above, its steps are fine enough for Cornish and Fisher's expansion."""
STEPS_MAX = 20_000


def quantiles(mean: Floats, variance: Floats, levels: tuple[float, ...]) -> Floats:
    """[..., levels] whole numbers: the least demand that is not exceeded with that probability.
    Size mean² / (variance - mean), as in `scipy.stats.nbinom` with p = mean / variance."""
    mean = np.maximum(mean, 1e-6)
    variance = np.maximum(variance, VARIANCE_MIN * mean)
    flat_mean, flat_variance = mean.ravel(), variance.ravel()
    found = np.empty((flat_mean.size, len(levels)))
    small = flat_mean <= EXACT_MEAN_MAX
    found[~small] = _expanded(flat_mean[~small], flat_variance[~small], levels)
    found[small] = _summed(flat_mean[small], flat_variance[small], levels)
    return found.reshape(*mean.shape, len(levels))


def _summed(mean: Floats, variance: Floats, levels: tuple[float, ...]) -> Floats:
    """Adds up probabilities from none on; who has reached the last level is left out."""
    found = np.zeros((mean.size, len(levels)))
    left = np.arange(mean.size)
    share = mean / variance
    size = mean * share / (1 - share)
    probability = np.exp(size * np.log(share))
    reached, wanted = probability.copy(), np.asarray(levels)
    for step in range(1, STEPS_MAX):
        short = reached[:, None] < wanted
        going = short[:, -1]
        if not going.all():
            left, short = left[going], short[going]
            size, share = size[going], share[going]
            probability, reached = probability[going], reached[going]
        if not left.size:
            return found
        found[left] += short
        probability = probability * (step - 1 + size) / step * (1 - share)
        reached = reached + probability
    found[left] = _expanded(mean[left], variance[left], levels)
    return found


def _expanded(mean: Floats, variance: Floats, levels: tuple[float, ...]) -> Floats:
    """Cornish and Fisher (1938) to the fourth moment; whole numbers, never below none."""
    scores = np.array([NormalDist().inv_cdf(level) for level in levels])
    sd = np.sqrt(variance)[:, None]
    skew = ((2 * variance - mean) / (mean * np.sqrt(variance)))[:, None]
    excess = (6 * (variance - mean) / mean**2 + 1 / variance)[:, None]
    off = (
        scores
        + (scores**2 - 1) * skew / 6
        + (scores**3 - 3 * scores) * excess / 24
        - (2 * scores**3 - 5 * scores) * skew**2 / 36
    )
    raised: Floats = np.maximum.accumulate(np.ceil(mean[:, None] + off * sd - 0.5), axis=-1)
    return np.maximum(raised, 0.0)
