"""Models that headquarters could offer: a good one, one that learnt by heart, and spoilt ones."""

import base64
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from hub.foresight.publishing import part_changes
from hub.foresight.training import train
from models.demand.features import SCHEMA, WIDTH
from models.demand.history import DemandHistory
from models.demand.manifest import Card, Manifest, manifest_of
from models.demand.onnx import INPUT, OUTPUTS
from models.demand.pretrained import CARD, ONNX, WEIGHTS
from sync.core.change import Put
from tests.foresight import made

STEPS = 20
"""Of training: enough to know how far demand spreads, which is what TSB knows badly."""
BODY = b"a model in three parts" * 6_000


class Offering(msgspec.Struct, frozen=True):
    """A card and its two files. `spoil`: what becomes of the last part on its way."""

    card: Card
    onnx: bytes
    weights: bytes
    spoil: Callable[[bytes], bytes] | None = None

    @property
    def manifest(self) -> Manifest:
        return manifest_of(self.card, self.onnx, self.weights)

    @property
    def model(self) -> str:
        return self.manifest.model

    def body(self) -> dict[str, object]:
        """As `holdfast-hub models publish` sends it."""
        files = {"onnx": self.onnx, "weights": self.weights}
        return {
            "card": msgspec.to_builtins(self.card),
            **{name: base64.b64encode(file).decode() for name, file in files.items()},
        }

    def parts(self, company: int) -> list[Put]:
        """The rows that sites get."""
        *sound, last = part_changes(company, self.manifest, self.onnx, self.weights)
        body = last.values["body"]
        assert isinstance(body, bytes)
        sent = body if self.spoil is None else self.spoil(body)
        return [*sound, Put(last.table, last.pk, {**last.values, "body": sent})]


def trained(history: DemandHistory, folder: Path) -> Offering:
    """As `holdfast-hub train` writes it."""
    train(history, folder, data="orders", site="NORTH", seed=0, steps=STEPS, tell=lambda _: None)
    card = msgspec.json.decode((folder / CARD).read_bytes(), type=Card)
    return Offering(card, (folder / ONNX).read_bytes(), (folder / WEIGHTS).read_bytes())


def overfitted(history: DemandHistory, folder: Path) -> Offering:
    """It has seen one item, over and over, of which four and five are asked for by turns."""
    steady = np.where(np.arange(history.days)[None] % 2, 5.0, 4.0)
    one = DemandHistory(history.items[:1], history.first_day, steady, history.closed)
    return trained(one, folder)


def shapeless() -> Offering:
    """Rightly signed, and it runs; but what comes out are its inputs."""
    from onnx import TensorProto, helper

    shape = ["rows", WIDTH]
    found = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, shape)
    told = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in OUTPUTS]
    nodes = [helper.make_node("Identity", [INPUT], [name]) for name in OUTPUTS]
    model = helper.make_model(
        helper.make_graph(nodes, "echo", [found], told),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    body: bytes = model.SerializeToString()
    return Offering(made.card(features=SCHEMA), body, BODY)


def spoilt() -> dict[str, Offering]:
    """By the reason for which a site refuses them: what arrives is not what was signed."""
    ways: dict[str, Callable[[bytes], bytes]] = {
        "tampered": lambda body: body[:-1] + b"!",
        "truncated": lambda body: body[:-1],
        "oversized": lambda body: body + b"!",
    }
    card = made.card(features=SCHEMA)
    return {code: Offering(card, BODY, code.encode() + BODY, spoil) for code, spoil in ways.items()}
