"""What was close and is not heard any more."""

import pytest

from agv.motion.odometry import Motion
from agv.safety.vanishing import ANOTHER_WAY_RAD, NEAR_M, Vanishing

STRAIGHT = Motion(speed_mps=0.1)
TURN_S = 0.01


def look(vanishing: Vanishing, nearest_m: float | None, at_s: float) -> float:
    return vanishing.look(nearest_m, nearest_m, STRAIGHT, at_s, TURN_S)


def test_what_was_close_is_missed_until_something_is_heard() -> None:
    vanishing = Vanishing()
    assert look(vanishing, 0.2, 1.0) == 0
    assert look(vanishing, None, 1.5) == pytest.approx(0.5)
    assert look(vanishing, None, 600.0) == pytest.approx(599.0)
    assert look(vanishing, 2.0, 600.1) == 0
    assert look(vanishing, None, 600.2) == 0


def test_what_was_far_may_go() -> None:
    vanishing = Vanishing()
    look(vanishing, NEAR_M, 1.0)
    assert look(vanishing, None, 9.0) == 0


def test_another_way_or_a_person_ends_it() -> None:
    vanishing = Vanishing()
    look(vanishing, 0.2, 1.0)
    turning = Motion(turn_radps=ANOTHER_WAY_RAD)
    assert vanishing.look(None, None, turning, 1.9, 0.9) > 0
    assert vanishing.look(None, None, turning, 2.1, 0.2) == 0
    look(vanishing, 0.2, 3.0)
    vanishing.forgive()
    assert look(vanishing, None, 4.0) == 0


def test_one_echo_in_an_empty_hall_is_nothing_to_wait_for() -> None:
    vanishing = Vanishing()
    assert vanishing.look(0.2, None, STRAIGHT, 1.0, TURN_S) == 0
    assert look(vanishing, None, 2.0) == 0
