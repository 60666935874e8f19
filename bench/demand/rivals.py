"""What others make of the same days: local methods as statsforecast computes them, and LightGBM's
quantile trees fitted to all items at once."""

import time
import warnings
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from bench.demand.series import Series
from models.demand.features import LOOK_BACK_D
from models.demand.forecast import LEVELS, Forecast
from models.demand.history import HORIZON_D, DemandHistory, Floats
from models.demand.local import spread_out
from models.demand.scores import PROTECTION_D

TREES, LEAVES, RATE = 80, 31, 0.06
EVERY_D = 10
"""Training rows of one item lie so many days apart."""
LAGS = 8


def local_rivals(history: DemandHistory) -> dict[str, Forecast]:
    """Means by statsforecast, negative binomial quantiles around them."""
    from statsforecast.models import IMAPA, TSB, SimpleExponentialSmoothing, WindowAverage

    models = {
        "tsb": TSB(0.1, 0.1),
        "ses": SimpleExponentialSmoothing(0.1),
        "imapa": IMAPA(),
        "window": WindowAverage(28),
    }
    return {
        name: spread_out(history, means(history, model), name) for name, model in models.items()
    }


def means(history: DemandHistory, model: object) -> Floats:
    """[items] by one of their models, through their door for many series."""
    rate: Floats = timed(history, model)[1][:, 0]
    return rate


def timed(history: DemandHistory, model: object) -> tuple[float, Floats]:
    """Seconds on one thread for all items and days, their table of demand made before; and the
    means [items, HORIZON_D]."""
    import pandas
    from statsforecast import StatsForecast

    days = [history.first_day + timedelta(days=day) for day in range(history.days)]
    frame = pandas.DataFrame(
        {
            "unique_id": np.repeat(np.array(history.items), history.days),
            "ds": np.tile(pandas.to_datetime(days), len(history.items)),
            "y": history.asked.ravel(),
        }
    )
    door = StatsForecast(models=[model], freq="D", n_jobs=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        begun = time.perf_counter()
        found = door.forecast(df=frame, h=HORIZON_D)
        taken = time.perf_counter() - begun
    (column,) = [name for name in found.columns if name not in ("unique_id", "ds")]
    values = np.asarray(found[column], dtype=np.float64)
    return taken, values.reshape(len(history.items), HORIZON_D)


class Trees:
    """LightGBM, a model per level, for the 14-day sum; trained up to the first origin."""

    def __init__(self, series: Series, seed: int) -> None:
        import lightgbm

        history = series.known(series.origins[0])
        first = (history.asked > 0).argmax(axis=1)
        last = history.days - HORIZON_D
        rows, origins = [], []
        for row, begun in enumerate(first):
            for origin in range(last, max(int(begun) + HORIZON_D, LOOK_BACK_D) - 1, -EVERY_D):
                rows.append(row)
                origins.append(origin)
        at, days = np.array(rows), np.array(origins)
        inputs, scale = _inputs(history.asked, at, days, history.first_day)
        ahead = days[:, None] + np.arange(PROTECTION_D)
        target = history.asked[at[:, None], ahead].sum(axis=1) / scale / PROTECTION_D
        told = lightgbm.Dataset(inputs, target)
        settings = {
            "objective": "quantile", "num_leaves": LEAVES, "learning_rate": RATE, "verbose": -1,
            "num_threads": 1, "min_data_in_leaf": 100, "feature_fraction": 0.7,
            "bagging_fraction": 0.7, "bagging_freq": 1, "seed": seed,
        }  # fmt: skip
        self._models = [
            lightgbm.train({**settings, "alpha": level}, told, TREES) for level in LEVELS
        ]

    def sums(self, history: DemandHistory) -> Floats:
        """[items, levels] of the 14-day sum."""
        rows = np.arange(len(history.items))
        days = np.full(rows.size, history.days)
        inputs, scale = _inputs(history.asked, rows, days, history.first_day)
        each = [np.maximum(model.predict(inputs), 0) for model in self._models]
        scaled: Floats = np.sort(np.stack(each, axis=1), axis=1) * (scale * PROTECTION_D)[:, None]
        return np.round(scaled)


def _inputs(
    asked: Floats, rows: npt.NDArray[np.int_], days: npt.NDArray[np.int_], first_day: date
) -> tuple[Floats, Floats]:
    """Pools, shares and lags, in units of each row's scale."""
    window = asked[rows[:, None], days[:, None] + np.arange(-LOOK_BACK_D, 0)]
    scale = window.mean(axis=1) + 0.1
    same = [
        window[:, -7 * lag : window.shape[1] - 7 * lag + 7].mean(axis=1)
        for lag in range(1, LAGS + 1)
    ]
    columns = [
        *(window[:, -back:].mean(axis=1) / scale for back in (7, 14, 28, 56)),
        np.log(scale),
        (window == 0).mean(axis=1),
        window.std(axis=1) / scale,
        (window[:, ::-1] > 0).argmax(axis=1),
        (first_day.weekday() + days) % 7,
        *(each / scale for each in same),
        *(window[:, -back] / scale for back in range(1, 8)),
    ]
    return np.stack(columns, axis=1), scale
