"""Whether the row of line sensors can be believed: one that disagrees, all on, none ever changing,
or all of them chattering."""

from collections import deque

from agv.hardware.board import Reading

SPLIT_S_MAX = 0.15
# Longer than the widest bar.
ALL_ON_M_MAX = 0.12
# On a straight tape nothing has to change for a while; then the pilot moves aside a little to see
# it change (`doubted`), and if for so much more way and time it still does not, the row is frozen.
DOUBT_M, STILL_M_MAX = 0.2, 0.4
DOUBT_S_MAX = 0.7
# Random bits change a row of five in 97 of 100 turns. A robot that stands with the edge of the tape
# under a sensor's spot may see it come and go for ever.
CHANGES_MAX, CHANGES_OF = 24, 30
MOVING_MPS = 0.05


class Row:
    """Carried on every turn of the loop."""

    def __init__(self) -> None:
        self._last: Reading | None = None
        self._split_since: float | None = None
        self._all_on_m = self._still_m = 0.0
        self._doubt_since: float | None = None
        self._changes: deque[bool] = deque(maxlen=CHANGES_OF)

    @property
    def doubted(self) -> bool:
        """Whether the row should be given something new to see."""
        return self._still_m > DOUBT_M

    def look(self, reading: Reading, speed_mps: float, *, fork: bool) -> str | None:
        """What is wrong with it, or None. `fork`: the tape may look split here."""
        last, self._last = self._last, reading
        if last is None:
            return None
        way = abs(speed_mps) * (reading.at_s - last.at_s)
        changed = reading.line != last.line
        if abs(speed_mps) > MOVING_MPS:
            self._changes.append(changed)
        self._still_m = 0.0 if changed or not any(reading.line) else self._still_m + way
        self._doubt_since = (self._doubt_since or reading.at_s) if self.doubted else None
        self._all_on_m = self._all_on_m + way if all(reading.line) else 0.0
        split = _split(reading.line) and not fork
        self._split_since = (self._split_since or reading.at_s) if split else None
        return self._said(reading)

    def _said(self, reading: Reading) -> str | None:
        drawn = "".join("X" if each else "." for each in reading.line)
        if self._split_since is not None and reading.at_s - self._split_since > SPLIT_S_MAX:
            return f"line sensors do not agree: {drawn}"
        if self._all_on_m > ALL_ON_M_MAX:
            return "all line sensors say tape"
        doubted_s = 0.0 if self._doubt_since is None else reading.at_s - self._doubt_since
        if self._still_m > STILL_M_MAX and doubted_s > DOUBT_S_MAX:
            return f"line sensors are frozen: {drawn}"
        if sum(self._changes) >= CHANGES_MAX:
            return "line sensors chatter"
        return None

    def forgive(self) -> None:
        """A person confirmed: judge anew."""
        self._split_since = None
        self._all_on_m = self._still_m = 0.0
        self._changes.clear()


def _split(line: tuple[bool, ...]) -> bool:
    """A gap between active sensors."""
    on = [index for index, each in enumerate(line) if each]
    return bool(on) and on[-1] - on[0] + 1 > len(on)
