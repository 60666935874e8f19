"""Which forecasting model works at the site, which waits, and which was before.

Exactly one is active at any moment: `active`, or where that is None the site's own TSB, which needs
nothing and is always there. All of it is one value, written in one transaction, so a power cut
leaves the state before or the state after and nothing between.
"""

from datetime import date

import msgspec

from models.demand.manifest import (
    CUT_OFF_AHEAD,
    NEEDS_NEWER_EDGE,
    TOO_NEW,
    WRONG_FEATURES,
    WRONG_HORIZON,
    WRONG_LEVELS,
    ModelFile,
)

BASELINE = "tsb"
"""The model that needs no file, under the name it has in standings."""

PREVIOUS = "previous"
REFUSED, ROLLED_BACK, SUPERSEDED, RETIRED = "refused", "rolled_back", "superseded", "retired"
SET_ASIDE_MAX = 100
_OF_ITS_TIME = frozenset(
    (TOO_NEW, NEEDS_NEWER_EDGE, WRONG_FEATURES, WRONG_LEVELS, WRONG_HORIZON, CUT_OFF_AHEAD)
)


class Kept(msgspec.Struct, frozen=True):
    """A model whose files are durable here and that passed its trial run. `tried`: it was judged on
    the past already, so only days to come can speak for it."""

    model: str
    onnx: ModelFile
    weights: ModelFile
    cut_off: date
    since_ms: int
    pretrained: bool = False
    tried: bool = False


class SetAside(msgspec.Struct, frozen=True):
    """A model that is not tried again. standing: one of the four above; reason: a stable code."""

    standing: str
    reason: str
    at_ms: int


class Judged(msgspec.Struct, frozen=True):
    """The last figures of a model; ratios of its loss, None where there was nothing to compare."""

    at_ms: int
    reason: str
    to_baseline: float | None
    to_previous: float | None
    coverage: float | None
    items: int
    days: int


class Life(msgspec.Struct, frozen=True):
    """The state of all models at this site; `since_ms`: since when the active one is."""

    active: Kept | None = None
    previous: Kept | None = None
    shadow: Kept | None = None
    since_ms: int = 0
    set_aside: dict[str, SetAside] = {}
    judged: dict[str, Judged] = {}

    def __post_init__(self) -> None:
        names = [each.model for each in (self.active, self.previous, self.shadow) if each]
        assert len(names) == len(set(names)), names
        assert not self.set_aside.keys() & set(names), names

    @property
    def active_model(self) -> str:
        """The name of the one that is in use."""
        return self.active.model if self.active is not None else BASELINE

    def knows(self, model: str) -> bool:
        """Whether nothing is left to decide about a model that is offered."""
        names = {each.model for each in (self.active, self.previous, self.shadow) if each}
        return model in names or model in self.set_aside


def shadowed(life: Life, candidate: Kept) -> Life:
    """A candidate runs beside the active one from now on, in place of an older candidate."""
    assert not life.knows(candidate.model)
    if life.shadow is not None:
        life = _aside(life, life.shadow.model, SUPERSEDED, "newer_model", candidate.since_ms)
    return msgspec.structs.replace(life, shadow=candidate)


def tried(life: Life) -> Life:
    """The candidate was judged on the past."""
    assert life.shadow is not None
    return msgspec.structs.replace(life, shadow=msgspec.structs.replace(life.shadow, tried=True))


def refused(life: Life, model: str, reason: str, now_ms: int) -> Life:
    """A model that was never let near the site's work."""
    assert not life.knows(model)
    return _aside(life, model, REFUSED, reason, now_ms)


def dropped(life: Life, model: str, reason: str, now_ms: int) -> Life:
    """A candidate or the model before that cannot be run any more."""
    assert life.active is None or life.active.model != model
    if life.previous is not None and life.previous.model == model:
        life = msgspec.structs.replace(life, previous=None)
    return _aside(life, model, REFUSED, reason, now_ms)


def promoted(life: Life, now_ms: int) -> Life:
    """The candidate takes over; what was in use can come back."""
    assert life.shadow is not None
    return msgspec.structs.replace(
        life,
        active=msgspec.structs.replace(life.shadow, since_ms=now_ms),
        previous=_since(life.active, now_ms),
        shadow=None,
        since_ms=now_ms,
    )


def stepped_back(life: Life, to: str, reason: str, now_ms: int) -> Life:
    """The active one goes for good; `to`: PREVIOUS or BASELINE."""
    assert life.active is not None
    assert to in (PREVIOUS, BASELINE)
    gone = life.active.model
    active = _since(life.previous, now_ms) if to == PREVIOUS else None
    left = msgspec.structs.replace(life, active=active, previous=None, since_ms=now_ms)
    return _aside(left, gone, ROLLED_BACK, reason, now_ms)


def offered(life: Life, models: frozenset[str], now_ms: int) -> Life:
    """A candidate that headquarters offers no longer goes; the active one and the one before stay.
    One that was set aside only because it was retired may come again."""
    back = {
        model: each
        for model, each in life.set_aside.items()
        if not (each.standing == RETIRED and model in models)
    }
    life = msgspec.structs.replace(life, set_aside=back)
    shadow = life.shadow
    if shadow is None or shadow.pretrained or shadow.model in models:
        return life
    return _aside(life, shadow.model, RETIRED, "not_offered", now_ms)


def forgiven(life: Life) -> Life:
    """At a start, perhaps of a newer program: what was refused for what this program could not do
    may be looked at again."""
    again = {
        model: each
        for model, each in life.set_aside.items()
        if not (each.standing == REFUSED and each.reason in _OF_ITS_TIME)
    }
    return msgspec.structs.replace(life, set_aside=again)


def judged(life: Life, model: str, figures: Judged) -> Life:
    """Remember how a model did."""
    return msgspec.structs.replace(life, judged={**life.judged, model: figures})


def files_needed(life: Life) -> frozenset[str]:
    """Hashes of the files that have to stay on the disk."""
    kept = [each for each in (life.active, life.previous, life.shadow) if each is not None]
    return frozenset(file.sha256 for each in kept for file in (each.onnx, each.weights))


def _since(kept: Kept | None, now_ms: int) -> Kept | None:
    return None if kept is None else msgspec.structs.replace(kept, since_ms=now_ms)


def _aside(life: Life, model: str, standing: str, reason: str, now_ms: int) -> Life:
    """The oldest are forgotten: a site would else remember every model for ever."""
    entries = [*life.set_aside.items(), (model, SetAside(standing, reason, now_ms))]
    if life.shadow is not None and life.shadow.model == model:
        life = msgspec.structs.replace(life, shadow=None)
    return msgspec.structs.replace(life, set_aside=dict(entries[-SET_ASIDE_MAX:]))
