"""What every model has to forecast before it is let near a site: the same small history for all."""

from datetime import date

import numpy as np

from models.demand.forecast import Forecast
from models.demand.history import HORIZON_D, DemandHistory
from models.demand.manifest import ModelRefused

SENSELESS = "senseless"
_DAYS = 200
_OFTEN = (1, 2, 5, 9, 23)
_MUCH = (1, 4, 60, 3_000)
_TIMES_MAX = 1_000.0


def golden_history() -> DemandHistory:
    """Items that sell daily, weekly and hardly ever, few and many at a time; one never sold, one
    with days without stock, and closed Sundays."""
    day = np.arange(_DAYS + HORIZON_D)
    closed = day % 7 == 6
    rows = [
        np.where((day + often) % often == 0, much * (1.0 + 0.25 * np.sin(day / 5.0)), 0.0)
        for often in _OFTEN
        for much in _MUCH
    ]
    gaps = np.where(day % 11 < 4, np.nan, 6.0)
    asked = np.array([*rows, np.zeros(len(day)), gaps])
    asked = np.round(np.where(closed, 0.0, asked))[:, :_DAYS].astype(np.float64)
    names = tuple(f"golden-{place}" for place in range(len(asked)))
    return DemandHistory(items=names, first_day=date(2024, 1, 1), asked=asked, closed=closed)


def check_golden(forecast: Forecast, history: DemandHistory) -> None:
    """ModelRefused for figures that no demand could have."""
    for name, figures in (
        ("mean", forecast.mean), ("daily", forecast.daily), ("summed", forecast.summed),
    ):  # fmt: skip
        if not np.isfinite(figures).all() or (figures < 0).any():
            raise ModelRefused(SENSELESS, f"{name} holds what is no quantity")
    for name, figures in (("daily", forecast.daily), ("summed", forecast.summed)):
        if (np.diff(figures, axis=2) < 0).any():
            raise ModelRefused(SENSELESS, f"{name}: a higher level with a lower quantity")
    if (np.diff(forecast.summed, axis=1) < 0).any():
        raise ModelRefused(SENSELESS, "summed: more days with less demand")
    most = np.nan_to_num(history.asked).max() * HORIZON_D
    if forecast.summed.max() > most * _TIMES_MAX:
        raise ModelRefused(SENSELESS, f"{forecast.summed.max():g} where at most {most:g} is asked")
