"""What one ultrasonic sensor has been saying, and whether it can be believed."""

import statistics
from collections import deque
from enum import StrEnum

from agv.config import Safety, Ultrasonic
from agv.hardware.board import Echo, EchoKind
from agv.motion.odometry import Motion
from agv.safety.plausible import Plausible

# Faster than anything in a warehouse moves, and the noise of an echo at the edge of a cone.
NEIGHBOUR_MPS = 3.0
JUMP_M = 0.25
JUMPS_MAX = 5
JUMPS_OF = 10
# An echo jitters by 2 mm, 12 µs; a frozen one by what its edges are late.
SAME_US = 1
STEADY_MAX, SAME_MAX = 2, 8
MOVING_MPS = 0.05
STRAIGHT_RADPS = 0.3
# A thin thing before a wall looks like noise for a moment: reason to be slow, not yet a fault.
UNSURE_JUMPS, UNSURE_OF = 2, 4


class Hearing(StrEnum):
    """OK and NO_ECHO are healthy; the rest are faults of the sensor."""

    OK = "OK"
    NO_ECHO = "NO_ECHO"
    UNPLUGGED = "UNPLUGGED"
    STALE = "STALE"
    FROZEN = "FROZEN"
    NOISY = "NOISY"

    @property
    def healthy(self) -> bool:
        return self in (Hearing.OK, Hearing.NO_ECHO)


class Ear:
    """One sensor. `fresh` is true on the turn a new outcome came."""

    def __init__(self, settings: Ultrasonic, safety: Safety, period_s: float) -> None:
        self.settings = settings
        self._safety = safety
        # A sensor that has its turn every second slot or more rarely is not stale between them.
        self._age_s_max = max(safety.age_s_max, period_s + 0.06)
        self._last: Echo | None = None
        self._distances: deque[float] = deque(maxlen=3)
        self._jumps: deque[bool] = deque(maxlen=JUMPS_OF)
        self._plausible = Plausible()
        # Equal readings running after the first, begun under way; those begun straight on.
        self._same = self._odd = 0
        self._since_s: float | None = None
        self.fresh = False

    def hear(self, echo: Echo | None, now_s: float, motion: Motion) -> None:
        """The outcome of this turn, if there is one, and how the robot moves."""
        self.fresh = echo is not None
        if self._since_s is None:
            self._since_s = now_s
        if echo is None:
            return
        last, self._last = self._last, echo
        if echo.distance_m is None:
            self._same = self._odd = 0
            self._plausible.silent()
            # One missed echo is part of the stop budget; two are silence.
            if last is None or last.distance_m is None:
                self._distances.clear()
            return
        same = False
        if last is not None and last.distance_m is not None:
            possible = NEIGHBOUR_MPS * (echo.at_s - last.at_s) + JUMP_M
            self._jumps.append(abs(echo.distance_m - last.distance_m) > possible)
            same = abs(echo.raw_us - last.raw_us) <= SAME_US
            self._count(motion, same=same)
        self._distances.append(echo.distance_m)
        self._plausible.hear(echo.distance_m, echo.at_s, motion, repeats=same)

    def _count(self, motion: Motion, *, same: bool) -> None:
        """Repetitions: those begun under way, and those begun straight on."""
        moving = abs(motion.speed_mps) > MOVING_MPS
        straight = moving and abs(motion.turn_radps) < STRAIGHT_RADPS
        self._same = self._same + 1 if same and (moving or self._same) else 0
        self._odd = self._odd + 1 if same and (straight or self._odd) else 0

    def state(self, now_s: float) -> Hearing:
        """How it is now."""
        assert self._since_s is not None
        last_s = self._since_s if self._last is None else self._last.at_s
        if now_s - last_s > self._age_s_max:
            return Hearing.STALE
        if self._last is None:
            return Hearing.NO_ECHO
        if self._last.kind is EchoKind.FAULT:
            return Hearing.UNPLUGGED
        if self._odd >= self._safety.same_readings_max or self._same >= SAME_MAX:
            return Hearing.FROZEN
        if sum(self._jumps) >= JUMPS_MAX:
            return Hearing.NOISY
        return Hearing.NO_ECHO if self._last.distance_m is None else Hearing.OK

    @property
    def doubtful(self) -> bool:
        """The same twice on the way straight to it, or three times in a bend, where a distance may
        be steady for a moment and repeats itself in one of 14 pings; or an echo that nothing before
        it explains. Reason to stop and listen."""
        return self._odd > 0 or self._same >= STEADY_MAX or self._plausible.doubted

    @property
    def asks_again(self) -> bool:
        """Whether it should ping in the next slot, whoever's that is."""
        return self._same > 0 or self.doubtful

    @property
    def unsure(self) -> bool:
        """Jumps to and fro: nothing it says is a free way."""
        return sum(tuple(self._jumps)[-UNSURE_OF:]) >= UNSURE_JUMPS

    @property
    def nearest_m(self) -> float | None:
        """The last outcome, unsmoothed: what stops."""
        return None if self._last is None else self._last.distance_m

    @property
    def median_m(self) -> float | None:
        """Of the last three: what speed is chosen by. One ghost of another robot's ping between
        missing echoes is not yet a distance."""
        full = len(self._distances) == self._distances.maxlen
        return statistics.median(self._distances) if full else None

    def forgive(self) -> None:
        """A person confirmed: judge anew."""
        self._same = self._odd = 0
        self._jumps.clear()
        self._plausible.forgive()
