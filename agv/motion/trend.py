"""Which way the tape has been running: slow beside the estimate, and carried through gaps and
searches, so that a robot that stands aslant on the end of a tape still knows which way is on."""

import math

from agv.motion.odometry import Motion

# Way over which a direction and a bend become believed.
DIRECTION_M, CURVATURE_M = 0.12, 0.25
# Farther off it is not the tape that bends but the robot that goes astray on it.
BELIEVED_RAD = 1.0
ASTRAY_RAD, ASTRAY_M = 1.7, 0.05


class Trend:
    """`direction_rad`: of the tape to the left of the robot's heading; `curvature` of the tape."""

    def __init__(self) -> None:
        self.direction_rad = self.curvature = 0.0
        self._astray_m = 0.0

    def restart(self) -> None:
        """Another tape: it runs as the robot stands."""
        self.direction_rad = self.curvature = self._astray_m = 0.0

    def predict(self, motion: Motion, elapsed_s: float) -> None:
        """By the model of the wheels, whether tape is seen or not."""
        along = motion.speed_mps * elapsed_s * math.cos(self.direction_rad)
        self.direction_rad += along * self.curvature - motion.turn_radps * elapsed_s

    def follow(self, direction_rad: float, curvature: float, way_m: float) -> None:
        """`way_m` along a tape that is seen and estimated so."""
        off = direction_rad - self.direction_rad
        if abs(off) < BELIEVED_RAD:
            self.direction_rad += off * min(way_m / DIRECTION_M, 1.0)
            self.curvature += (curvature - self.curvature) * min(way_m / CURVATURE_M, 1.0)
        back = abs(self.direction_rad) > ASTRAY_RAD
        self._astray_m = self._astray_m + way_m if back else 0.0

    @property
    def astray(self) -> bool:
        """Whether the tape is followed back to where the robot came from."""
        return self._astray_m > ASTRAY_M
