"""The estimate follows what a tape can do, and is not thrown by what it cannot."""

import pytest

from agv.config import Geometry
from agv.motion.estimate import LineEstimate
from agv.motion.odometry import Motion

AHEAD, TURN_S = Motion(speed_mps=0.5), 0.01


def test_a_flipped_bit_at_the_end_of_the_row_hardly_turns_the_tape() -> None:
    estimate = LineEstimate(Geometry())
    estimate.correct(-0.036, AHEAD, 2 * TURN_S)
    assert abs(estimate.direction_rad) < 0.25


def test_an_offset_that_stays_is_believed() -> None:
    estimate = LineEstimate(Geometry())
    for _ in range(60):
        estimate.predict(AHEAD, TURN_S)
        estimate.correct(0.018, AHEAD, TURN_S)
    assert estimate.offset_m == pytest.approx(0.018, abs=0.005)
