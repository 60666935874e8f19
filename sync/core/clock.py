"""Hybrid logical clock: 48 bits of wall milliseconds, 16 bits of counter (Kulkarni et al., 2014)."""

from collections.abc import Callable

COUNTER_BITS = 16
HLC_MAX = (1 << 63) - 1  # fits a signed SQL integer until the year 6429


def hlc_ms(hlc: int) -> int:
    """Wall milliseconds since 1970 in a clock value."""
    return hlc >> COUNTER_BITS


def hlc_at(wall_ms: int) -> int:
    """The lowest clock value of a wall millisecond."""
    return max(0, wall_ms) << COUNTER_BITS


class HybridClock:
    """Never goes back, whatever the wall clock does; a full counter carries into the milliseconds."""

    __slots__ = ("_wall_ms", "last")

    def __init__(self, wall_ms: Callable[[], int], last: int = 0) -> None:
        self._wall_ms = wall_ms
        self.last = last

    def tick(self) -> int:
        """A value above all seen so far, for one local transaction."""
        now = hlc_at(self._wall_ms())
        self.last = now if now > self.last else self.last + 1
        assert self.last <= HLC_MAX
        return self.last

    def observe(self, remote: int) -> None:
        """Rise above a value received from elsewhere, before the next local write."""
        assert 0 <= remote <= HLC_MAX
        if remote > self.last:
            self.last = remote

    def wall_ms(self) -> int:
        """The wall clock itself, for bounds on what others claim."""
        return self._wall_ms()
