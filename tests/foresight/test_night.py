"""Nights pass: candidates are judged on days to come, and the one in use may lose its place."""

from datetime import date, timedelta

import msgspec
import numpy as np
import pytest

from edge.foresight import life as lives
from edge.foresight.life import BASELINE, Kept, Life
from edge.foresight.night import Raised, pass_night
from edge.foresight.shadow import Forecaster, Sums, sums_of, trial_origins
from models.demand.forecast import Forecast
from models.demand.history import HORIZON_D, DemandHistory
from models.demand.local import forecast_by_tsb, spread_out
from models.demand.manifest import ModelFile, ModelRefused

ITEMS, RATE, FIRST, KNOWN_D = 60, 6.0, date(2026, 1, 1), 100
FILE = ModelFile("0" * 64, 1)


class Site:
    """Demand that steps at a day, and the nights that pass."""

    def __init__(self, *, step_at: int = 10_000, then: float = 1.0) -> None:
        rates = np.where(np.arange(400) < step_at, RATE, RATE * then)
        self.asked = np.random.default_rng(3).poisson(rates, (ITEMS, 400)).astype(float)
        self.items = tuple(f"item-{number}" for number in range(ITEMS))
        self.life, self.said = Life(), dict[date, dict[str, Sums]]()
        self.models: dict[str, Forecaster] = {BASELINE: forecast_by_tsb}
        self.raised: list[Raised] = []

    def history(self, days: int) -> DemandHistory:
        """The last KNOWN_D days."""
        first = days - KNOWN_D
        asked = self.asked[:, first:days]
        closed = np.zeros(KNOWN_D + HORIZON_D, dtype=bool)
        return DemandHistory(self.items, FIRST + timedelta(days=first), asked, closed)

    def offer(self, model: str, forecaster: Forecaster, *, cut_off: int) -> None:
        self.models[model] = forecaster
        seen = FIRST + timedelta(days=cut_off - 1)
        self.life = lives.shadowed(self.life, Kept(model, FILE, FILE, seen, 0))

    def pass_nights(self, first: int, last: int) -> None:
        for days in range(first, last + 1):
            history = self.history(days)
            night = pass_night(self.life, history, self.said, self.models, days)
            self.life = night.life
            self.said[history.origin] = night.said
            self.raised += night.raised


def at_rate(rate: float) -> Forecaster:
    """A model that knows the demand."""
    return lambda history: spread_out(history, np.full(len(history.items), rate), "network")


def times_tsb(factor: float) -> Forecaster:
    def forecaster(history: DemandHistory) -> Forecast:
        tsb = forecast_by_tsb(history)
        return Forecast(
            tsb.items, tsb.mean * factor, np.round(tsb.daily * factor),
            np.round(tsb.summed * factor), tsb.made_by, tsb.remarks,
        )  # fmt: skip

    return forecaster


def test_without_days_it_has_not_seen_a_candidate_waits_28_days() -> None:
    site = Site()
    site.offer("good", at_rate(RATE), cut_off=120)
    site.pass_nights(120, 147)
    assert site.life.active_model == BASELINE
    site.pass_nights(148, 148)
    assert site.life.active_model == "good"
    assert site.life.judged["good"].days == 15, "a fortnight of the 29 nights is not over"
    assert site.life.previous is None


def test_a_model_that_learnt_the_past_by_heart_is_found_out() -> None:
    """It forecasts its training days exactly, and a third more than anybody asks for after."""
    site = Site()

    def by_heart(history: DemandHistory) -> Forecast:
        known = (history.origin - FIRST).days + 1
        if known > 120:
            return times_tsb(1.38)(history)
        total = site.asked[:, known : known + HORIZON_D].cumsum(axis=1)
        made = forecast_by_tsb(history)
        return Forecast(
            made.items, made.mean, made.daily,
            np.repeat(total[:, :, None], 7, axis=2), made.made_by, made.remarks,
        )  # fmt: skip

    site.offer("by heart", by_heart, cut_off=120)
    site.pass_nights(120, 150)
    assert site.life.active_model == BASELINE
    assert site.life.judged["by heart"].reason == "not_better"


def test_origins_of_a_trial_lie_behind_everything_the_models_have_seen() -> None:
    site = Site()
    history = site.history(150)
    seen = FIRST + timedelta(days=110)
    origins = trial_origins(history, seen)
    assert origins[0] >= seen
    assert origins[-1] + timedelta(days=14) == history.origin
    assert trial_origins(history, history.origin - timedelta(days=27)) == []
    assert len(trial_origins(history, history.origin - timedelta(days=28))) == 3


@pytest.mark.parametrize("factor", [1.38, 0.6])
def test_a_biased_candidate_never_takes_over(factor: float) -> None:
    site = Site()
    site.offer("biased", times_tsb(factor), cut_off=80)
    site.pass_nights(140, 170)
    assert site.life.active_model == BASELINE
    assert site.life.shadow is not None


def test_when_demand_turns_the_model_steps_back_by_itself() -> None:
    site = Site(step_at=155, then=2.0)
    site.offer("good", at_rate(RATE), cut_off=80)
    site.pass_nights(150, 150)
    assert site.life.active_model == "good"
    site.pass_nights(151, 190)
    assert site.life.active_model == BASELINE
    assert site.life.set_aside["good"].standing == "rolled_back"
    assert [(each.kind, each.reason) for each in site.raised] == [
        ("model_rolled_back", "fell_behind_baseline")
    ]


def test_a_newer_model_that_disappoints_gives_way_to_the_one_before() -> None:
    site = Site(step_at=155, then=1.25)
    site.offer("first", at_rate(RATE * 1.25), cut_off=80)
    site.life = lives.promoted(site.life, 0)
    site.offer("second", at_rate(RATE), cut_off=80)
    site.pass_nights(150, 150)
    assert site.life.active_model == "second"
    site.pass_nights(151, 190)
    assert site.life.set_aside["second"].standing == "rolled_back"
    assert site.life.active_model == "first"


def test_a_model_that_cannot_be_run_tonight_is_out_and_the_night_goes_on() -> None:
    site = Site()

    def broken(history: DemandHistory) -> Forecast:
        raise ModelRefused("crashed", "SIGILL")

    site.offer("good", at_rate(RATE), cut_off=80)
    site.pass_nights(150, 150)
    site.offer("next", broken, cut_off=80)
    site.models["good"] = broken
    site.pass_nights(151, 151)
    assert site.life.active_model == BASELINE
    assert site.life.shadow is None
    assert {(each.kind, each.model) for each in site.raised} == {
        ("model_rolled_back", "good"), ("model_refused", "next"),
    }  # fmt: skip
    assert set(site.said[site.history(151).origin]) == {BASELINE}


@pytest.mark.parametrize("items", [49, 50])
def test_a_small_site_leaves_a_candidate_in_shadow(items: int) -> None:
    site = Site()
    site.asked, site.items = site.asked[:items], site.items[:items]
    site.offer("good", at_rate(RATE), cut_off=80)
    site.pass_nights(150, 150)
    assert site.life.active_model == ("good" if items == 50 else BASELINE)


def test_days_without_stock_judge_nobody() -> None:
    site = Site()
    site.asked[:20, 100:] = np.nan
    site.offer("good", at_rate(RATE), cut_off=80)
    site.pass_nights(150, 150)
    assert site.life.judged["good"].items == ITEMS - 20
    assert site.life.judged["good"].reason == "too_few_items"


def test_the_state_survives_being_written_down() -> None:
    site = Site()
    site.offer("good", at_rate(RATE), cut_off=80)
    site.pass_nights(150, 152)
    text = msgspec.json.encode(site.life)
    assert msgspec.json.decode(text, type=Life) == site.life


def test_what_is_kept_of_a_night_is_the_part_that_is_judged() -> None:
    forecast = forecast_by_tsb(Site().history(150))
    np.testing.assert_array_equal(sums_of(forecast).quantiles, forecast.summed[:, 13, :])
