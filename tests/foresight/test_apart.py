"""A model that misbehaves ends its own process and nothing else. Real processes."""

import numpy as np
import pytest

from edge.foresight.apart import Apart, Limits
from edge.foresight.golden import check_golden, golden_history
from models.demand.local import forecast_by_tsb
from models.demand.manifest import ModelRefused
from tests.foresight.pretend import CHILD

APART = Apart(Limits(memory_bytes=1 << 30, cpu_s=20, wall_s=60.0), CHILD)


def test_a_forecast_made_apart_is_the_same_forecast() -> None:
    history = golden_history()
    made = APART.forecast("numpy", b'{"times": 1}', history)
    tsb = forecast_by_tsb(history)
    assert made.items == tsb.items
    assert made.made_by == tsb.made_by
    np.testing.assert_array_equal(made.mean, tsb.mean)
    np.testing.assert_array_equal(made.daily, tsb.daily)
    np.testing.assert_array_equal(made.summed, tsb.summed)
    check_golden(made, history)


@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("kill", "crashed"),
        ("fail", "crashed"),
        ("silent", "crashed"),
        ("write", "crashed"),
        ("grow", "out_of_memory"),
        ("wrong_shape", "wrong_shape"),
    ],
)
def test_whatever_a_model_does_it_is_refused_by_name(does: str, code: str) -> None:
    with pytest.raises(ModelRefused) as refused:
        APART.forecast("onnx", f'{{"does": "{does}"}}'.encode(), golden_history())
    assert refused.value.code == code


@pytest.mark.parametrize("limits", [Limits(cpu_s=1, wall_s=60.0), Limits(cpu_s=60, wall_s=1.5)])
def test_a_model_that_never_ends_is_ended(limits: Limits) -> None:
    with pytest.raises(ModelRefused) as refused:
        Apart(limits, CHILD).forecast("onnx", b'{"does": "spin"}', golden_history())
    assert refused.value.code == "hung"


def test_a_crash_says_by_which_signal() -> None:
    with pytest.raises(ModelRefused, match="SIGILL"):
        APART.forecast("onnx", b'{"does": "kill"}', golden_history())


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda it: it.mean.__setitem__((0, 0), np.nan), "mean"),
        (lambda it: it.mean.__setitem__((0, 0), -1.0), "mean"),
        (lambda it: it.daily.__setitem__((0, 0, 6), 0.0), "daily"),
        (lambda it: it.summed.__setitem__((0, 27), 0.0), "summed"),
        (lambda it: it.summed.__setitem__((0, slice(27, None), 6), 1e12), "asked"),
    ],
)
def test_figures_that_no_demand_could_have_are_refused(spoil: object, what: str) -> None:
    history = golden_history()
    forecast = forecast_by_tsb(history)
    assert callable(spoil)
    spoil(forecast)
    with pytest.raises(ModelRefused, match=what) as refused:
        check_golden(forecast, history)
    assert refused.value.code == "senseless"
