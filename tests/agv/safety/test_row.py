"""A row of line sensors is believed while it shows what a tape, a bar or the dark would show."""

import random

from agv.hardware.board import Reading
from agv.safety.row import (
    ALL_ON_M_MAX,
    BEGINS_S,
    BLIND_LOOKS,
    BOTH_S_MAX,
    DOUBT_M,
    DOUBT_S_MAX,
    GAP_S_MAX,
    SPLIT_S_MAX,
    STILL_M_MAX,
    SWING_M,
    UNSEEN_M,
    WRONG_OF,
    Row,
)

STEP_M = 0.005
DARK_EVERY = 5


def seen(pattern: str) -> tuple[bool, ...]:
    return tuple(each != "." for each in pattern)


def looks(*patterns: str, step_m: float = STEP_M, fork: bool = False) -> list[str | None]:
    row = Row()
    readings = [
        Reading(at_s=number / 100, line=seen(pattern)) for number, pattern in enumerate(patterns)
    ]
    return [row.look(reading, step_m * 100, fork=fork) for reading in readings]


def looks_dark(dark: str, turns: int) -> tuple[Row, list[str | None]]:
    """Straight on, with a look in the dark every fifth turn."""
    row, said = Row(), []
    for number in range(turns):
        line_dark = seen(dark) if number % DARK_EVERY == 0 else None
        reading = Reading(at_s=number / 100, line=seen("..X.."), line_dark=line_dark)
        said.append(row.look(reading, STEP_M * 100, fork=False))
    return row, said


def test_a_row_that_never_changes_is_frozen() -> None:
    turns = round(max(STILL_M_MAX / STEP_M, DOUBT_M / STEP_M + DOUBT_S_MAX * 100))
    said = looks(*["..X.."] * (turns + 5))
    assert said[turns - 3] is None
    assert said[-1] == "line sensors are frozen: ..X.."


def test_a_row_that_sees_the_dark_may_stay_the_same_for_long() -> None:
    row, said = looks_dark("XXXXX", round(UNSEEN_M / STEP_M) - 1)
    assert set(said) == {None}
    assert not row.doubted


def test_a_row_that_does_not_see_the_dark_is_blind_after_three_looks() -> None:
    _, said = looks_dark("..X..", (BLIND_LOOKS - 1) * DARK_EVERY + 1)
    assert said[-2] is None
    assert said[-1] == "line sensors do not see the dark: XX.XX"


def test_one_wrong_look_in_the_dark_is_a_flipped_bit() -> None:
    row = Row()
    for number, dark in enumerate(["XXXX.", "XXXX.", "XXXXX", "XXXX.", "XXXX."]):
        reading = Reading(at_s=number / 100, line=seen("..X.."), line_dark=seen(dark))
        assert row.look(reading, 0.5, fork=False) is None


def test_all_on_for_longer_than_a_bar() -> None:
    turns = round(ALL_ON_M_MAX / STEP_M)
    said = looks(*["XXXXX"] * (turns + 3))
    assert said[turns - 1] is None
    assert said[-1] == "all line sensors say tape"


def test_a_gap_in_the_row_is_a_broken_sensor_but_at_forks() -> None:
    turns = round(SPLIT_S_MAX * 100) + 3
    pattern = ["X.X..", "X.XX."] * turns
    assert looks(*pattern[:turns])[-1] is not None
    assert "do not agree" in str(looks(*pattern[:turns])[-1])
    assert looks(*["X.X..", "X.X..", "X.XX.", "X.XX."] * 5, fork=True)[-1] is None


def test_random_bits_are_known_within_a_fifth_of_a_second() -> None:
    chance = random.Random(1)
    patterns = ["".join(chance.choice("X.") for _ in range(5)) for _ in range(WRONG_OF)]
    assert looks(*patterns, fork=True)[-1] == "line sensors chatter"
    assert looks(*patterns, step_m=0.0, fork=True)[-1] is None


def test_three_skewed_bars_at_full_speed_are_no_chatter() -> None:
    bar = ["..#..", "###..", "####.", "#####", ".####", "..###"]
    said = looks(*(["..X.."] * 5 + bar * 3 + ["..X.."] * 20), step_m=0.007, fork=True)
    assert set(said) == {None}


def test_a_sensor_that_said_tape_for_long_is_asked_to_leave_it() -> None:
    straight = ["..X.."] * round(UNSEEN_M / STEP_M + 2)
    seen_on = ["..XX."] * 3 + ["...X."] * 10 + ["..X.."] * 20
    row, said = watched(*straight)
    assert row.doubted
    row, said = watched(*straight, *seen_on)
    assert not row.doubted
    assert said[-1] is None


def test_one_that_does_not_leave_it_is_stuck() -> None:
    straight = ["..X.."] * round(UNSEEN_M / STEP_M + 2)
    _, said = watched(*straight, *["..XX."] * (round(BOTH_S_MAX * 100) + 2))
    assert said[len(straight)] is None
    assert said[-1] == "line sensors never leave the tape: ..X.."
    _, said = watched(*straight, *["..X.."] * round(SWING_M / STEP_M))
    assert said[-1] == "line sensors never leave the tape: ..X.."


def test_where_two_see_the_tape_when_the_move_begins_they_may_for_a_moment_more() -> None:
    half = round(BOTH_S_MAX * 100)
    before = ["..X.."] * (round(UNSEEN_M / STEP_M) - 2)
    _, said = watched(*before, *["..XX."] * (half + round(BEGINS_S * 100)))
    assert set(said) == {None}
    _, said = watched(*before, *["..XX."] * (half + round(BEGINS_S * 100) + 6))
    assert said[-1] == "line sensors never leave the tape: ..X.."


def test_a_tape_that_goes_by_beside_the_one_asked_to_leave_it_stops_at_once() -> None:
    straight, gap = ["..X.."] * round(UNSEEN_M / STEP_M + 2), round(GAP_S_MAX * 100)
    _, said = watched(*straight, *["..X.X"] * (gap + 2), *["..X.."] * 20)
    assert said[len(straight) + gap + 1] == "line sensors do not agree: ..X.X"
    _, said = watched(*["..X.."] * 50, *["..X.X"] * (gap + 2), *["..X.."] * 20)
    assert set(said) == {None}


def test_bits_that_flip_are_no_leaving() -> None:
    row, _ = watched(*(["..X.."] * 30 + ["....."]) * round(UNSEEN_M / STEP_M / 30 + 1))
    assert row.doubted


def watched(*patterns: str) -> tuple[Row, list[str | None]]:
    """A row with a switch, so that looking alike is no doubt by itself."""
    row, said = Row(), []
    for number, pattern in enumerate(patterns):
        dark = (True,) * 5 if number % DARK_EVERY == 0 else None
        reading = Reading(at_s=number / 100, line=seen(pattern), line_dark=dark)
        said.append(row.look(reading, STEP_M * 100, fork=False))
    return row, said
