"""The model of the wheels brakes as the floor lets the mass, not as fast as the motors stop."""

import pytest

from agv.config import Config
from agv.motion.odometry import WheelModel, rolling

CONFIG = Config()


def driven(speed_mps: float) -> WheelModel:
    wheels = WheelModel(CONFIG)
    for _ in range(200):
        wheels.duties(speed_mps, 0.0)
        wheels.step(0.01)
    return wheels


def test_a_cut_at_full_speed_rolls_its_braking_way() -> None:
    wheels = driven(0.7)
    from_m = wheels.travelled_m
    for _ in range(200):
        wheels.halt()
        wheels.step(0.01)
    way_m = 0.7**2 / (2 * CONFIG.safety.decelerate_mps2)
    assert wheels.travelled_m - from_m == pytest.approx(way_m, rel=0.1)
    assert wheels.motion.speed_mps == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("before", "after", "change", "missing"),
    [(0.5, 0.49, 0.02, 0.0), (0.5, 0.4, 0.02, 0.08), (-0.5, 0.1, 0.02, -0.58), (0.1, 0.4, 0.02, 0)],
)
def test_what_is_missing_of_a_slowing_down(
    before: float, after: float, change: float, missing: float
) -> None:
    assert rolling(before, after, change) == pytest.approx(missing)
