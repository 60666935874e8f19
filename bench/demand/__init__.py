"""Forecasts of daily demand beside the best local methods and quantile trees, at origins inside the
data that nothing was trained on."""

import statistics
import time
from collections.abc import Callable
from datetime import date

from rich.console import Console

from bench.demand import daily, monthly, series
from bench.demand.rivals import timed
from bench.report import Report
from hub.foresight.training import in_bytes
from models.demand.forecaster import Run, forecast
from models.demand.history import DemandHistory
from models.demand.onnx import run_by_onnx

STEPS, MONTHLY_STEPS, FEW_STEPS = 2_100, 840, 420
FEW_ITEMS = 12
TIMED_ITEMS, ETS_ITEMS, REPEATS = 1_000, 20, 5

TARGETS = {
    "sum14_vs_best_local": "<= 0.92",
    "sum14_vs_trees": "<= 1.00",
    "daily_vs_best_local": "<= 0.95",
    "rmsse_vs_best_local": "<= 1.00",
    "coverage_off_worst": "<= 0.03",
    "bias_vs_best_local": "<= 1.00",
    "newsvendor_vs_formula": "<= 0.85",
    "monthly_generated_vs_best_local": "<= 1.01",
    "speed_vs_statsforecast_tsb": ">= 1",
    "speed_vs_statsforecast_autoets": ">= 1000",
    "artefact_mb": "<= 1",
    "gate_blocks_overfitted": "== 1",
    "gate_promotes_ours": "== 1",
}


def run(seed: int) -> Report:
    """Trains three networks; about five minutes of one core."""
    tell = Console(stderr=True).print
    found = series.real()
    days = found if found is not None else series.generated(seed)
    first = days.known(days.origins[0])
    tell("the network learns")
    model = _learnt(first, seed, STEPS)
    by_model = run_by_onnx(model)
    at = daily.origins(days, by_model, seed, tell)
    tell("a network of few items learns")
    few = _some(first, FEW_ITEMS)
    by_few = run_by_onnx(_learnt(few, seed, FEW_STEPS))
    tell("a network of months learns")
    rare = monthly.generated(seed)
    seen = rare.until(rare.days - monthly.HALF_YEAR)
    by_months = run_by_onnx(_learnt(seen, seed, MONTHLY_STEPS))
    figures = {
        **daily.figures(at, days.price),
        **daily.judged(at[0], forecast(first, by_few)),
        "monthly_generated_vs_best_local": monthly.generated_ratio(rare, by_months),
        **_speed(first, by_model),
        "artefact_mb": len(model) / 1e6,
    }
    targets = dict(TARGETS)
    if days.is_real:
        figures["monthly_real_vs_best_local"] = monthly.real_ratio(days, by_model)
        targets["monthly_real_vs_best_local"] = "<= 1.01"
    return Report(figures=figures, targets=targets, notes=_notes(days))


def _learnt(history: DemandHistory, seed: int, steps: int) -> bytes:
    """A model as a hub publishes it: ONNX in 8 bits."""
    from models.demand.training.export import to_onnx
    from models.demand.training.fit import Plan, fit

    return in_bytes(to_onnx(fit(history, Plan(seed, steps), lambda step: None).net))


def _some(history: DemandHistory, items: int) -> DemandHistory:
    return DemandHistory(
        history.items[:items], history.first_day, history.asked[:items], history.closed
    )


def _speed(history: DemandHistory, by_model: Run) -> dict[str, float]:
    """Whole forecasts, features and all, per thousand items on one thread; the repeats in turn."""
    from statsforecast.models import TSB, AutoETS

    few = _some(history, ETS_ITEMS)
    some = _some(history, min(TIMED_ITEMS, len(history.items)))
    per_thousand = 1_000 / len(some.items)
    timed(some, TSB(0.1, 0.1))  # compiles at its first call
    forecast(some, by_model)
    ours, tsb = [], []
    for _ in range(REPEATS):
        ours.append(_seconds(lambda: forecast(some, by_model)) * per_thousand)
        tsb.append(timed(some, TSB(0.1, 0.1))[0] * per_thousand)
    timed(_some(history, 2), AutoETS(season_length=7))
    ets = timed(few, AutoETS(season_length=7))[0] * 1_000 / len(few.items)
    return {
        "forecast_ms_per_1000": statistics.median(ours) * 1_000,
        "statsforecast_tsb_ms_per_1000": statistics.median(tsb) * 1_000,
        "statsforecast_autoets_s_per_1000": ets,
        "speed_vs_statsforecast_tsb": statistics.median(
            one / other for one, other in zip(tsb, ours, strict=True)
        ),
        "speed_vs_statsforecast_autoets": ets / statistics.median(ours),
    }


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _notes(days: series.Series) -> tuple[str, ...]:
    items, known = days.asked.shape
    last = [date.fromordinal(days.first_day.toordinal() + count - 1) for count in days.origins]
    return (
        f"{'Real daily demand' if days.is_real else 'GENERATED daily demand: no file beside'}, "
        f"{items:,} items, {known} days, {float((days.asked == 0).mean()):.0%} of them empty; "
        f"origins {' and '.join(str(day) for day in last)}, {28} days ahead. Trained up to the "
        "first origin, judged at all; closed days ahead by the weeks before.",
        "Best local: the best by the 14-day sum of TSB, SES, IMAPA and window average as "
        "statsforecast computes them, with negative binomial quantiles; daily: the best by days.",
        "Losses: pinball over seven levels in units of each item's mean change from day to day; "
        "RMSSE alike. Means over items, then over origins. coverage_off_worst: worst origin.",
        "newsvendor: 95 % of the price per unit short, 5 % per unit left, order-up-to level for 14 "
        "days; formula: mean of 28 days and 1.645 standard deviations of 56.",
        f"overfitted: trained on {FEW_ITEMS} items. speed: whole forecasts of 1,000 items on one "
        f"thread beside theirs of the same; AutoETS(7) of {ETS_ITEMS} items.",
    )
