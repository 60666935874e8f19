"""A fitted network as others run it: arrays by name, and ONNX."""

import warnings
from io import BytesIO

import numpy as np
import torch

from models.demand.features import WIDTH
from models.demand.network import Single
from models.demand.onnx import INPUT, OUTPUTS
from models.demand.training.net import DemandNet

OPSET = 17


def to_arrays(net: DemandNet) -> dict[str, Single]:
    """For `network.Network` and `network.pack`."""
    state = net.state_dict()
    return {name: value.detach().numpy().astype(np.float32) for name, value in state.items()}


def to_onnx(net: DemandNet) -> bytes:
    """In 32-bit numbers, for any number of rows."""
    net.eval()
    held = BytesIO()
    with warnings.catch_warnings():
        # The exporter that is recommended now needs two packages more and writes the same.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            net,
            (torch.zeros(2, WIDTH),),
            held,
            input_names=[INPUT],
            output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "rows"} for name in (INPUT, *OUTPUTS)},
            opset_version=OPSET,
            dynamo=False,
        )
    return held.getvalue()
