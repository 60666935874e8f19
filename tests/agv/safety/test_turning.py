"""A turn that the tape under the robot does not answer is a blocked wheel."""

from agv.motion.odometry import Motion
from agv.safety.turning import CURVATURE_MAX, EXCESS_RAD_MAX, Turning

TURN_S = 0.01


def looks(motion: Motion, seconds: float, *, on_tape: bool = True) -> bool:
    turning = Turning()
    return [turning.look(motion, TURN_S, on_tape=on_tape) for _ in range(round(seconds / TURN_S))][
        -1
    ]


def test_a_long_sharp_bend_is_no_fault() -> None:
    assert not looks(Motion(speed_mps=0.3, turn_radps=0.3 * CURVATURE_MAX), 20)


def test_turning_on_a_tape_that_stays_is_one_at_the_bound() -> None:
    seconds = EXCESS_RAD_MAX / 4
    for turn in (4.0, -4.0):
        assert not looks(Motion(turn_radps=turn), seconds - 0.02)
        assert looks(Motion(turn_radps=turn), seconds + 0.02)


def test_a_turn_on_the_spot_without_a_tape_to_follow_is_none() -> None:
    assert not looks(Motion(turn_radps=4.0), 5, on_tape=False)
