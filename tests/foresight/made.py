"""Models and manifests to publish, refuse and judge."""

from datetime import date

import msgspec

from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D
from models.demand.manifest import Card

FEATURES = "demand-1"
ONNX, WEIGHTS = bytes(range(251)) * 400, bytes(reversed(range(241))) * 300
"""Two files of three and two parts."""


def card(**other: object) -> Card:
    plain = Card(
        features=FEATURES,
        levels=LEVELS,
        horizon_d=HORIZON_D,
        cut_off=date(2025, 9, 1),
        scores={"NORTH": 0.92},
    )
    return msgspec.structs.replace(plain, **other)
