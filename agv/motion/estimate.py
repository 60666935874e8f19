"""Where the tape runs under the robot, between and beyond what the sensors resolve.

Three states in the robot's frame: offset of the tape under the sensor row e (left positive),
direction of the tape psi, curvature k. Between readings, with the row L ahead of the axle,
    de/dt = v psi - w L,    dpsi/dt = v k - w,    dk/dt = 0,
and each reading pulls them back by fixed gains. The model is what takes the steps of an 18 mm pitch
out of the damping.
"""

from agv.config import Geometry
from agv.motion.odometry import Motion

# Three equal poles of the observer, per metre of way; found with the bench `line`.
POLE = 25.0
OFFSET_GAIN, DIRECTION_GAIN, CURVATURE_GAIN = 3 * POLE, 3 * POLE**2, POLE**3
WAY_MPS_MIN = 0.1
DIRECTION_RAD_MAX, CURVATURE_MAX = 1.2, 4.5
# No tape is farther from where it was expected: a bit that flips says otherwise.
SURPRISE_M_MAX = 0.012


class LineEstimate:
    """Carried on every turn of the loop."""

    def __init__(self, geometry: Geometry) -> None:
        self._ahead_m = geometry.sensor_ahead_m
        self._edge_m = geometry.sensor_offsets_m[0]
        self.offset_m = self.direction_rad = self.curvature = 0.0

    def restart(self, offset_m: float = 0.0, direction_rad: float = 0.0) -> None:
        """The tape was found anew."""
        self.offset_m, self.direction_rad, self.curvature = offset_m, direction_rad, 0.0
        self._bound()

    def predict(self, motion: Motion, elapsed_s: float) -> None:
        """By the model alone: on a bar, and where no tape is seen."""
        way = motion.speed_mps * elapsed_s
        turned = motion.turn_radps * elapsed_s
        self.offset_m += way * self.direction_rad - turned * self._ahead_m
        self.direction_rad += way * self.curvature - turned
        self._bound()

    def correct(self, measured_m: float, motion: Motion, elapsed_s: float) -> None:
        """By a reading."""
        error = max(-SURPRISE_M_MAX, min(SURPRISE_M_MAX, measured_m - self.offset_m))
        pull = error * max(abs(motion.speed_mps), WAY_MPS_MIN) * elapsed_s
        self.offset_m += OFFSET_GAIN * pull
        self.direction_rad += DIRECTION_GAIN * pull
        self.curvature += CURVATURE_GAIN * pull
        self._bound()

    def _bound(self) -> None:
        edge = self._edge_m * 1.5
        self.offset_m = max(-edge, min(edge, self.offset_m))
        limit = DIRECTION_RAD_MAX
        self.direction_rad = max(-limit, min(limit, self.direction_rad))
        self.curvature = max(-CURVATURE_MAX, min(CURVATURE_MAX, self.curvature))
