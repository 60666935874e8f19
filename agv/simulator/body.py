"""Two wheels, a battery and what goes wrong with them: lag, dead band, mismatch, slip, sag."""

import math
import random

import msgspec

from agv.config import Drive, Geometry
from agv.motion.odometry import rolling

SUBSTEP_S = 0.002


class Physics(msgspec.Struct, frozen=True, kw_only=True):
    """How this robot differs from its model. Shares of 1; `flip` per sensor and reading."""

    lag_s: float = 0.06
    dead_band: float = 0.06
    mismatch: float = 0.03
    slip: float = 0.03
    sag: float = 0.06
    latency_s: float = 0.01
    jitter_s: float = 0.002
    flip: float = 0.002
    spot_noise: float = 12.0
    brake_mps2: float = 1.2
    echo_lost: float = 0.02
    # Of pings sent together: two sounds can cancel each other.
    echo_cancelled: float = 0.1
    cross_talk: float = 0.003


class Body:
    """Pose in the world: the middle of the axle and the heading."""

    def __init__(
        self, physics: Physics, drive: Drive, geometry: Geometry, chance: random.Random
    ) -> None:
        self._physics, self._drive, self._geometry = physics, drive, geometry
        self._chance = chance
        # Each robot is built with its own mismatch.
        self._tilt = physics.mismatch * chance.uniform(-1, 1)
        self._slips = (0.0, 0.0)
        self.x_m = self.y_m = self.heading_rad = 0.0
        self.left_mps = self.right_mps = 0.0
        self.travelled_m = 0.0
        self.stalled: tuple[bool, bool] = (False, False)
        self.amperes = 0.0

    @property
    def speed_mps(self) -> float:
        return (self.left_mps + self.right_mps) / 2

    def put(self, x_m: float, y_m: float, heading_rad: float) -> None:
        """Place it by hand."""
        self.x_m, self.y_m, self.heading_rad = x_m, y_m, heading_rad

    def step(self, duties: tuple[float, float], *, powered: bool) -> None:
        """One substep of 2 ms."""
        physics = self._physics
        gauss, slip = self._chance.gauss, physics.slip * 0.2
        self._slips = (
            self._slips[0] * 0.98 + slip * gauss(0, 1),
            self._slips[1] * 0.98 + slip * gauss(0, 1),
        )
        left = self._wheel(self.left_mps, duties[0], 1 + self._tilt, powered=powered)
        right = self._wheel(self.right_mps, duties[1], 1 - self._tilt, powered=powered)
        given = rolling(self.speed_mps, (left + right) / 2, self._physics.brake_mps2 * SUBSTEP_S)
        self.left_mps = 0.0 if self.stalled[0] else left + given
        self.right_mps = 0.0 if self.stalled[1] else right + given
        blocked = any(self.stalled) and any(duties) and powered
        self.amperes = 4.0 if blocked else 0.3 + abs(self.speed_mps)
        a = self.left_mps * (1 - abs(self._slips[0]))
        b = self.right_mps * (1 - abs(self._slips[1]))
        speed, turn = (a + b) / 2, (b - a) / self._geometry.track_m
        self.heading_rad += turn * SUBSTEP_S
        self.x_m += speed * math.cos(self.heading_rad) * SUBSTEP_S
        self.y_m += speed * math.sin(self.heading_rad) * SUBSTEP_S
        self.travelled_m += abs(speed) * SUBSTEP_S

    def _wheel(self, speed: float, duty: float, tilt: float, *, powered: bool) -> float:
        """First-order lag to the duty's speed."""
        physics = self._physics
        size = max(abs(duty) - physics.dead_band, 0.0) / (1 - physics.dead_band)
        full = self._drive.speed_mps_full * tilt * (1 - physics.sag * abs(duty))
        aim = math.copysign(size * full, duty) if powered else 0.0
        return speed + (aim - speed) * SUBSTEP_S / physics.lag_s
