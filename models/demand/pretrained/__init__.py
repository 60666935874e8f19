"""The model that comes with the program, so that a site forecasts from its first day."""

from importlib.resources import files
from typing import NamedTuple

CARD, ONNX, WEIGHTS = "card.json", "model.onnx", "weights.bin"


class Artefact(NamedTuple):
    """A model as bytes: the network in 8 bits for onnxruntime and for numpy, and its card (JSON):
    data, seed, scores, hashes."""

    onnx: bytes
    weights: bytes
    card: bytes


def load() -> Artefact:
    """From the package's data."""
    here = files(__name__)
    return Artefact(
        (here / ONNX).read_bytes(), (here / WEIGHTS).read_bytes(), (here / CARD).read_bytes()
    )
