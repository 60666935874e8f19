"""Whether the row of line sensors can be believed: one that disagrees, all on, blind to the dark,
never changing, never off the tape, or chattering."""

from collections import deque

from agv.hardware.board import Reading

Seen = tuple[bool, ...]

# Counted down a quarter as fast: a sensor that is stuck is beside the tape now and then.
SPLIT_S_MAX = 0.11
# Two and a half times a bar.
ALL_ON_M_MAX = 0.05
# Bits that flip by themselves (2 in 1,000) make three wrong dark looks running of one sensor once
# in some hundred hours.
BLIND_LOOKS = 3
# Without dark looks: on a straight tape nothing has to change for a while; then the pilot moves
# aside a little to see it change (`doubted`), and if for so much more way and time it still does
# not, the row is frozen.
DOUBT_M, STILL_M_MAX = 0.2, 0.4
DOUBT_S_MAX = 0.7
DARK_AGE_S_MAX = 0.5
# Bits that changed, and bits not seen dark, in 200 ms. Three bars at full speed make 24 and some
# at their edges, a row of five random ones 50 ± 5.
WRONG_MAX, WRONG_OF = 36, 20
# One that says tape for ever is right as long as there is tape: after so much way the pilot moves
# aside to see it go off, for more than a flipped bit, and if it does not it is stuck.
UNSEEN_M, SWING_M = 2.0, 0.4
OFF_S = 0.025
# Aside, the tape is under two sensors for 2 mm; with one stuck it looks so from there on. Where it
# is under two when the move begins, slowly, it may stay so for a moment more.
BOTH_S_MAX, BEGINS_S = 0.15, 0.1
# A gap then is soon enough: the tape goes by on one side, and the stuck one says it is there.
GAP_S_MAX = 0.05
# A robot that stands with the edge of the tape under a sensor may see it come and go for ever.
MOVING_MPS = 0.05


class Row:
    """Carried on every turn of the loop."""

    def __init__(self) -> None:
        self._last: Reading | None = None
        self._split_s = 0.0
        self._all_on_m = self._still_m = 0.0
        self._doubt_since: float | None = None
        self._wrong: deque[int] = deque(maxlen=WRONG_OF)
        self._dark_s: float | None = None
        self._blind: list[int] = []
        self._on_m: list[float] = []
        self._off_s: list[float] = []
        self._aside = False
        self._both_s = self._gap_s = 0.0

    @property
    def doubted(self) -> bool:
        """Whether the row should be given something new to see."""
        return self._still_m > DOUBT_M or max(self._on_m, default=0.0) > UNSEEN_M

    def look(self, reading: Reading, speed_mps: float, *, fork: bool) -> str | None:
        """What is wrong with it, or None. `fork`: the tape may look split here."""
        last, self._last = self._last, reading
        self._look_dark(reading)
        if last is None:
            return None
        way = abs(speed_mps) * (reading.at_s - last.at_s)
        changed = sum(a != b for a, b in zip(reading.line, last.line, strict=True))
        missed = 0 if reading.line_dark is None else reading.line_dark.count(False)
        self._wrong.append(changed + missed if abs(speed_mps) > MOVING_MPS else 0)
        still = not changed and any(reading.line) and not self._tested(reading.at_s)
        self._still_m = self._still_m + way if still else 0.0
        frozen = self._still_m > DOUBT_M
        self._doubt_since = (self._doubt_since or reading.at_s) if frozen else None
        self._look_off(reading, 0.0 if fork else way, reading.at_s - last.at_s)
        self._all_on_m = self._all_on_m + way if all(reading.line) else 0.0
        elapsed_s = reading.at_s - last.at_s
        split = _split(reading.line) and not fork
        self._split_s = max(self._split_s + (elapsed_s if split else -elapsed_s / 4), 0.0)
        return self._said(reading)

    def _look_off(self, reading: Reading, way_m: float, elapsed_s: float) -> None:
        """How far each has said tape, bits that flip apart."""
        zeros = [0.0] * len(reading.line)
        on_m, off_s = self._on_m or zeros, self._off_s or zeros
        self._off_s = [
            0.0 if on else since + elapsed_s for on, since in zip(reading.line, off_s, strict=True)
        ]
        self._on_m = [
            0.0 if since > OFF_S else metres + (way_m if on else 0.0)
            for on, since, metres in zip(reading.line, self._off_s, on_m, strict=True)
        ]
        before, self._aside = self._aside, max(self._on_m) > UNSEEN_M
        if self._aside and way_m and sum(reading.line) > 1:
            self._both_s = (self._both_s if before else -BEGINS_S) + elapsed_s
        else:
            self._both_s = 0.0
        gap = self._aside and way_m and _gap(reading.line)
        self._gap_s = max(self._gap_s + (elapsed_s if gap else -elapsed_s / 4), 0.0)

    def _look_dark(self, reading: Reading) -> None:
        if reading.line_dark is None:
            return
        before = self._blind or [0] * len(reading.line_dark)
        pairs = zip(before, reading.line_dark, strict=True)
        self._blind = [0 if black else count + 1 for count, black in pairs]
        self._dark_s = reading.at_s

    def _tested(self, now_s: float) -> bool:
        return self._dark_s is not None and now_s - self._dark_s < DARK_AGE_S_MAX

    def _said(self, reading: Reading) -> str | None:
        drawn = _drawn(reading.line)
        if self._split_s > SPLIT_S_MAX or self._gap_s > GAP_S_MAX:
            return f"line sensors do not agree: {drawn}"
        if self._all_on_m > ALL_ON_M_MAX:
            return "all line sensors say tape"
        blind = tuple([count >= BLIND_LOOKS for count in self._blind])
        if any(blind):
            return f"line sensors do not see the dark: {_drawn(blind)}"
        doubted_s = 0.0 if self._doubt_since is None else reading.at_s - self._doubt_since
        if self._still_m > STILL_M_MAX and doubted_s > DOUBT_S_MAX:
            return f"line sensors are frozen: {drawn}"
        far_m = UNSEEN_M + (SWING_M if self._both_s <= BOTH_S_MAX else 0.0)
        stuck = tuple([metres > far_m for metres in self._on_m])
        if any(stuck):
            return f"line sensors never leave the tape: {_drawn(stuck)}"
        if sum(self._wrong) >= WRONG_MAX:
            return "line sensors chatter"
        return None

    def forgive(self) -> None:
        """A person confirmed: judge anew."""
        self._split_s = 0.0
        self._all_on_m = self._still_m = 0.0
        self._wrong.clear()
        self._blind, self._on_m, self._off_s = [], [], []
        self._aside = False
        self._both_s = self._gap_s = 0.0


def _drawn(line: Seen) -> str:
    return "".join("X" if each else "." for each in line)


def _split(line: Seen) -> bool:
    """A gap between active sensors, or three of five: wider than a tape, and no bar."""
    return _gap(line) or sum(line) == 3 < len(line)


def _gap(line: Seen) -> bool:
    on = [index for index, each in enumerate(line) if each]
    return bool(on) and on[-1] - on[0] + 1 > len(on)
