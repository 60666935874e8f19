"""What to do when the tape is gone: stop, sweep to the side it was last seen on, look ahead over
a gap and sweep again, step back and sweep again, cross to and fro where it should be, give up.
Headings are those of the tape as it ran (`agv.motion.trend`), not of the robot that lost it aslant.
Tape under the row for three looks ends it, and has to be followed for a while: where a tape that
was found ends, the search goes on, over the gap."""

from typing import NamedTuple

from agv.config import Config
from agv.motion.odometry import Motion

SWEEP_RAD = 1.1
FEEL_RAD = 0.9
FEEL_M = 0.25
FEEL_MPS = 0.28
SWEEP_RADPS = 4.0
# A worn stretch of tape that is bridged at walking pace.
GAP_M = 0.12
STOPPED_MPS = 0.04
# One look may be a flipped bit; in a search of ten seconds two running are still one in ten.
LOOKS = 3
# Tape seen from farther aside may be the way back.
FOUND_RAD_MAX = 1.5
# Followed for so long it is the tape, and not the end of one.
SURE_M = 0.12
RESUMED_MAX = 3


class Move(NamedTuple):
    """Turn to `heading_rad` (0: along the tape, positive towards the side it was last seen on), or
    drive `way_m` as one stands; `bends`: as the tape did."""

    heading_rad: float | None = None
    way_m: float = 0.0
    bends: bool = False


SWEEP = (Move(SWEEP_RAD), Move(-SWEEP_RAD), Move(0.0))


def plan(reverse_m: float) -> tuple[Move, ...]:
    """The search behind its first sweep, in order."""
    ahead, back = Move(way_m=GAP_M, bends=True), Move(way_m=-GAP_M - reverse_m, bends=True)
    aslant = [Move(FEEL_RAD), Move(way_m=FEEL_M)]
    for side in (-1, 1, -1):
        aslant += [Move(side * FEEL_RAD), Move(way_m=2 * FEEL_M)]
    return (Move(0.0), ahead, *SWEEP, back, *SWEEP, *aslant)


class Search:
    """One search, from the moment the tape was missed for too long until it is surely found."""

    def __init__(self, config: Config, side: int) -> None:
        self._plan = plan(config.motion.reverse_m)
        self._moves = [*SWEEP, *self._plan]
        self._side = side or 1
        self._resumed = 0
        self._from: tuple[float, float] | None = None
        self._looks = 0
        self._found_m: float | None = None

    @property
    def given_up(self) -> bool:
        return not self._moves

    def sure(self, at_m: float) -> bool:
        """Whether what was found has been followed for long enough."""
        return self._found_m is not None and abs(at_m - self._found_m) > SURE_M

    def resume(self) -> None:
        """What was found has ended: look on, along the tape as it ran."""
        self._resumed += 1
        self._moves = [*self._plan] if self._resumed <= RESUMED_MAX else []
        self._from, self._looks, self._found_m = None, 0, None

    def step(
        self,
        *,
        seen: bool | None,
        motion: Motion,
        heading_rad: float,
        curvature: float,
        at_m: float,
    ) -> Motion | None:
        """The motion of this turn; None once tape is found. `seen` None: no new look."""
        if seen is not None:
            self._looks = self._looks + 1 if seen else 0
        if self._looks >= LOOKS and abs(heading_rad) < FOUND_RAD_MAX:
            if motion.speed_mps < -STOPPED_MPS:
                return Motion()
            self._found_m = at_m
            return None
        turned_rad = heading_rad * self._side
        if self._from is None:
            if abs(motion.speed_mps) < STOPPED_MPS:
                self._from = (turned_rad, at_m)
            return Motion()
        if self._moves and self._done(self._moves[0], turned_rad, at_m):
            self._moves.pop(0)
            self._from = (turned_rad, at_m)
        return self._motion(self._moves[0], curvature) if self._moves else Motion()

    def _done(self, move: Move, turned_rad: float, at_m: float) -> bool:
        assert self._from is not None
        if move.heading_rad is None:
            return (at_m - self._from[1]) * (1 if move.way_m > 0 else -1) >= abs(move.way_m)
        left = move.heading_rad - turned_rad
        return left * (move.heading_rad - self._from[0]) <= 0

    def _motion(self, move: Move, curvature: float) -> Motion:
        assert self._from is not None
        if move.heading_rad is None:
            speed = FEEL_MPS if move.way_m > 0 else -FEEL_MPS
            return Motion(speed_mps=speed, turn_radps=speed * curvature if move.bends else 0.0)
        left = self._side if move.heading_rad > self._from[0] else -self._side
        return Motion(turn_radps=SWEEP_RADPS * left)
