"""A night of the site's models: forecasts beside each other, and what follows from past ones.

Decides and keeps nothing: forecasters are handed in, and what comes out is written in one go.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from edge.foresight import life as lives
from edge.foresight.life import BASELINE, PREVIOUS, Judged, Life
from edge.foresight.shadow import (
    SHADOW_D,
    Cases,
    Forecaster,
    Kept,
    Sums,
    cases,
    forecast_past,
    sums_of,
    trial_origins,
)
from models.demand.gate import (
    BASELINE_MAX,
    FELL_BEHIND_PREVIOUS,
    PROMOTE,
    PROTECTION_D,
    Standing,
    Verdict,
    judge,
    loss,
    stands,
)
from models.demand.history import DemandHistory
from models.demand.manifest import ModelRefused

STANDING_ORIGINS_MIN = 7
"""A model is not sent back for one odd fortnight."""
REFUSED, ROLLED_BACK = "model_refused", "model_rolled_back"


@dataclass(frozen=True)
class Raised:
    """Something for the list of exceptions: kind, model, reason."""

    kind: str
    model: str
    reason: str


@dataclass(frozen=True)
class Night:
    """What to write: the new state, what was forecast tonight, and what somebody should hear of."""

    life: Life
    said: dict[str, Sums]
    raised: tuple[Raised, ...]


@dataclass(frozen=True)
class _Known:
    """What the steps of a night work from. `forecasters`: by model, the baseline among them."""

    history: DemandHistory
    forecasters: Mapping[str, Forecaster]
    now_ms: int


def pass_night(
    life: Life,
    history: DemandHistory,
    before: Kept,
    forecasters: Mapping[str, Forecaster],
    now_ms: int,
) -> Night:
    """`before`: what was said in the nights before. Takes as long as the models do."""
    known = _Known(history, forecasters, now_ms)
    raised: list[Raised] = []
    life, said = _tonight(life, known, raised)
    life = _look_at_active(life, known, before, raised)
    life = _look_at_shadow(life, known, before)
    life = _try_on_past(life, known, raised)
    return Night(life, said, tuple(raised))


def _tonight(life: Life, known: _Known, raised: list[Raised]) -> tuple[Life, dict[str, Sums]]:
    """Everybody's forecast; whoever makes none is out."""
    said = {BASELINE: sums_of(known.forecasters[BASELINE](known.history))}
    for kept in (life.active, life.previous, life.shadow):
        if kept is None:
            continue
        try:
            said[kept.model] = sums_of(known.forecasters[kept.model](known.history))
        except ModelRefused as error:
            life = _failed(life, kept.model, error.code, known.now_ms, raised)
    return life, said


def _failed(life: Life, model: str, code: str, now_ms: int, raised: list[Raised]) -> Life:
    if life.active is not None and life.active.model == model:
        raised.append(Raised(ROLLED_BACK, model, code))
        return lives.stepped_back(life, PREVIOUS, code, now_ms)
    raised.append(Raised(REFUSED, model, code))
    return lives.dropped(life, model, code, now_ms)


def _look_at_active(life: Life, known: _Known, before: Kept, raised: list[Raised]) -> Life:
    """Over the last 28 days: it stays, or it steps back by itself."""
    active = life.active
    if active is None:
        return life
    since = known.history.origin - timedelta(days=SHADOW_D + PROTECTION_D)
    lately = {origin: said for origin, said in before.items() if origin > since}
    names = [active.model, BASELINE]
    if life.previous is not None:
        names.append(life.previous.model)
    found = cases(known.history, lately, names)
    if found is None or len(found.origins) < STANDING_ORIGINS_MIN:
        return life
    arrays = [found.by_model[name] for name in names]
    previous = arrays[2] if len(arrays) > 2 else None
    standing = stands(arrays[0], arrays[1], previous, found.truth, found.scale)
    life = lives.judged(life, active.model, _of_standing(standing, found, known.now_ms))
    if standing.keep:
        return life
    raised.append(Raised(ROLLED_BACK, active.model, standing.reason))
    to = _back_to(standing, found, names)
    return lives.stepped_back(life, to, standing.reason, known.now_ms)


def _back_to(standing: Standing, found: Cases, names: list[str]) -> str:
    """The model before, unless it too is behind the baseline by now."""
    if len(names) < 3:
        return BASELINE
    losses = [loss(found.by_model[name], found.truth, found.scale) for name in names[1:]]
    good = losses[1] <= BASELINE_MAX * losses[0]
    return PREVIOUS if good or standing.reason == FELL_BEHIND_PREVIOUS else BASELINE


def _try_on_past(life: Life, known: _Known, raised: list[Raised]) -> Life:
    """A candidate is judged at once if the site has days enough that no model has seen."""
    shadow, active = life.shadow, life.active
    if shadow is None or shadow.tried:
        return life
    seen = [each.cut_off for each in (shadow, active) if each is not None]
    origins = trial_origins(known.history, max(seen))
    if not origins:
        return life
    names = _names(life)
    said: dict[date, dict[str, Sums]] = {origin: {} for origin in origins}
    for name in names:
        try:
            past = forecast_past(known.history, origins, known.forecasters[name])
        except ModelRefused as error:
            return _failed(life, name, error.code, known.now_ms, raised)
        for origin, sums in past.items():
            said[origin][name] = sums
    return _judge(lives.tried(life), cases(known.history, said, names), known.now_ms)


def _look_at_shadow(life: Life, known: _Known, before: Kept) -> Life:
    """A candidate that ran beside the others for 28 days is judged on what it said."""
    if life.shadow is None:
        return life
    names, first = _names(life), _first_said(before, life.shadow.model)
    if first is None or known.history.origin - first < timedelta(days=SHADOW_D):
        return life
    return _judge(lives.tried(life), cases(known.history, before, names), known.now_ms)


def _judge(life: Life, found: Cases | None, now_ms: int) -> Life:
    assert life.shadow is not None
    if found is None:
        return life
    candidate, active, tsb = (
        found.by_model[name] for name in (life.shadow.model, life.active_model, BASELINE)
    )
    verdict = judge(candidate, active, tsb, found.truth, found.scale)
    life = lives.judged(life, life.shadow.model, _of_verdict(verdict, found, now_ms))
    return lives.promoted(life, now_ms) if verdict.promote else life


def _names(life: Life) -> list[str]:
    """Whom a candidate is compared with, and itself."""
    assert life.shadow is not None
    return list(dict.fromkeys((BASELINE, life.active_model, life.shadow.model)))


def _first_said(before: Kept, model: str) -> date | None:
    return min((origin for origin, said in before.items() if model in said), default=None)


def _of_verdict(verdict: Verdict, found: Cases, now_ms: int) -> Judged:
    return Judged(
        at_ms=now_ms,
        reason="" if verdict.reason == PROMOTE else verdict.reason,
        to_baseline=_finite(verdict.to_baseline),
        to_previous=_finite(verdict.to_active),
        coverage=_finite(verdict.coverage),
        items=verdict.items,
        days=len(found.origins),
    )


def _of_standing(standing: Standing, found: Cases, now_ms: int) -> Judged:
    return Judged(
        at_ms=now_ms,
        reason="" if standing.keep else standing.reason,
        to_baseline=_finite(standing.to_baseline),
        to_previous=None if standing.to_previous is None else _finite(standing.to_previous),
        coverage=_finite(standing.coverage),
        items=standing.items,
        days=len(found.origins),
    )


def _finite(figure: float) -> float | None:
    return figure if np.isfinite(figure) else None
