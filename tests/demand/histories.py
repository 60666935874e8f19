"""Histories with known properties."""

from datetime import date

import numpy as np

from models.demand.history import HORIZON_D, DemandHistory, Floats

MONDAY = date(2026, 1, 5)


def history(asked: Floats) -> DemandHistory:
    """From a Monday on, no day closed."""
    items, days = asked.shape
    names = tuple(f"I{row}" for row in range(items))
    return DemandHistory(names, MONDAY, asked, np.zeros(days + HORIZON_D, dtype=np.bool_))


def lumpy(items: int, days: int, seed: int) -> Floats:
    """Demand on some days only, of negative binomial size, each item at its own pace."""
    chance = np.random.default_rng(seed)
    often = chance.uniform(0.05, 0.7, (items, 1))
    size = np.exp(chance.uniform(0, 4, (items, 1)))
    units = 1 + chance.negative_binomial(2, 2 / (2 + size), (items, days))
    return np.where(chance.random((items, days)) < often, units, 0).astype(np.float64)
