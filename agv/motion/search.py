"""What to do when the tape is gone: stop, sweep to the side it was last seen on, look ahead over
a gap, step back and sweep again, feel for it aslant to both sides, give up. Tape under the row for
three looks ends it."""

from typing import NamedTuple

from agv.config import Config
from agv.motion.odometry import Motion

SWEEP_RAD = 1.1
FEEL_RAD = 0.9
FEEL_M = 0.25
FEEL_MPS = 0.25
# A worn stretch of tape that is bridged at walking pace.
GAP_M = 0.12
STOPPED_MPS = 0.04
# One look may be a flipped bit; in a search of ten seconds two running are still one in ten.
LOOKS = 3


class Move(NamedTuple):
    """Turn to `heading_rad` (0: as when the tape was lost, positive towards its side), or drive
    `way_m` as one stands."""

    heading_rad: float | None = None
    way_m: float = 0.0


def plan(reverse_m: float) -> tuple[Move, ...]:
    """The whole search, in order."""
    sweep = (Move(SWEEP_RAD), Move(-SWEEP_RAD), Move(0.0))
    feel = (
        *(Move(FEEL_RAD), Move(way_m=FEEL_M), Move(way_m=-FEEL_M)),
        *(Move(-FEEL_RAD), Move(way_m=FEEL_M)),
    )
    return (*sweep, Move(way_m=GAP_M), Move(way_m=-GAP_M - reverse_m), *sweep, *feel)


class Search:
    """One search, from the moment the tape was missed for too long."""

    def __init__(self, config: Config, side: int, heading_rad: float) -> None:
        self._rate = config.motion.turn_radps
        self._moves = list(plan(config.motion.reverse_m))
        self._side = side or 1
        self._lost_rad = heading_rad
        self._from: tuple[float, float] | None = None
        self._looks = 0

    @property
    def given_up(self) -> bool:
        return not self._moves

    def turned_rad(self, heading_rad: float) -> float:
        """How far the robot has turned to the left since the tape was lost."""
        return heading_rad - self._lost_rad

    def step(
        self, *, seen: bool | None, motion: Motion, heading_rad: float, at_m: float
    ) -> Motion | None:
        """The motion of this turn; None once the tape is found. `seen` None: no new look."""
        if seen is not None:
            self._looks = self._looks + 1 if seen else 0
        if self._looks >= LOOKS:
            return None
        if self._from is None:
            if abs(motion.speed_mps) < STOPPED_MPS:
                self._from = (self._turned(heading_rad), at_m)
            return Motion()
        if self._moves and self._done(self._moves[0], heading_rad, at_m):
            self._moves.pop(0)
            self._from = (self._turned(heading_rad), at_m)
        return self._motion(self._moves[0]) if self._moves else Motion()

    def _turned(self, heading_rad: float) -> float:
        return self.turned_rad(heading_rad) * self._side

    def _done(self, move: Move, heading_rad: float, at_m: float) -> bool:
        assert self._from is not None
        if move.heading_rad is None:
            return (at_m - self._from[1]) * (1 if move.way_m > 0 else -1) >= abs(move.way_m)
        left = move.heading_rad - self._turned(heading_rad)
        return left * (move.heading_rad - self._from[0]) <= 0

    def _motion(self, move: Move) -> Motion:
        assert self._from is not None
        if move.heading_rad is None:
            return Motion(speed_mps=FEEL_MPS if move.way_m > 0 else -FEEL_MPS)
        left = self._side if move.heading_rad > self._from[0] else -self._side
        return Motion(turn_radps=self._rate * left)
