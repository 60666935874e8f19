"""Methods that know one item at a time are those of the literature."""

import importlib.util

import numpy as np
import pytest

from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D
from models.demand.local import LOCAL, imapa
from models.demand.smoothing import states
from tests.demand.histories import history, lumpy


def test_tsb_by_hand() -> None:
    found = states(np.array([[0.0, 4.0, 0.0, 8.0]]))
    assert found.size[0] == pytest.approx(4.4)  # 4, then a tenth of the way to 8
    # none on the first day, then .1, .09, .181
    assert found.probability[0] == pytest.approx(0.181)
    assert found.rate[0] == pytest.approx(0.181 * 4.4)


def test_days_that_say_nothing_change_nothing() -> None:
    asked = lumpy(20, 60, seed=1)
    gaps = np.insert(asked, 30, np.full(5, np.nan)[:, None], axis=1)
    assert np.array_equal(states(gaps).rate, states(asked).rate)


@pytest.mark.parametrize("name", LOCAL)
def test_every_method_gives_whole_rising_quantiles(name: str) -> None:
    found = LOCAL[name](history(lumpy(15, 90, seed=2)))
    assert found.made_by == (name,) * 15
    assert np.array_equal(found.summed, np.round(found.summed))
    assert (np.diff(found.summed, axis=2) >= 0).all()
    assert (np.diff(found.summed, axis=1) >= 0).all()
    assert (found.daily >= 0).all()
    assert found.daily.shape == (15, HORIZON_D, len(LEVELS))


def test_a_steady_item_is_forecast_as_it_is() -> None:
    for name in LOCAL:
        found = LOCAL[name](history(np.full((1, 120), 6.0)))
        assert found.mean[0, 0] == pytest.approx(6.0)
        assert found.summed[0, 13, LEVELS.index(0.5)] == pytest.approx(84, abs=1)


def test_an_item_nobody_asks_for_any_more_fades() -> None:
    asked = np.concatenate([np.full((1, 60), 5.0), np.zeros((1, 60))], axis=1)
    found = LOCAL["tsb"](history(asked))
    assert found.mean[0, 0] < 0.02


@pytest.mark.skipif(
    importlib.util.find_spec("statsforecast") is None,
    reason="statsforecast (extra bench) is absent",
)
def test_the_same_as_statsforecast() -> None:
    from statsforecast.models import IMAPA, TSB, SimpleExponentialSmoothing, WindowAverage

    asked = lumpy(40, 150, seed=3)
    models = {
        "tsb": TSB(0.1, 0.1),
        "ses": SimpleExponentialSmoothing(0.1),
        "window": WindowAverage(28),
    }
    for name, model in models.items():
        theirs = [model.forecast(y=row, h=1)["mean"][0] for row in asked]
        assert LOCAL[name](history(asked)).mean[:, 0] == pytest.approx(theirs), name
    total = sum(IMAPA().forecast(y=row, h=1)["mean"][0] for row in asked)
    assert imapa(asked).sum() == pytest.approx(total, rel=0.02)  # weights off a grid
