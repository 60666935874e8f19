"""Whether an echo can be true after those before it: what stands there comes nearer no faster than
the robot drives, what walks there no faster than people walk, and something new is heard twice."""

from collections import deque

from agv.motion.odometry import Motion

# Two of its jitters of 2 mm, and what the nearest point of a thing wanders as the robot passes.
STILL_M = 0.03
WALK_MPS = 1.6
# Echoes remembered: a ghost and a thin post between a wall's echoes leave the wall known.
KNOWN, KNOWN_S_MAX = 4, 0.6
# Doubt ends after so many pings running that fit, where one did not, and where more did not.
FITTING, FITTING_OFTEN, OFTEN_OF = 2, 5, 8


class Plausible:
    """Carried from echo to echo of one sensor. `news`: the last one came after silence, with
    nothing to judge it by but the next."""

    def __init__(self) -> None:
        self._known: deque[tuple[float, float]] = deque(maxlen=KNOWN)
        self._fits: deque[bool] = deque(maxlen=OFTEN_OF)
        self._running = FITTING_OFTEN
        self.news = False

    @property
    def doubted(self) -> bool:
        """Whether it has to be heard again before anything is driven by it."""
        often = sum(not fits for fits in self._fits) > 1
        return self._running < (FITTING_OFTEN if often else FITTING)

    def hear(self, distance_m: float, at_s: float, motion: Motion, *, repeats: bool) -> None:
        """One echo; one that repeats the last to the microsecond is no proof of a sensor."""
        known = [each for each in self._known if at_s - each[1] < KNOWN_S_MAX]
        self.news = not known
        fits = self.news or any(
            _fits(distance_m, each, at_s, motion, last=number == len(known) - 1)
            for number, each in enumerate(known)
        )
        self._known.append((distance_m, at_s))
        self._fits.append(fits)
        self._running = 0 if not fits else self._running + (not repeats)

    def silent(self) -> None:
        """A ping without an echo: what was heard before is not there, and nothing is claimed."""
        self._fits.append(True)
        self._running += 1
        self.news = False

    def forgive(self) -> None:
        """A person confirmed: judge anew."""
        self._known.clear()
        self._fits.clear()
        self._running = FITTING_OFTEN


def _fits(
    distance_m: float, known: tuple[float, float], at_s: float, motion: Motion, *, last: bool
) -> bool:
    """Only the last echo may be of somebody who walks: a longer time allows almost anything."""
    before_m, before_s = known
    elapsed_s = at_s - before_s
    # A wall at 45 degrees, the steepest that sends an echo back, comes as much as it turns.
    wander = STILL_M + abs(motion.turn_radps) * elapsed_s * before_m
    wander += WALK_MPS * elapsed_s if last else 0.0
    nearest = before_m - abs(motion.speed_mps) * elapsed_s - wander
    return nearest <= distance_m <= before_m + wander
