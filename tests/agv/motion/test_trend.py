"""Which way the tape runs is known through a gap and a search, and when it is followed back."""

import math

import pytest

from agv.motion.odometry import Motion
from agv.motion.trend import ASTRAY_M, Trend

TURN_S = 0.01


def followed(direction_rad: float, curvature: float, way_m: float) -> Trend:
    trend = Trend()
    for _ in range(round(way_m / 0.005)):
        trend.follow(direction_rad, curvature, 0.005)
    return trend


def test_it_follows_the_estimate_over_some_way() -> None:
    trend = followed(0.2, 1.5, 1.0)
    assert (trend.direction_rad, trend.curvature) == pytest.approx((0.2, 1.5), abs=0.05)
    assert abs(followed(0.2, 1.5, 0.01).direction_rad) < 0.03


def test_a_robot_that_turns_in_a_gap_knows_which_way_is_on() -> None:
    trend = Trend()
    for _ in range(50):
        trend.predict(Motion(turn_radps=2.0), TURN_S)
    assert trend.direction_rad == pytest.approx(-1.0)


def test_a_bend_goes_on_by_way_forwards_and_back() -> None:
    trend = followed(0.0, 2.0, 2.0)
    for _ in range(100):
        trend.predict(Motion(speed_mps=0.2), TURN_S)
    ahead_rad = trend.direction_rad
    assert ahead_rad == pytest.approx(0.4, abs=0.05)
    for _ in range(100):
        trend.predict(Motion(speed_mps=-0.2), TURN_S)
    assert trend.direction_rad == pytest.approx(0.0, abs=0.02)


def test_a_tape_followed_back_is_told_and_not_believed() -> None:
    trend = Trend()
    trend.predict(Motion(turn_radps=math.pi), 1.0)
    for number in range(round(ASTRAY_M / 0.005) + 2):
        assert trend.astray == (number > round(ASTRAY_M / 0.005))
        trend.follow(0.0, 0.0, 0.005)
    assert trend.direction_rad == pytest.approx(-math.pi)
