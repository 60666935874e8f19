"""What stands or moves around the robot, and how echoes and infrared light come back from it."""

import math
import random

import msgspec
import numpy as np
import numpy.typing as npt

from agv.hardware.ultrasonic import RANGE_M_MAX, RANGE_M_MIN

RAYS = 11
CONE_RAD = math.radians(24)
# Beyond this angle of incidence a flat surface throws the sound away.
MIRROR_RAD = math.radians(45)
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

    def cast(self, x_m: float, y_m: float, angles: Array, at_s: float) -> list[Hit]:
        """The first hit of each ray that has one."""
        best = np.full(len(angles), np.inf)
        steep = np.zeros(len(angles))
        owner = np.full(len(angles), -1)
        ray = np.stack([np.cos(angles), np.sin(angles)])
        for number, thing in enumerate(self.things):
            distance, incidence = _cast(thing, thing.place(at_s), x_m, y_m, ray)
            nearer = distance < best
            best = np.where(nearer, distance, best)
            steep = np.where(nearer, incidence, steep)
            owner = np.where(nearer, number, owner)
        return [
            Hit(
                distance_m=float(best[index]),
                incidence_rad=float(steep[index]),
                thing=self.things[int(owner[index])],
            )
            for index in np.flatnonzero(owner >= 0)
        ]

    def echo_m(
        self, x_m: float, y_m: float, heading_rad: float, at_s: float, chance: random.Random
    ) -> float | None:
        """What a ping hears first; None if nothing comes back."""
        if not self.things:
            return None
        angles = heading_rad + np.linspace(-CONE_RAD / 2, CONE_RAD / 2, RAYS)
        heard: float | None = None
        deaf: set[int] = set()
        for hit in sorted(self.cast(x_m, y_m, angles, at_s), key=lambda each: each.distance_m):
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
        angles = heading_rad + np.array([-0.05, 0.0, 0.05])
        return any(
            hit.distance_m <= range_dark_m * hit.thing.colour / 0.4
            for hit in self.cast(x_m, y_m, angles, at_s)
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

    def touching(self, outline: Array, at_s: float) -> Thing | None:
        """The thing that a point of the robot's outline is inside of."""
        for thing in self.things:
            x, y = thing.place(at_s)
            off = outline - (x, y)
            if thing.radius_m:
                inside = np.hypot(off[:, 0], off[:, 1]) < thing.radius_m
            else:
                cos, sin = math.cos(thing.heading_rad), math.sin(thing.heading_rad)
                along = np.abs(off[:, 0] * cos + off[:, 1] * sin)
                across = np.abs(off[:, 1] * cos - off[:, 0] * sin)
                inside = (along < thing.half_length_m) & (across < thing.half_width_m)
            if inside.any():
                return thing
        return None


def _cast(
    thing: Thing, place: tuple[float, float], x_m: float, y_m: float, ray: Array
) -> tuple[Array, Array]:
    """Distance and incidence of each ray on one thing; infinite where it passes by."""
    dx, dy = place[0] - x_m, place[1] - y_m
    if thing.radius_m:
        along = ray[0] * dx + ray[1] * dy
        aside = np.abs(ray[0] * dy - ray[1] * dx)
        hits = (aside < thing.radius_m) & (along > 0)
        sine = np.minimum(aside / thing.radius_m, 1.0)
        distance = along - thing.radius_m * np.sqrt(1 - sine**2)
        return np.where(hits, distance, np.inf), np.arcsin(sine)
    cos, sin = math.cos(thing.heading_rad), math.sin(thing.heading_rad)
    # In the box's frame its sides lie at ± the halves: the slab method.
    start = np.array([-(dx * cos + dy * sin), -(dy * cos - dx * sin)])[:, None]
    towards = np.stack([ray[0] * cos + ray[1] * sin, ray[1] * cos - ray[0] * sin])
    towards = np.where(np.abs(towards) < 1e-9, 1e-9, towards)
    half = np.array([thing.half_length_m, thing.half_width_m])[:, None]
    near = (-np.sign(towards) * half - start) / towards
    far = (np.sign(towards) * half - start) / towards
    enter = near.max(axis=0)
    hits = (enter <= far.min(axis=0)) & (enter > 0)
    facing = np.abs(np.take_along_axis(towards, near.argmax(axis=0)[None, :], axis=0)[0])
    return np.where(hits, enter, np.inf), np.arccos(np.minimum(facing, 1.0))
