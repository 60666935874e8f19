"""A model fitted to a history, judged on days it has not seen, and written as a folder that
`holdfast-hub models publish` takes."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from models.demand import network
from models.demand.features import LOOK_BACK_D, SCHEMA
from models.demand.forecast import LEVELS
from models.demand.forecaster import forecast
from models.demand.history import HORIZON_D, DemandHistory
from models.demand.local import forecast_by_tsb
from models.demand.manifest import Card
from models.demand.onnx import run_by_onnx
from models.demand.pretrained import CARD, ONNX, WEIGHTS
from models.demand.scores import scores, yardstick

DAYS_MIN = LOOK_BACK_D + 3 * HORIZON_D
"""Days a history must have: to look back on, to learn from, to stop by, and to be judged on."""


class Sheet(Card, frozen=True, kw_only=True):
    """A card with all that people ask of a model. `loss_to_tsb` of the 14-day sum, `days_to_tsb` of
    days, `coverage` within the 95 % quantile: of the last days, which it has not seen."""

    data: str
    seed: int
    steps: int
    items: int
    days: int
    loss_to_tsb: float
    days_to_tsb: float
    coverage: float
    sha256: dict[str, str]


class TooShort(ValueError):
    """A history that nothing can be learnt from."""


def train(
    history: DemandHistory,
    folder: Path,
    *,
    data: str,
    site: str,
    seed: int,
    steps: int,
    tell: Callable[[int], None],
) -> Sheet:
    """Learn from all but the last HORIZON_D days, be judged on these, write the files.
    Raises TooShort, and ImportError without the extra `train`."""
    from models.demand.training.export import to_arrays, to_onnx
    from models.demand.training.fit import Plan, fit

    if history.days < DAYS_MIN:
        raise TooShort(f"{history.days} days are known; {DAYS_MIN} is the least")
    seen = history.until(history.days - HORIZON_D)
    try:
        fitted = fit(seen, Plan(seed, steps), tell)
    except ValueError as error:
        raise TooShort(str(error)) from error
    files = {
        ONNX: in_bytes(to_onnx(fitted.net)),
        WEIGHTS: network.pack(to_arrays(fitted.net), in_bytes=True),
    }
    truth, by = history.asked[:, -HORIZON_D:], yardstick(seen.asked)
    mine = scores(forecast(seen, run_by_onnx(files[ONNX])), truth, by)
    base = scores(forecast_by_tsb(seen), truth, by)
    sheet = Sheet(
        features=SCHEMA,
        levels=LEVELS,
        horizon_d=HORIZON_D,
        cut_off=history.origin - timedelta(days=HORIZON_D),
        scores={site: round(mine.summed / base.summed, 4)} if site else {},
        site=site,
        data=data,
        seed=seed,
        steps=fitted.step,
        items=len(history.items),
        days=seen.days,
        loss_to_tsb=round(mine.summed / base.summed, 4),
        days_to_tsb=round(mine.daily / base.daily, 4),
        coverage=round(mine.coverage, 4),
        sha256={name: sha256(body).hexdigest() for name, body in files.items()},
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)
    (folder / CARD).write_bytes(msgspec.json.format(msgspec.json.encode(sheet)) + b"\n")
    return sheet


def in_bytes(model: bytes) -> bytes:
    """An ONNX model with 8-bit weights, a scale per matrix, which cost a quarter of the size."""
    from onnx import load_from_string
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with TemporaryDirectory() as name:
        path = Path(name) / ONNX
        quantize_dynamic(load_from_string(model), path, weight_type=QuantType.QInt8)
        return path.read_bytes()
