"""Something close in the way that is no longer heard is still there: a thin thing leaves the cone,
or turns its echo aside, just when it is about to be met."""

from agv.motion.odometry import Motion

NEAR_M = 0.35
# One lost echo is worth a pause; a second of silence is worth a word.
PAUSE_S = 1.0
# Turned by so much, the robot has another way before it.
ANOTHER_WAY_RAD = 0.5


class Vanishing:
    """Remembers what was close. Only a new echo, another way or a person ends it, never time."""

    def __init__(self) -> None:
        self._heard_s: float | None = None
        self._turned_rad = 0.0

    def look(
        self,
        nearest_m: float | None,
        known_m: float | None,
        motion: Motion,
        now_s: float,
        elapsed_s: float,
    ) -> float:
        """For how many seconds something close has not been heard; 0 where nothing is missed.
        `nearest_m`: the last echo in the way; `known_m`: what several said together, since another
        robot's ping in an empty hall is nothing to wait for."""
        if nearest_m is not None:
            was_close = self._heard_s is not None or (known_m is not None and known_m < NEAR_M)
            self._heard_s = now_s if nearest_m < NEAR_M and was_close else None
            self._turned_rad = 0.0
            return 0.0
        self._turned_rad += motion.turn_radps * elapsed_s
        if abs(self._turned_rad) > ANOTHER_WAY_RAD:
            self.forgive()
        return 0.0 if self._heard_s is None else now_s - self._heard_s

    def forgive(self) -> None:
        """A person says that the way is free."""
        self._heard_s = None
