"""The model of the package and broken ones, in the real process apart, by both runtimes."""

import msgspec
import numpy as np
import pytest
from onnx import TensorProto, helper

from edge.foresight.apart import Apart, Limits
from edge.foresight.golden import check_golden, golden_history
from edge.foresight.inference import load
from models.demand import pretrained
from models.demand.features import SCHEMA, WIDTH
from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D
from models.demand.manifest import Card, ModelRefused, Terms, check_terms, manifest_of
from models.demand.network import Weights
from models.demand.onnx import INPUT, OUTPUTS
from tests.foresight.world import TODAY

APART = Apart(Limits())


@pytest.mark.parametrize("runtime", ["onnx", "numpy"])
def test_the_model_of_the_package_passes_its_trial(runtime: str) -> None:
    packaged, history = pretrained.load(), golden_history()
    body = packaged.onnx if runtime == "onnx" else packaged.weights
    forecast = APART.forecast(runtime, body, history)
    check_golden(forecast, history)
    assert "network" in forecast.made_by


def test_the_model_of_the_package_is_within_the_terms_of_this_program() -> None:
    packaged = pretrained.load()
    card = msgspec.json.decode(packaged.card, type=Card)
    manifest = manifest_of(card, packaged.onnx, packaged.weights)
    check_terms(manifest, Terms(features=SCHEMA, edge="0", site="NORTH", today=TODAY))
    assert manifest.onnx.size + manifest.weights.size < 2_000_000


@pytest.mark.parametrize(
    ("runtime", "body"),
    [
        ("onnx", b"no graph"),
        ("onnx", pretrained.load().onnx[:-1_000]),
        ("onnx", pretrained.load().weights),
        ("numpy", b"no numbers"),
        ("numpy", pretrained.load().weights[:-1_000]),
        ("numpy", pretrained.load().onnx),
    ],
)
def test_what_is_no_model_cannot_be_loaded(runtime: str, body: bytes) -> None:
    with pytest.raises(ModelRefused) as refused:
        load(runtime, body)
    assert refused.value.code == "cannot_load"


def test_a_graph_of_another_shape_is_refused_for_it() -> None:
    with pytest.raises(ModelRefused) as refused:
        APART.forecast("onnx", _graph(days=HORIZON_D - 1), golden_history())
    assert refused.value.code == "wrong_shape"


def test_weights_of_another_shape_are_refused_for_it() -> None:
    whole = msgspec.msgpack.decode(pretrained.load().weights, type=Weights)
    tensors = {name: each for name, each in whole.tensors.items() if name != "mean.bias"}
    body = msgspec.msgpack.encode(msgspec.structs.replace(whole, tensors=tensors))
    with pytest.raises(ModelRefused) as refused:
        load("numpy", body)
    assert refused.value.code == "wrong_shape"


def test_a_graph_that_never_ends_is_ended() -> None:
    with pytest.raises(ModelRefused) as refused:
        Apart(Limits(cpu_s=2)).forecast("onnx", _graph(rounds=1 << 60), golden_history())
    assert refused.value.code == "hung"


def _graph(days: int = HORIZON_D, rounds: int = 1) -> bytes:
    """Zeros in the shapes of a forecast, after so many rounds of nothing."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Add", ["x", "x"], ["y"])],
        "round",
        [
            helper.make_tensor_value_info("number", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x", TensorProto.FLOAT, [1]),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("y", TensorProto.FLOAT, [1]),
        ],
    )
    shapes = {"daily": [days, len(LEVELS)], "summed": [days, len(LEVELS)], "mean": [days]}
    nodes = [
        helper.make_node("Loop", ["rounds", "go_on", "zero"], ["after"], body=body),
        helper.make_node("Shape", [INPUT], ["rows"], start=0, end=1),
    ]
    constants = [
        helper.make_tensor("rounds", TensorProto.INT64, [], [rounds]),
        helper.make_tensor("go_on", TensorProto.BOOL, [], [True]),
        helper.make_tensor("zero", TensorProto.FLOAT, [1], [0.0]),
    ]
    for name in OUTPUTS:
        tail = np.array(shapes[name], dtype=np.int64)
        constants.append(
            helper.make_tensor(f"{name}_tail", TensorProto.INT64, [len(tail)], tail.tolist())
        )
        nodes.append(
            helper.make_node("Concat", ["rows", f"{name}_tail"], [f"{name}_shape"], axis=0)
        )
        nodes.append(helper.make_node("Expand", ["after", f"{name}_shape"], [name]))
    graph = helper.make_graph(
        nodes,
        "senseless",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["rows", WIDTH])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in OUTPUTS],
        constants,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(made.SerializeToString())
