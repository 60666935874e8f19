"""Cross bars on the floor: counted in groups, told apart by how many a group has."""

import msgspec


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A finished marker: its bars, and where on the way its first one lay."""

    bars: int
    at_m: float


class Markers:
    """Counts by way, not by time: a slow robot sees the same marker as a fast one."""

    def __init__(self, pitch_m: float) -> None:
        self._pitch_m = pitch_m
        self._on = False
        self._seen_m = 0.0
        self.first_m = 0.0
        self.bars = 0

    def see(self, *, bar: bool, clear: bool, at_m: float) -> Group | None:
        """`bar`: the row is over a bar; `clear`: surely not; in between nothing changes. The group
        is told once no further bar can belong to it."""
        if bar:
            if not self._on and (not self.bars or at_m - self._seen_m > self._pitch_m / 4):
                self.first_m = at_m if not self.bars else self.first_m
                self.bars += 1
            self._on = True
            self._seen_m = at_m
        elif clear:
            self._on = False
        if self.bars and abs(at_m - self._seen_m) > 1.6 * self._pitch_m:
            group = Group(bars=self.bars, at_m=self.first_m)
            self.restart()
            return group
        return None

    def restart(self) -> None:
        """Forget an unfinished group: the robot turned over it."""
        self._on, self.bars = False, 0
