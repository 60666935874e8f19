"""Weights are read as they were written, or refused with a reason."""

import numpy as np
import pytest

from models.demand import network
from models.demand.features import WIDTH
from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D
from models.demand.network import Network, WeightsRefused, pack

HIDDEN, SEVEN = 8, HORIZON_D * len(LEVELS)


def arrays(seed: int = 1) -> dict[str, network.Single]:
    chance = np.random.default_rng(seed)
    shapes = {"first": (HIDDEN, WIDTH), "daily": (SEVEN, HIDDEN), "summed": (SEVEN, HIDDEN)}
    shapes |= {"mean": (HORIZON_D, HIDDEN)}
    shapes |= {f"blocks.{n}.{part}": (HIDDEN, HIDDEN) for n in (0, 1) for part in ("rise", "fall")}
    found = {f"{name}.weight": chance.normal(size=shape) / 4 for name, shape in shapes.items()}
    found |= {f"{name}.bias": chance.normal(size=shape[0]) for name, shape in shapes.items()}
    for n in (0, 1):
        found[f"blocks.{n}.norm.weight"] = np.ones(HIDDEN)
        found[f"blocks.{n}.norm.bias"] = np.zeros(HIDDEN)
    return {name: array.astype(np.float32) for name, array in found.items()}


def test_weights_come_back_exactly_or_in_eight_bits() -> None:
    inputs = np.random.default_rng(2).normal(size=(20, WIDTH)).astype(np.float32)
    kept = Network(arrays()).run(inputs)
    exact = Network.load(pack(arrays(), in_bytes=False)).run(inputs)
    assert all(np.array_equal(one, other) for one, other in zip(kept, exact, strict=True))
    small = pack(arrays(), in_bytes=True)
    assert len(small) < len(pack(arrays(), in_bytes=False)) / 2
    near = Network.load(small).run(inputs)
    assert near.summed == pytest.approx(kept.summed, rel=0.2, abs=0.1)


def test_quantiles_rise_with_the_level_whatever_the_weights() -> None:
    found = Network(arrays(3)).run(np.random.default_rng(4).normal(size=(9, WIDTH)).astype("f4"))
    assert (np.diff(found.daily, axis=2) >= 0).all()
    assert (np.diff(found.summed, axis=2) >= 0).all()
    assert (found.mean >= 0).all()


def test_bytes_that_are_no_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    good = pack(arrays(), in_bytes=True)
    for bad in (b"", b"\x00" * 40, good[: len(good) // 2], good + b"\x00"):
        with pytest.raises(WeightsRefused) as malformed:
            Network.load(bad)
        assert malformed.value.code == "malformed"
    missing, nan = arrays(), arrays()
    del missing["blocks.1.fall.bias"]
    nan["mean.bias"][0] = nan["summed.bias"][0] = np.nan
    wide = arrays() | {"first.weight": np.zeros((HIDDEN, WIDTH + 1), dtype=np.float32)}
    for each in (missing, nan, wide):
        with pytest.raises(WeightsRefused) as shapes:
            Network.load(pack(each, in_bytes=False))
        assert shapes.value.code == "bad_shape"
    monkeypatch.setattr(network, "SCHEMA", "days112-other-2")
    with pytest.raises(WeightsRefused) as features:
        Network.load(good)
    assert features.value.code == "other_features"
