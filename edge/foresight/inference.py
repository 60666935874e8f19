"""From the file of a model to a forecaster. Only the process apart comes here."""

from functools import partial

from edge.foresight.packing import WRONG_SHAPE
from edge.foresight.runtime import ONNX
from edge.foresight.shadow import Forecaster
from models.demand.forecast import Forecast
from models.demand.forecaster import Run, forecast
from models.demand.history import DemandHistory
from models.demand.manifest import ModelRefused
from models.demand.network import Network, WeightsRefused
from models.demand.onnx import OnnxRefused, ShapeRefused, run_by_onnx

CANNOT_LOAD, NO_NUMBERS = "cannot_load", "no_numbers"


def load(runtime: str, model: bytes) -> Forecaster:
    """ModelRefused, also when the forecaster is used."""
    try:
        run: Run = run_by_onnx(model) if runtime == ONNX else Network.load(model).run
    except (OnnxRefused, WeightsRefused, ImportError) as error:
        raise ModelRefused(_code(error), str(error)) from error
    return partial(_forecast, run)


def _code(error: Exception) -> str:
    has_shape = isinstance(error, WeightsRefused) and error.code == "bad_shape"
    return WRONG_SHAPE if has_shape or isinstance(error, ShapeRefused) else CANNOT_LOAD


def _forecast(run: Run, history: DemandHistory) -> Forecast:
    try:
        return forecast(history, run)
    except ValueError as error:
        raise ModelRefused(NO_NUMBERS, str(error)) from error
