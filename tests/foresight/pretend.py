"""A process apart whose models are a few words of JSON: what they forecast, or how they misbehave.

`{"rate": 6}` forecasts that many a day, `{"times": 1.38}` so many times TSB. `{"does": …}`: kill,
spin, grow, fail, write, wrong_shape, nan, silent.
"""

import json
import os
import signal
import sys

import msgspec
import numpy as np

from edge.foresight.child import serve
from edge.foresight.packing import Answered, Asked, history_of, pack_forecast
from models.demand.forecast import Forecast
from models.demand.history import DemandHistory
from models.demand.local import forecast_by_tsb, spread_out

CHILD = ("-m", "tests.foresight.pretend")


def made_by(model: bytes, history: DemandHistory) -> Forecast:
    """What such a model forecasts."""
    says = json.loads(model)
    tsb = forecast_by_tsb(history)
    if "rate" in says:
        rates = np.full(len(history.items), float(says["rate"]))
        return spread_out(history, rates, "network")
    times = float(says.get("times", 1.0))
    return Forecast(
        items=tsb.items,
        mean=tsb.mean * times,
        daily=np.round(tsb.daily * times),
        summed=np.round(tsb.summed * times),
        made_by=tsb.made_by,
        remarks=tsb.remarks,
    )


def work(asked: bytes) -> bytes:
    """As the real process answers."""
    question = msgspec.msgpack.decode(asked, type=Asked)
    does = json.loads(question.model).get("does", "")
    if does == "kill" or does == f"kill {question.runtime}":
        os.kill(os.getpid(), signal.SIGILL)
    while does == "spin":
        pass
    if does == "grow":
        bytearray(8 << 30)
    if does == "fail":
        raise ValueError("no such operator")
    if does == "write":
        os.write(os.memfd_create("model-was-here"), b"x")
    if does == "silent":
        return b""
    forecast = made_by(question.model, history_of(question))
    if does == "nan":
        forecast.mean[0, 0] = np.nan
    packed = pack_forecast(forecast)
    if does == "wrong_shape":
        whole = msgspec.msgpack.decode(packed, type=Answered)
        packed = msgspec.msgpack.encode(msgspec.structs.replace(whole, mean=whole.mean[:-8]))
    return packed


if __name__ == "__main__":
    serve(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer, work)
