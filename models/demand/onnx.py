"""Runs a network by onnxruntime, from bytes, on one thread that does not spin."""

from collections.abc import Callable

import numpy as np

from models.demand.features import WIDTH
from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D
from models.demand.network import Outputs, Single

INPUT = "inputs"
OUTPUTS = ("daily", "summed", "mean")


class OnnxRefused(ValueError):
    """Bytes that onnxruntime does not take."""


class ShapeRefused(OnnxRefused):
    """A model that runs, and gives something else."""


def run_by_onnx(model: bytes) -> Callable[[Single], Outputs]:
    """Raises ImportError where onnxruntime is missing, OnnxRefused where it takes not this model.
    On a processor it was not built for the import itself ends the process: try it in another one
    first."""
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as native

    # Its errors have nothing in common but where they live.
    kinds = [kind for kind in vars(native).values() if isinstance(kind, type)]
    refusals: tuple[type[Exception], ...] = (
        *(kind for kind in kinds if issubclass(kind, Exception)), TypeError, ValueError
    )  # fmt: skip
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

        def run(inputs: Single) -> Outputs:
            return Outputs(*session.run(OUTPUTS, {INPUT: inputs}))

        tried = run(np.zeros((2, WIDTH), dtype=np.float32))
    except refusals as error:
        raise OnnxRefused(str(error)) from error
    shape = (2, HORIZON_D, len(LEVELS))
    if tried.daily.shape != shape or tried.summed.shape != shape or tried.mean.shape != shape[:2]:
        raise ShapeRefused(f"outputs of shapes {tried.daily.shape}, {tried.mean.shape}")
    return run
