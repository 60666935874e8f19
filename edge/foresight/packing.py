"""Histories and forecasts as bytes, between the site's program and the process apart."""

from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt

from models.demand.forecast import LEVELS, Forecast
from models.demand.history import HORIZON_D, DemandHistory

WRONG_SHAPE = "wrong_shape"
Floats = npt.NDArray[np.float64]


class Asked(msgspec.Struct, frozen=True):
    """What the process apart is to do. runtime: "onnx" or "numpy"; model: the file of that kind."""

    runtime: str
    model: bytes
    items: tuple[str, ...]
    first_day: date
    asked: bytes
    closed: bytes


class Answered(msgspec.Struct, frozen=True):
    """What came of it. error: empty, or why there is no forecast."""

    error: str = ""
    detail: str = ""
    mean: bytes = b""
    daily: bytes = b""
    summed: bytes = b""
    made_by: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def pack_asked(runtime: str, model: bytes, history: DemandHistory) -> bytes:
    """For the process apart."""
    return msgspec.msgpack.encode(
        Asked(
            runtime=runtime,
            model=model,
            items=history.items,
            first_day=history.first_day,
            asked=np.ascontiguousarray(history.asked, dtype=np.float64).tobytes(),
            closed=np.ascontiguousarray(history.closed, dtype=np.bool_).tobytes(),
        )
    )


def history_of(asked: Asked) -> DemandHistory:
    """What is to be forecast."""
    closed = np.frombuffer(asked.closed, dtype=np.bool_)
    days = len(closed) - HORIZON_D
    return DemandHistory(
        items=asked.items,
        first_day=asked.first_day,
        asked=np.frombuffer(asked.asked).reshape(len(asked.items), days),
        closed=closed,
    )


def pack_forecast(forecast: Forecast) -> bytes:
    """For the site's program."""
    return msgspec.msgpack.encode(
        Answered(
            mean=_bytes(forecast.mean),
            daily=_bytes(forecast.daily),
            summed=_bytes(forecast.summed),
            made_by=forecast.made_by,
            remarks=forecast.remarks,
        )
    )


def forecast_of(answered: Answered, items: tuple[str, ...]) -> Forecast:
    """ValueError where the arrays are not those of a forecast."""
    shape = (len(items), HORIZON_D, len(LEVELS))
    return Forecast(
        items=items,
        mean=np.frombuffer(answered.mean).reshape(shape[:2]),
        daily=np.frombuffer(answered.daily).reshape(shape),
        summed=np.frombuffer(answered.summed).reshape(shape),
        made_by=answered.made_by,
        remarks=answered.remarks,
    )


def _bytes(array: Floats) -> bytes:
    return np.ascontiguousarray(array, dtype=np.float64).tobytes()
