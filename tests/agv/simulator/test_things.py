"""What is around the robot is felt, heard and lit however thin it is."""

import math
import random

import pytest

from agv.config import Geometry
from agv.simulator.things import CONE, Thing, Things, gap_m

POST_M = 0.005


def post(distance_m: float, angle_rad: float, *, echo: float = 1.0) -> Thing:
    x, y = distance_m * math.cos(angle_rad), distance_m * math.sin(angle_rad)
    return Thing(x_m=x, y_m=y, radius_m=POST_M, echo=echo)


def heard(*things: Thing) -> float | None:
    return Things(things).echo_m(0.0, 0.0, 0.0, 0.0, random.Random(1))


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5])
def test_a_post_between_two_rays_is_heard(share: float) -> None:
    angle = CONE[5] + share * (CONE[6] - CONE[5])
    assert heard(post(1.5, angle)) == pytest.approx(1.5 - POST_M, abs=0.01)


def test_a_post_outside_the_cone_is_not() -> None:
    assert heard(post(1.5, CONE[-1] + 0.02)) is None


def test_a_coat_swallows_the_sound_for_the_wall_behind_it() -> None:
    coat = Thing(x_m=1.0, y_m=0.0, half_length_m=0.1, half_width_m=1.0, echo=0.0)
    wall = Thing(x_m=2.0, y_m=0.0, half_length_m=0.1, half_width_m=2.0)
    assert heard(coat, wall) is None
    assert heard(wall) == pytest.approx(1.9, abs=0.01)


@pytest.mark.parametrize(("y_m", "gap"), [(0.1, -0.002), (0.02, -0.002), (0.2, 0.085)])
def test_a_thin_post_touches_the_front_wherever_it_stands(y_m: float, gap: float) -> None:
    geometry = Geometry()
    x = geometry.front_m + 0.003 if abs(y_m) < geometry.width_m / 2 else 0.0
    thing = Thing(x_m=0.0, y_m=0.0, radius_m=POST_M)
    assert gap_m(geometry, thing, x, y_m, 0.0) == pytest.approx(gap, abs=1e-6)
    assert gap_m(geometry, thing, -y_m, x, math.pi / 2) == pytest.approx(gap, abs=1e-6)


def test_a_turned_box_is_as_far_as_its_corner() -> None:
    geometry = Geometry()
    box = Thing(x_m=0, y_m=0, half_length_m=0.1, half_width_m=0.1, heading_rad=math.pi / 4)
    away = geometry.front_m + 0.1 * math.sqrt(2) + 0.3
    assert gap_m(geometry, box, away, 0.0, 0.0) == pytest.approx(0.3, abs=0.08)
    assert gap_m(geometry, box, 0.1, 0.0, 0.0) == 0.0
