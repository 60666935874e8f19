"""What stands or moves around the robot, and how echoes and infrared light come back from it."""

import math
import random
from functools import cache

import msgspec
import numpy as np
import numpy.typing as npt

from agv.config import Geometry
from agv.hardware.ultrasonic import RANGE_M_MAX, RANGE_M_MIN

# Rays across the cone of an ultrasonic sensor, 24 degrees wide, and across an infrared beam.
CONE = tuple(math.radians(2.4 * number) for number in range(-5, 6))
BEAM = (-0.05, 0.0, 0.05)
# Beyond this angle of incidence a flat surface throws the sound away.
MIRROR_RAD = math.radians(45)
EDGE_POINTS = 9
# No point of a robot is farther from the middle of its axle.
BODY_M = 0.4
Array = npt.NDArray[np.float64]


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A post (radius) or a box (half_length, half_width around x, y, turned by heading).

    `echo`: chance that a ping comes back; `colour`: share of the infrared range, 1 white, 0.4
    black. It moves at a steady speed until it stops for good at `until_s`.
    """

    x_m: float
    y_m: float
    radius_m: float = 0.0
    half_length_m: float = 0.0
    half_width_m: float = 0.0
    heading_rad: float = 0.0
    echo: float = 1.0
    colour: float = 1.0
    vx_mps: float = 0.0
    vy_mps: float = 0.0
    until_s: float = math.inf

    def place(self, at_s: float) -> tuple[float, float]:
        """Where its middle is."""
        moved = min(at_s, self.until_s)
        return self.x_m + self.vx_mps * moved, self.y_m + self.vy_mps * moved


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """The first thing on a ray: how far, how steep, which."""

    distance_m: float
    incidence_rad: float
    thing: Thing


class Things:
    """All of them, as they stand at one moment."""

    def __init__(self, things: tuple[Thing, ...]) -> None:
        self.things = things

    def cast(self, x_m: float, y_m: float, angle_rad: float, at_s: float) -> Hit | None:
        """The first hit of a ray."""
        cos, sin = math.cos(angle_rad), math.sin(angle_rad)
        first: Hit | None = None
        for thing in self.things:
            x, y = thing.place(at_s)
            met = _ray(thing, x - x_m, y - y_m, cos, sin)
            if met is not None and (first is None or met[0] < first.distance_m):
                first = Hit(distance_m=met[0], incidence_rad=met[1], thing=thing)
        return first

    def _hits(
        self, x_m: float, y_m: float, heading_rad: float, cone: tuple[float, ...], at_s: float
    ) -> list[Hit]:
        """The first hits within a cone: of its rays, and of one straight to each post, which may
        be thinner than rays are apart."""
        aims = list(cone)
        for thing in self.things:
            if thing.radius_m:
                x, y = thing.place(at_s)
                off = math.remainder(math.atan2(y - y_m, x - x_m) - heading_rad, 2 * math.pi)
                aims.append(max(cone[0], min(cone[-1], off)))
        hits = [self.cast(x_m, y_m, heading_rad + aim, at_s) for aim in aims]
        return [hit for hit in hits if hit is not None]

    def echo_m(
        self, x_m: float, y_m: float, heading_rad: float, at_s: float, chance: random.Random
    ) -> float | None:
        """What a ping hears first; None if nothing comes back."""
        if not self.things:
            return None
        hits = self._hits(x_m, y_m, heading_rad, CONE, at_s)
        heard: float | None = None
        deaf: set[int] = set()
        for hit in sorted(hits, key=lambda each: each.distance_m):
            if hit.distance_m > RANGE_M_MAX or hit.incidence_rad > MIRROR_RAD:
                continue
            if id(hit.thing) in deaf:
                continue
            if chance.random() < hit.thing.echo:
                heard = max(hit.distance_m + chance.gauss(0, 0.002), RANGE_M_MIN)
                break
            deaf.add(id(hit.thing))
        return heard

    def lit(
        self, x_m: float, y_m: float, heading_rad: float, at_s: float, range_dark_m: float
    ) -> bool:
        """Whether an infrared sensor sees something: `range_dark_m` holds for a colour of 0.4."""
        if not self._within(x_m, y_m, range_dark_m / 0.4, at_s):
            return False
        return any(
            hit.distance_m <= range_dark_m * hit.thing.colour / 0.4
            for hit in self._hits(x_m, y_m, heading_rad, BEAM, at_s)
        )

    def _within(self, x_m: float, y_m: float, reach_m: float, at_s: float) -> bool:
        """Whether anything can be that near; most of the time nothing is, and no ray is needed."""
        for thing in self.things:
            x, y = thing.place(at_s)
            dx, dy = x_m - x, y_m - y
            if thing.radius_m:
                far = math.hypot(dx, dy) - thing.radius_m
            else:
                cos, sin = math.cos(thing.heading_rad), math.sin(thing.heading_rad)
                along = abs(dx * cos + dy * sin) - thing.half_length_m
                across = abs(dy * cos - dx * sin) - thing.half_width_m
                far = max(along, across)
            if far <= reach_m:
                return True
        return False

    def near(self, x_m: float, y_m: float, at_s: float) -> bool:
        """Whether anything is near enough to touch a robot here."""
        return self._within(x_m, y_m, BODY_M, at_s)


def _ray(thing: Thing, dx: float, dy: float, cos: float, sin: float) -> tuple[float, float] | None:
    """Distance and incidence of a ray on a thing at (dx, dy); None where it passes by. Plain
    numbers: for a handful of rays an array costs more than it saves."""
    if thing.radius_m:
        along, aside = cos * dx + sin * dy, abs(cos * dy - sin * dx)
        if aside >= thing.radius_m or along <= 0:
            return None
        sine = aside / thing.radius_m
        return along - thing.radius_m * math.sqrt(1 - sine**2), math.asin(sine)
    # In the box's frame its sides lie at ± the halves: the slab method.
    c, s = math.cos(thing.heading_rad), math.sin(thing.heading_rad)
    enter, leave, facing = -math.inf, math.inf, 0.0
    for start, towards, half in (
        (-(dx * c + dy * s), cos * c + sin * s, thing.half_length_m),
        (dx * s - dy * c, sin * c - cos * s, thing.half_width_m),
    ):
        step = towards if abs(towards) > 1e-9 else 1e-9
        near, far = sorted(((-half - start) / step, (half - start) / step))
        if near > enter:
            enter, facing = near, abs(towards)
        leave = min(leave, far)
    if not 0 < enter <= leave:
        return None
    return enter, math.acos(min(facing, 1.0))


def gap_m(geometry: Geometry, thing: Thing, dx: float, dy: float, heading_rad: float) -> float:
    """From a robot's outline to a thing whose middle lies (dx, dy) from that of the axle; 0 or less
    where they touch. A post is exact: it may be thinner than the points of an outline are apart."""
    cos, sin = math.cos(heading_rad), math.sin(heading_rad)
    x, y = dx * cos + dy * sin, dy * cos - dx * sin
    if not thing.radius_m:
        return _box_gap_m(_outline(geometry) - (x, y), thing, thing.heading_rad - heading_rad)
    along = abs(x - geometry.front_m + geometry.length_m / 2) - geometry.length_m / 2
    across = abs(y) - geometry.width_m / 2
    return math.hypot(max(along, 0.0), max(across, 0.0)) - thing.radius_m


def _box_gap_m(points: Array, box: Thing, turned_rad: float) -> float:
    """The nearest of some points around the middle of a box."""
    cos, sin = math.cos(turned_rad), math.sin(turned_rad)
    along = np.abs(points[:, 0] * cos + points[:, 1] * sin) - box.half_length_m
    across = np.abs(points[:, 1] * cos - points[:, 0] * sin) - box.half_width_m
    return float(np.hypot(np.maximum(along, 0.0), np.maximum(across, 0.0)).min())


@cache
def _outline(geometry: Geometry) -> Array:
    """Points around the body, in its own frame."""
    half, front = geometry.width_m / 2, geometry.front_m
    side = np.linspace(-half, half, EDGE_POINTS)
    along = np.linspace(front - geometry.length_m, front, EDGE_POINTS)
    x = np.concatenate([np.full(EDGE_POINTS, front), along, along])
    y = np.concatenate([side, np.full(EDGE_POINTS, half), np.full(EDGE_POINTS, -half)])
    return np.stack([x, y], axis=1)
