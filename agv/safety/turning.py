"""Whether the tape answers: it cannot stay under a robot that turns sharper than any tape bends."""

from agv.motion.odometry import Motion

# Bends of 0.22 m radius.
CURVATURE_MAX = 4.5
# A tape that was found aslant is turned to by less.
EXCESS_RAD_MAX = 1.6


class Turning:
    """Carried on every turn of the loop. A blocked wheel makes the steering ask for more and more
    of a turn that does not come; a line sensor that is stuck leads the robot in a circle."""

    def __init__(self) -> None:
        self._left_rad = self._right_rad = 0.0

    def look(self, motion: Motion, elapsed_s: float, *, on_tape: bool) -> bool:
        """True while it turns more than a tape can. `on_tape`: it follows one that it sees."""
        allowed = CURVATURE_MAX * abs(motion.speed_mps)
        if not on_tape:
            self._left_rad = self._right_rad = 0.0
            return False
        self._left_rad = max(self._left_rad + (motion.turn_radps - allowed) * elapsed_s, 0.0)
        self._right_rad = max(self._right_rad - (motion.turn_radps + allowed) * elapsed_s, 0.0)
        return max(self._left_rad, self._right_rad) > EXCESS_RAD_MAX
