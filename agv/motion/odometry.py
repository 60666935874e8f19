"""How fast the wheels turn, without encoders: a model of the motors, fed with what was asked."""

import math

import msgspec

from agv.config import Config
from agv.vehicle import Pose


class Motion(msgspec.Struct, frozen=True, kw_only=True):
    """Speed of the middle of the axle and rate of turn to the left."""

    speed_mps: float = 0.0
    turn_radps: float = 0.0


class WheelModel:
    """First-order lag behind the duty, with dead band, slowing down no faster than the floor lets
    the mass; pose and way by dead reckoning.

    Markers correct the way (`Pilot`), so only the error within one segment counts: slip, mismatch
    and battery, together under 20 %.
    """

    def __init__(self, config: Config) -> None:
        self._drive, self._track_m = config.drive, config.geometry.track_m
        self._brake_mps2 = config.safety.decelerate_mps2
        self._left = self._right = 0.0
        self._aim_left = self._aim_right = 0.0
        self.travelled_m = 0.0
        self.pose = Pose()
        self.motion = Motion()

    def duties(self, speed_mps: float, turn_radps: float) -> tuple[float, float]:
        """Duty of each wheel for a motion; where one wheel cannot, speed gives way to turning."""
        half = turn_radps * self._track_m / 2
        full = self._drive.speed_mps_full
        if abs(speed_mps) + abs(half) > full:
            half = math.copysign(min(abs(half), full), half)
            speed_mps = math.copysign(max(full - abs(half), 0.0), speed_mps)
        self._aim_left, self._aim_right = speed_mps - half, speed_mps + half
        return self._duty(self._aim_left), self._duty(self._aim_right)

    def halt(self) -> None:
        """The motors were cut."""
        self._aim_left = self._aim_right = 0.0

    def step(self, elapsed_s: float) -> Motion:
        """Carry the model on."""
        share = 1 - math.exp(-elapsed_s / self._drive.lag_s)
        before = self.motion.speed_mps
        self._left += (self._aim_left - self._left) * share
        self._right += (self._aim_right - self._right) * share
        rolls = rolling(before, (self._left + self._right) / 2, self._brake_mps2 * elapsed_s)
        self._left += rolls
        self._right += rolls
        speed = (self._left + self._right) / 2
        turn = (self._right - self._left) / self._track_m
        heading = self.pose.heading_rad + turn * elapsed_s
        self.pose = Pose(
            x_m=self.pose.x_m + speed * math.cos(heading) * elapsed_s,
            y_m=self.pose.y_m + speed * math.sin(heading) * elapsed_s,
            heading_rad=heading,
        )
        self.travelled_m += speed * elapsed_s
        self.motion = Motion(speed_mps=speed, turn_radps=turn)
        return self.motion

    def restart_pose(self) -> None:
        """A new node: the frame begins there."""
        self.pose = Pose()

    def _duty(self, speed_mps: float) -> float:
        if abs(speed_mps) < 0.005:
            return 0.0
        dead = self._drive.dead_band
        return math.copysign(
            dead + (1 - dead) * min(abs(speed_mps) / self._drive.speed_mps_full, 1.0), speed_mps
        )


def rolling(before_mps: float, after_mps: float, change_mps: float) -> float:
    """What is missing of a slowing down that asks for more than `change_mps`."""
    least = abs(before_mps) - change_mps
    if before_mps * after_mps < 0 or abs(after_mps) < least:
        return math.copysign(max(least, 0.0), before_mps) - after_mps
    return 0.0
