"""Whatever happens in whatever order, exactly one model is in use and none is in two places."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from edge.foresight import life as lives
from edge.foresight.life import BASELINE, PREVIOUS, Kept, Life
from models.demand.manifest import ModelFile

FILE = ModelFile("0" * 64, 1)
STEPS = ("offer", "refuse", "try", "promote", "back", "baseline", "drop", "not_offered", "start")


def kept(model: str, now_ms: int = 0) -> Kept:
    return Kept(model, FILE, FILE, date(2025, 1, 1), now_ms)


@given(st.lists(st.sampled_from(STEPS), max_size=40))
def test_there_is_always_exactly_one_active_model(steps: list[str]) -> None:
    life = Life()
    for now_ms, step in enumerate(steps):
        life = _after(life, step, now_ms)
        places = [each.model for each in (life.active, life.previous, life.shadow) if each]
        assert len(places) == len(set(places))
        assert not set(places) & set(life.set_aside)
        assert life.active_model == (life.active.model if life.active else BASELINE)


def test_what_was_in_use_comes_back() -> None:
    first = lives.promoted(lives.shadowed(Life(), kept("a")), 1)
    second = lives.promoted(lives.shadowed(first, kept("b")), 2)
    assert (second.active_model, second.previous and second.previous.model) == ("b", "a")

    back = lives.stepped_back(second, PREVIOUS, "fell_behind_previous", 3)
    assert (back.active_model, back.previous, back.since_ms) == ("a", None, 3)
    assert back.set_aside["b"].reason == "fell_behind_previous"
    assert lives.stepped_back(second, BASELINE, "fell_behind_baseline", 3).active_model == BASELINE


def test_a_newer_candidate_takes_the_place_of_the_older() -> None:
    life = lives.shadowed(lives.shadowed(Life(), kept("a")), kept("b"))
    assert life.shadow == kept("b")
    assert life.set_aside["a"].standing == "superseded"
    assert life.knows("a")


def test_a_newer_program_looks_again_at_what_the_old_one_could_not_run() -> None:
    life = lives.refused(lives.refused(Life(), "a", "too_new", 1), "b", "tampered", 1)
    assert lives.forgiven(life).set_aside.keys() == {"b"}


def test_a_candidate_that_is_not_offered_any_more_goes_and_may_come_again() -> None:
    life = lives.shadowed(Life(), kept("a"))
    gone = lives.offered(life, frozenset(), 1)
    assert (gone.shadow, gone.set_aside["a"].standing) == (None, "retired")
    assert not lives.offered(gone, frozenset({"a"}), 2).knows("a")
    assert lives.offered(life, frozenset({"a"}), 1) == life


def _after(life: Life, step: str, now_ms: int) -> Life:
    """The step, where it can be taken."""
    name = f"m{now_ms}"
    if step == "offer":
        return lives.shadowed(life, kept(name, now_ms))
    if step == "refuse":
        return lives.refused(life, name, "tampered", now_ms)
    if step == "not_offered":
        return lives.offered(life, frozenset(), now_ms)
    if step == "start":
        return lives.forgiven(life)
    if step in ("try", "promote") and life.shadow is not None:
        return lives.tried(life) if step == "try" else lives.promoted(life, now_ms)
    if step in ("back", "baseline") and life.active is not None:
        to = PREVIOUS if step == "back" else BASELINE
        return lives.stepped_back(life, to, "failed", now_ms)
    if step == "drop" and life.previous is not None:
        return lives.dropped(life, life.previous.model, "crashed", now_ms)
    return life
