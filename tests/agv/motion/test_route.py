"""Which marker was passed: only an expected one counts, with its own number of bars."""

import pytest

from agv.config import Config
from agv.motion.route import Event, Route
from agv.vehicle import Leg

STEP_M = 0.005
TAPE, BAR = (False, False, True, False, False), (True,) * 5


def drive(route: Route, bars: dict[float, int], until_m: float) -> list[tuple[Event, float]]:
    """Everything that happens on the way; `bars`: number of bars by place."""
    found: list[tuple[Event, float]] = []
    for number in range(round(until_m / STEP_M)):
        at_m = number * STEP_M
        inside = any(
            0 <= at_m - place - each * 0.045 <= 0.02
            for place, count in bars.items()
            for each in range(count)
        )
        event = route.see(BAR if inside else TAPE, at_m)
        if event is not Event.NOTHING:
            found.append((event, round(at_m, 2)))
            if event is not Event.PASSED:
                break
    return found


def route(*legs: tuple[float, int]) -> Route:
    made = Route(Config())
    made.place("start", 0.0)
    made.follow(
        tuple(
            Leg(sequence=number, node=str(number), length_m=length, bars=bars)
            for number, (length, bars) in enumerate(legs, start=1)
        ),
        under_way=False,
    )
    return made


CASES = {
    "all of them": (
        [(1.0, 1), (0.5, 3)],
        {1.0: 1, 1.5: 3},
        [(Event.PASSED, 1.0), (Event.PASSED, 1.59)],
    ),
    "within a fifth": ([(1.0, 1)], {0.81: 1}, [(Event.PASSED, 0.81)]),
    "too early is none": ([(1.0, 1)], {0.7: 1, 1.0: 1}, [(Event.PASSED, 1.0)]),
    "missed": ([(1.0, 1)], {}, [(Event.MISSED, 1.25)]),
    "too few bars": ([(1.0, 2)], {1.0: 1}, [(Event.WRONG, 1.09)]),
    "too many bars": ([(1.0, 1), (1.0, 1)], {1.0: 2}, [(Event.PASSED, 1.0), (Event.WRONG, 1.04)]),
}


@pytest.mark.parametrize(("legs", "bars", "expected"), CASES.values(), ids=CASES)
def test_what_is_seen_on_the_way(
    legs: list[tuple[float, int]], bars: dict[float, int], expected: list[tuple[Event, float]]
) -> None:
    found = drive(route(*legs), bars, 2.0)
    assert [event for event, _ in found] == [event for event, _ in expected]
    assert [at for _, at in found] == pytest.approx([at for _, at in expected], abs=0.011)


def test_a_leg_that_was_begun_stays_in_a_new_route() -> None:
    made = route((1.0, 1), (0.5, 1))
    made.follow((Leg(sequence=7, node="7", length_m=2.0),), under_way=True)
    assert [made.current and made.current.sequence, made.following and made.following.sequence] == [
        1,
        7,
    ]


def test_legs_already_passed_are_skipped() -> None:
    made = route((1.0, 1), (0.5, 1))
    drive(made, {1.0: 1}, 1.1)
    made.follow(
        tuple(Leg(sequence=each, node=str(each), length_m=1.0) for each in (1, 2, 3)),
        under_way=False,
    )
    assert (made.passed, made.current and made.current.sequence) == (1, 2)


def test_a_robot_that_lost_its_place_has_no_route() -> None:
    made = route((1.0, 1))
    made.lose()
    assert (made.current, made.localized) == (None, False)
