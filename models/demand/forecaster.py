"""A site's forecast: the network where it can judge, local methods where it cannot."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from models.demand.cleaning import Cleaned, cleaned
from models.demand.features import told
from models.demand.forecast import Forecast
from models.demand.history import HORIZON_D, DemandHistory
from models.demand.local import imapa, spread_out, whole
from models.demand.network import Outputs, Single
from models.demand.smoothing import states

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int_]
Run = Callable[[Single], Outputs]
"""A network, by whatever library."""
ROWS_MAX = 4_096
"""Items at a time, so that a large site needs no large memory."""
PRIOR_D = 1.0
"""A short item's rate is drawn towards the others' as if theirs had been seen for so many days."""


def forecast(history: DemandHistory, run: Run | None) -> Forecast:
    """Of all items. One with something wrong in its history gets TSB from the rest, one known for
    less than four weeks the usual rate of the others, drawn to its own; all TSB without `run`."""
    clean = cleaned(history)
    is_fit = np.array([run is not None and not remark for remark in clean.remarks], dtype=np.bool_)
    rate = states(clean.history.asked).rate
    parts: list[tuple[Rows, Forecast]] = []
    if run is not None:
        for rows in _some(np.flatnonzero(is_fit)):
            parts.append((rows, _by_network(_of(clean.history, rows), rate[rows], run)))
    rest = np.flatnonzero(~is_fit)
    if rest.size or not parts:
        parts.append((rest, _by_rate(clean, rest, rate)))
    return _whole(history.items, parts, clean.remarks)


def _by_network(history: DemandHistory, rate: Floats, run: Run) -> Forecast:
    inputs, scale = told(history)
    found = run(inputs)
    lengths = np.arange(1, HORIZON_D + 1)[None, :, None]
    scales = scale[:, None, None]
    daily, summed = found.daily * scales, found.summed * scales * lengths
    if not np.isfinite(daily).all() or not np.isfinite(summed).all():
        raise ValueError("a network that gives no numbers")
    return whole(history.items, _spread(found.mean, rate), daily, summed, "network")


def _spread(shape: Single, rate: Floats) -> Floats:
    """TSB's level over the network's days: the network knows which days are strong, and its level
    is low by the rare large orders that its training leaves out of means."""
    total = shape.sum(axis=1, keepdims=True, dtype=np.float64)
    share = np.where(total > 0, shape / np.maximum(total, 1e-12), 1 / HORIZON_D)
    mean: Floats = share * (rate * HORIZON_D)[:, None]
    return mean


def _by_rate(clean: Cleaned, rows: Rows, rate: Floats) -> Forecast:
    """TSB. A short item's own rate is that of IMAPA, which is steadier on few days; between it and
    the usual rate of the others lies what is taken."""
    history, is_short = _of(clean.history, rows), clean.is_short[rows]
    others = rate[~clean.is_short]
    usual = float(np.median(others)) if others.size else 0.0
    known = (~np.isnan(history.asked)).sum(axis=1)
    own = known / (known + PRIOR_D) if others.size else np.ones(rows.size)
    drawn = own * imapa(history.asked) + (1 - own) * usual
    found = spread_out(history, np.where(is_short, drawn, rate[rows]), "tsb")
    made_by = tuple("prior" if short else "tsb" for short in is_short)
    return Forecast(found.items, found.mean, found.daily, found.summed, made_by, found.remarks)


def _some(rows: Rows) -> list[Rows]:
    return [rows[at : at + ROWS_MAX] for at in range(0, rows.size, ROWS_MAX)]


def _of(history: DemandHistory, rows: Rows) -> DemandHistory:
    items = tuple(history.items[row] for row in rows)
    return DemandHistory(items, history.first_day, history.asked[rows], history.closed)


def _whole(
    items: tuple[str, ...], parts: list[tuple[Rows, Forecast]], remarks: tuple[str, ...]
) -> Forecast:
    turn: Rows = np.argsort(np.concatenate([rows for rows, _ in parts]))
    made_by = [method for _, part in parts for method in part.made_by]
    return Forecast(
        items=items,
        mean=np.concatenate([part.mean for _, part in parts])[turn],
        daily=np.concatenate([part.daily for _, part in parts])[turn],
        summed=np.concatenate([part.summed for _, part in parts])[turn],
        made_by=tuple(made_by[place] for place in turn),
        remarks=remarks,
    )
