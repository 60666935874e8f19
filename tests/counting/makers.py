"""Records of which only what a test is about has to be said."""

from collections.abc import Sequence

import numpy as np

from models.counting.records import Records

USUAL = {
    "recorded": 20.0,
    "moves": 10.0,
    "counts": 0.0,
    "wrong": 0.0,
    "silent_days": 0.0,
    "demand_mean": 1.0,
    "demand_variance": 2.0,
    "value": 5.0,
    "drift": 0.0,
}


def records(rows: int = 1, **columns: Sequence[float]) -> Records:
    """So many rows as the columns have, else `rows`; what is not given is usual."""
    rows = max([len(column) for column in columns.values()], default=rows)
    filled = {
        name: np.array(columns.get(name, [usual] * rows), dtype=np.float64)
        for name, usual in USUAL.items()
    }
    names = [f"A{row}" for row in range(rows)]
    return Records(items=[f"item {row}" for row in range(rows)], locations=names, **filled)
