"""Forecasts kept beside each other until the days they speak of have passed, and compared then.

Of each forecast only the quantiles of the sum over the protection period are kept: some kilobytes a
model and night.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import apsw
import msgspec
import numpy as np
import numpy.typing as npt

from models.demand.forecast import LEVELS, Forecast
from models.demand.gate import PROTECTION_D
from models.demand.history import DemandHistory

SHADOW_D = 28
"""Days a candidate runs beside the active one; also those a standing is judged over."""
KEPT_D = 2 * SHADOW_D + PROTECTION_D
TRIAL_EVERY_D = 7
TRIAL_ORIGINS_MIN, TRIAL_ORIGINS_MAX = 3, 8
"""Origins at which the past is forecast anew. Three of them, a week apart, with the fortnight after
the last, are the four weeks that training holds back."""
HISTORY_D_MIN = 56

Floats = npt.NDArray[np.float64]
Forecaster = Callable[[DemandHistory], Forecast]


@dataclass(frozen=True)
class Sums:
    """Quantiles of what is asked for in the PROTECTION_D days after an origin, [items, LEVELS]."""

    items: tuple[str, ...]
    quantiles: Floats


@dataclass(frozen=True)
class Cases:
    """What models are judged on, as models/demand/gate.py takes it: by model an array
    [origins, items, LEVELS]; `truth`: [origins, items]; `scale`: [items]."""

    by_model: dict[str, Floats]
    truth: Floats
    scale: Floats
    origins: tuple[date, ...]


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    items: tuple[str, ...]
    quantiles: bytes


Kept = Mapping[date, Mapping[str, Sums]]
"""Origin → model → what it said then."""


def sums_of(forecast: Forecast) -> Sums:
    """The part of a forecast that is judged."""
    return Sums(forecast.items, forecast.summed[:, PROTECTION_D - 1, :])


def keep(connection: apsw.Connection, origin: date, said: Mapping[str, Sums]) -> None:
    """Of tonight; what is too old to be judged goes. In a transaction."""
    connection.executemany(
        "INSERT OR REPLACE INTO shadow_forecast(origin, model, body) VALUES(?,?,?)",
        ((origin.isoformat(), model, _packed(sums)) for model, sums in said.items()),
    )
    oldest = (origin - timedelta(days=KEPT_D)).isoformat()
    connection.execute("DELETE FROM shadow_forecast WHERE origin<?", (oldest,))


def kept(connection: apsw.Connection, since: date) -> dict[date, dict[str, Sums]]:
    """What was said at origins from `since` on."""
    found: dict[date, dict[str, Sums]] = {}
    rows = connection.execute(
        "SELECT origin, model, body FROM shadow_forecast WHERE origin>=? ORDER BY origin",
        (since.isoformat(),),
    )
    for origin, model, body in rows:
        assert isinstance(body, bytes)
        found.setdefault(date.fromisoformat(str(origin)), {})[str(model)] = _unpacked(body)
    return found


def trial_origins(history: DemandHistory, after: date) -> list[date]:
    """Origins at which models that have seen nothing later than `after` can be judged on the past;
    none where the past is too short."""
    first = max(after, history.first_day + timedelta(days=HISTORY_D_MIN))
    last = history.origin - timedelta(days=PROTECTION_D)
    found = [
        origin
        for back in range(TRIAL_ORIGINS_MAX)
        if (origin := last - timedelta(days=back * TRIAL_EVERY_D)) >= first
    ]
    return found[::-1] if len(found) >= TRIAL_ORIGINS_MIN else []


def forecast_past(
    history: DemandHistory, origins: Iterable[date], forecaster: Forecaster
) -> dict[date, Sums]:
    """What a model would have said, each time knowing only what was known then."""
    return {
        origin: sums_of(forecaster(history.until((origin - history.first_day).days + 1)))
        for origin in origins
    }


def cases(history: DemandHistory, said: Kept, models: Sequence[str]) -> Cases | None:
    """What was said at origins whose days have passed, where all of these models said something;
    None where there is no such origin. Items that never sold before are judged by nobody."""
    last = history.origin - timedelta(days=PROTECTION_D)
    origins = [
        origin
        for origin in sorted(said)
        if history.first_day <= origin <= last and all(model in said[origin] for model in models)
    ]
    if not origins:
        return None
    scale = _scale(history, origins[0])
    shape = (len(origins), len(history.items))
    truth = np.full(shape, np.nan)
    by_model = {model: np.zeros((*shape, len(LEVELS))) for model in models}
    for place, origin in enumerate(origins):
        known = scale > 0
        for model in models:
            known &= _lay(by_model[model][place], said[origin][model], history.items)
        truth[place] = np.where(known, _asked_after(history, origin), np.nan)
    return Cases(by_model, truth, scale, tuple(origins))


def _lay(into: Floats, sums: Sums, items: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Rows by item; which of the items were forecast."""
    rows = {item: row for row, item in enumerate(sums.items)}
    places = np.array([rows.get(item, -1) for item in items], dtype=np.int64)
    found = places >= 0
    into[found] = sums.quantiles[places[found]]
    return found


def _asked_after(history: DemandHistory, origin: date) -> Floats:
    """Sums over the protection period; NaN where a day of it says nothing."""
    first = (origin - history.first_day).days + 1
    sums: Floats = history.asked[:, first : first + PROTECTION_D].sum(axis=1)
    return sums


def _scale(history: DemandHistory, origin: date) -> Floats:
    """Mean absolute change from day to day up to an origin; 0 for items that never changed."""
    known = history.asked[:, : (origin - history.first_day).days + 1]
    steps = np.abs(np.diff(known, axis=1))
    counted = ~np.isnan(steps)
    means: Floats = np.where(counted, steps, 0.0).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)
    return means


def _packed(sums: Sums) -> bytes:
    body = np.ascontiguousarray(sums.quantiles, dtype=np.float32).tobytes()
    return zlib.compress(msgspec.msgpack.encode(_Packed(sums.items, body)))


def _unpacked(body: bytes) -> Sums:
    packed = msgspec.msgpack.decode(zlib.decompress(body), type=_Packed)
    quantiles = np.frombuffer(packed.quantiles, dtype=np.float32)
    return Sums(packed.items, quantiles.reshape(len(packed.items), len(LEVELS)).astype(np.float64))
