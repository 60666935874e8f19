"""The network judges what it can, local methods the rest, and each item says who did."""

from dataclasses import replace

import numpy as np
import pytest

from models.demand import pretrained
from models.demand.cleaning import NEGATIVE, NO_NUMBER, TOO_SHORT, cleaned
from models.demand.closing import closed_days
from models.demand.features import WIDTH, told
from models.demand.forecaster import ROWS_MAX, forecast
from models.demand.history import HORIZON_D
from models.demand.local import forecast_by_tsb
from models.demand.network import Network, Outputs, Single
from models.demand.onnx import OnnxRefused, run_by_onnx
from tests.demand.histories import history, lumpy


@pytest.fixture(scope="module")
def network() -> Network:
    return Network.load(pretrained.load().weights)


def test_the_packaged_network_runs_the_same_in_numpy_and_onnxruntime(network: Network) -> None:
    past = history(lumpy(300, 200, seed=5))
    by_numpy, by_onnx = (
        forecast(past, network.run),
        forecast(past, run_by_onnx(pretrained.load().onnx)),
    )
    assert set(by_numpy.made_by) == {"network"}
    both = by_numpy.summed[:, -1].sum(), by_onnx.summed[:, -1].sum()
    assert both[0] == pytest.approx(both[1], rel=0.03)  # each in 8 bits of its own
    assert (np.diff(by_numpy.summed, axis=1) >= 0).all()
    assert (np.diff(by_numpy.daily, axis=2) >= 0).all()


def test_its_means_have_the_level_of_tsb(network: Network) -> None:
    past = history(lumpy(50, 200, seed=6))
    found, tsb = forecast(past, network.run), forecast_by_tsb(past)
    assert found.mean.sum(axis=1) == pytest.approx(tsb.mean.sum(axis=1))
    assert not np.allclose(found.mean, tsb.mean)


def test_what_is_wrong_is_said_and_costs_that_item_alone(network: Network) -> None:
    asked = lumpy(6, 200, seed=7)
    good = forecast(history(asked), network.run)
    asked[1, 50], asked[2, 60], asked[3, :-10] = np.inf, -4, np.nan
    found = forecast(history(asked), network.run)
    assert found.remarks == ("", NO_NUMBER, NEGATIVE, TOO_SHORT, "", "")
    assert found.made_by == ("network", "tsb", "tsb", "prior", "network", "network")
    for row in (0, 4, 5):
        assert np.array_equal(found.summed[row], good.summed[row])
    assert np.isfinite(found.summed).all()
    clean = cleaned(history(asked)).history
    assert np.array_equal(found.summed[1], forecast_by_tsb(clean).summed[1])


def test_a_new_item_lies_between_its_days_and_the_others(network: Network) -> None:
    asked = np.full((9, 100), 2.0)
    asked[0] = np.nan
    asked[0, -3:] = 10.0
    found = forecast(history(asked), network.run)
    assert found.made_by[0] == "prior"
    assert found.mean[0, 0] == pytest.approx(0.75 * 10 + 0.25 * 2)


def test_without_a_network_all_is_tsb() -> None:
    past = history(lumpy(10, 200, seed=8))
    found = forecast(past, None)
    assert found.made_by == ("tsb",) * 10
    assert np.array_equal(found.summed, forecast_by_tsb(past).summed)


def test_many_items_are_judged_in_parts() -> None:
    seen: list[int] = []

    def run(inputs: Single) -> Outputs:
        seen.append(inputs.shape[0])
        rows = inputs.shape[0]
        ones = np.ones((rows, HORIZON_D, 7), dtype=np.float32)
        return Outputs(ones, ones, ones[:, :, 0])

    past = history(np.ones((ROWS_MAX + 3, 40)))
    assert forecast(past, run).items == past.items
    assert seen == [ROWS_MAX, 3]


def test_no_items_and_no_numbers() -> None:
    assert forecast(history(np.zeros((0, 40))), None).items == ()

    def nonsense(inputs: Single) -> Outputs:
        bad = np.full((inputs.shape[0], HORIZON_D, 7), np.nan, dtype=np.float32)
        return Outputs(bad, bad, bad[:, :, 0])

    with pytest.raises(ValueError, match="no numbers"):
        forecast(history(np.ones((2, 60))), nonsense)


def test_bytes_that_are_no_model_are_refused() -> None:
    with pytest.raises(OnnxRefused):
        run_by_onnx(b"\x08\x01no model")


def test_inputs_do_not_look_ahead_and_know_the_calendar() -> None:
    asked = lumpy(5, 300, seed=9)
    past = history(asked)
    inputs, scale = told(past.until(250))
    assert inputs.shape == (5, WIDTH)
    changed = history(np.concatenate([asked[:, :250], asked[:, 250:] + 99], axis=1))
    assert np.array_equal(inputs, told(changed.until(250)).inputs)
    closed = past.closed.copy()
    closed[252] = True
    planned = replace(past, closed=closed)
    assert not np.array_equal(inputs, told(planned.until(250)).inputs)
    assert (scale > 0).all()


def test_a_young_site_has_inputs_as_well() -> None:
    inputs, _ = told(history(lumpy(3, 30, seed=10)))
    assert np.isfinite(inputs).all()


def test_closed_days_come_from_the_weeks_before() -> None:
    lines = np.full(70, 20)
    lines[6::7] = 0  # Sundays
    lines[30] = 0  # a holiday
    found = closed_days(lines)
    assert found[6] and found[30] and not found[31]
    assert [int(day) for day in np.flatnonzero(found[70:])] == [6, 13, 20, 27]
    assert not closed_days(np.array([0, 1, 0, 0, 2, 0, 1])).any()  # too little to tell
