"""Cross bars on the floor: counted in groups, told apart by how many a group has."""

import statistics

import msgspec

# On for longer than any bar: the column lies on the tape and can say nothing of bars.
TAPE_M = 0.03
# A row that is aslant by 0.35 rad meets a bar with one end so much before the other.
SPREAD_M = 0.03
# A bit that flips is one look. What was on for so much way may be one look too: a fast robot.
LOOKS, LONG_M = 2, 0.012
# Less floor than this is the edge of the same bar, flickering under a robot that stands on it, or
# a bit that flips.
GAP_M = 0.005
# The next bar may begin so much of the pitch behind the last: a slanted row leaves it no sooner.
NEXT = 0.7


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A finished marker: its bars, and where on the way its first one lay."""

    bars: int
    at_m: float


class _Column:
    """What one sensor has seen: `pulse_m` is where it surely went on, None before."""

    def __init__(self) -> None:
        self._off_m: float | None = None
        self._on_m: float | None = None
        self._looks = 0
        self._told = False
        self._began_m = 0.0
        self.pulse_m: float | None = None

    def see(self, *, on: bool, at_m: float) -> None:
        """One look."""
        if not on:
            self._looks = 0
            if self._on_m is None or abs(at_m - self._on_m) >= GAP_M:
                self._off_m, self._told = at_m, False
            return
        self._began_m = self._began_m if self._looks else at_m
        self._looks, self._on_m = self._looks + 1, at_m
        if self._off_m is None or self._told:
            return
        if self._looks >= LOOKS or abs(at_m - self._off_m) >= LONG_M:
            self.pulse_m, self._told = self._began_m, True

    def free(self, at_m: float) -> bool:
        """Whether it lies beside the tape."""
        return self._off_m is not None and abs(at_m - self._off_m) < TAPE_M


class Markers:
    """Counts by way, not by time: a slow robot sees the same marker as a fast one. Each sensor
    judges for itself, so that a row that crosses bars aslant, on two of them at once, counts as one
    that is square to them; a bar is what all but one of the sensors beside the tape have met."""

    def __init__(self, pitch_m: float, sensors: int) -> None:
        self._pitch_m = pitch_m
        self._columns = [_Column() for _ in range(sensors)]
        self._bar_m = self._seen_m = 0.0
        self.first_m = 0.0
        self.bars = 0

    def see(self, line: tuple[bool, ...], at_m: float) -> Group | None:
        """One look. The group is told once no further bar can belong to it."""
        for column, on in zip(self._columns, line, strict=True):
            column.see(on=on, at_m=at_m)
            if column.pulse_m is not None and self._stale(column.pulse_m, at_m):
                column.pulse_m = None
        bar_m = self._met(at_m)
        if bar_m is not None:
            self.first_m = self.first_m if self.bars else bar_m
            self.bars += 1
            self._bar_m, self._seen_m = bar_m, at_m
        if self.bars and abs(at_m - self._seen_m) > 1.6 * self._pitch_m:
            group = Group(bars=self.bars, at_m=self.first_m)
            self.restart()
            return group
        return None

    def _stale(self, pulse_m: float, at_m: float) -> bool:
        """Too old, or of the bar that was counted last."""
        counted = self.bars > 0 and abs(pulse_m - self._bar_m) < NEXT * self._pitch_m
        return counted or abs(at_m - pulse_m) > SPREAD_M

    def _met(self, at_m: float) -> float | None:
        """Where enough sensors met a bar."""
        free = [column.pulse_m for column in self._columns if column.free(at_m)]
        met = [each for each in free if each is not None]
        spared = 1 if len(self._columns) >= 5 and len(free) > 2 else 0
        least = 2 if len(self._columns) >= 5 else 1
        return statistics.median(met) if len(met) >= max(len(free) - spared, least) else None

    def restart(self) -> None:
        """Forget an unfinished group: the robot turned over it."""
        self.bars = 0
        for column in self._columns:
            column.pulse_m = None
