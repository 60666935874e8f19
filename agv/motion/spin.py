"""Turning on the spot over a crossing until the next tape lies under the row."""

from agv.config import Config
from agv.motion.line import View
from agv.motion.odometry import Motion
from agv.motion.search import LOOKS
from agv.vehicle import Turn

# Where the tape that is left behind is surely gone, and where the wanted one has surely been.
LEAVE_RAD = {Turn.LEFT: 0.7, Turn.RIGHT: 0.7, Turn.AROUND: 2.3}
GIVE_UP_RAD = {Turn.LEFT: 2.3, Turn.RIGHT: 2.3, Turn.AROUND: 4.4}


class Spin:
    """First the axle is brought over the crossing, then the robot turns."""

    def __init__(self, config: Config, turn: Turn, heading_rad: float) -> None:
        self._config, self._turn = config, turn
        self._side = -1 if turn is Turn.RIGHT else 1
        self._from_rad = heading_rad
        self._turning = False
        self._looks = 0

    def step(self, seen: View | None, since_m: float, heading_rad: float) -> Motion | None:
        """The motion of this turn; None once the new tape is found, which a bit that flips is not.
        `seen` None: no new look."""
        ahead = self._config.geometry.sensor_ahead_m
        if not self._turning:
            if since_m < ahead - 0.01:
                return Motion(speed_mps=self._config.motion.dock_mps / 2)
            self._turning, self._from_rad = True, heading_rad
        turned = (heading_rad - self._from_rad) * self._side
        near = turned > LEAVE_RAD[self._turn]
        if seen is not None:
            found = seen.offset_m is not None and abs(seen.offset_m) < self._config.geometry.tape_m
            self._looks = self._looks + 1 if found and near else 0
        if self._looks >= LOOKS:
            return None
        rate = self._config.motion.turn_radps * (0.5 if near else 1.0)
        return Motion(turn_radps=self._side * rate)

    def failed(self, heading_rad: float) -> bool:
        """Turned past where the tape should be."""
        turned = (heading_rad - self._from_rad) * self._side
        return self._turning and turned > GIVE_UP_RAD[self._turn]
