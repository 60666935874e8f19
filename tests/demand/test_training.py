"""Training ends in files that run alike everywhere, and learns what can be learnt."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from models.demand.features import told
from models.demand.history import HORIZON_D
from models.demand.network import Network, pack
from models.demand.onnx import run_by_onnx
from tests.demand.histories import history, lumpy

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None or importlib.util.find_spec("onnx") is None,
    reason="torch or onnx (extra train) is absent",
)
PAST = history(lumpy(60, 230, seed=11))


def test_the_network_is_the_same_in_torch_onnxruntime_and_numpy() -> None:
    import torch

    from models.demand.training.export import to_arrays, to_onnx
    from models.demand.training.fit import Plan, fit

    fitted = fit(PAST, Plan(seed=1, steps=5, rows=64), lambda step: None)
    inputs, _ = told(PAST)
    with torch.no_grad():
        theirs = [value.numpy() for value in fitted.net(torch.from_numpy(inputs))]
    exported = run_by_onnx(to_onnx(fitted.net))(inputs)
    ours = Network.load(pack(to_arrays(fitted.net), in_bytes=False)).run(inputs)
    for name, one, other, mine in zip(ours._fields, theirs, exported, ours, strict=True):
        assert np.abs(one - other).max() <= 1e-4, name
        assert np.abs(mine - other).max() <= 1e-4, name


def test_the_same_seed_gives_the_same_network_and_never_sees_the_days_to_come() -> None:
    from models.demand.training.export import to_arrays
    from models.demand.training.fit import Plan, fit

    plan = Plan(seed=2, steps=4, rows=64)
    one = to_arrays(fit(PAST, plan, lambda step: None).net)
    seen = PAST.until(200)
    again = to_arrays(fit(PAST, plan, lambda step: None).net)
    short = to_arrays(fit(seen, plan, lambda step: None).net)
    later = PAST.asked.copy()
    later[:, 200:] += 1_000
    other = to_arrays(fit(history(later).until(200), plan, lambda step: None).net)
    assert all(np.array_equal(one[name], again[name]) for name in one)
    assert all(np.array_equal(short[name], other[name]) for name in short)


def test_the_days_held_back_are_learnt_once_they_have_judged() -> None:
    from models.demand.training.export import to_arrays
    from models.demand.training.fit import Plan, fit

    changed = PAST.asked.copy()
    changed[:, -HORIZON_D:] += 3
    for steps, is_learnt in ((3, False), (7, True)):
        plan = Plan(seed=5, steps=steps, rows=64)
        one = to_arrays(fit(PAST, plan, lambda step: None).net)
        other = to_arrays(fit(history(changed), plan, lambda step: None).net)
        assert any(not np.array_equal(one[name], other[name]) for name in one) is is_learnt


def test_a_short_history_teaches_nothing() -> None:
    from models.demand.training.fit import Plan, fit

    with pytest.raises(ValueError, match="too few"):
        fit(history(lumpy(5, 120, seed=1)), Plan(seed=1, steps=1), lambda step: None)


def test_a_folder_is_written_that_can_be_published(tmp_path: Path) -> None:
    import msgspec

    from hub.foresight.training import Sheet, TooShort, train

    def learn(past: object, steps: int = 3) -> Sheet:
        assert past is not None
        return train(
            PAST, tmp_path / "model", data="generated", site="", seed=3, steps=steps,
            tell=lambda step: None,
        )  # fmt: skip

    sheet = learn(PAST)
    files = {each.name: each.read_bytes() for each in (tmp_path / "model").iterdir()}
    assert set(files) == {"card.json", "model.onnx", "weights.bin"}
    assert msgspec.json.decode(files["card.json"], type=Sheet) == sheet
    assert len(files["model.onnx"]) <= 1_000_000
    assert sheet.cut_off < PAST.origin
    run_by_onnx(files["model.onnx"])
    Network.load(files["weights.bin"])
    with pytest.raises(TooShort):
        train(
            PAST.until(60), tmp_path / "no", data="generated", site="", seed=3, steps=1,
            tell=lambda step: None,
        )  # fmt: skip
    assert not (tmp_path / "no").exists()
