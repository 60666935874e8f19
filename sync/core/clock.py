"""Hybrid logical clock (Kulkarni et al., 2014): 48 bits of wall milliseconds, 16 of counter."""

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
    """Never goes back, whatever the wall does; a full counter carries into the milliseconds."""

    __slots__ = ("_highest_ms", "_wall_ms", "last")

    def __init__(self, wall_ms: Callable[[], int], last: int = 0) -> None:
        self._wall_ms = wall_ms
        self._highest_ms = 0
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

    def lower(self, to: int) -> None:
        """Come back from a future nobody accepts; only ever after a verdict on own records."""
        self.last = min(self.last, to)

    def wall_ms(self) -> int:
        """The wall clock, for bounds on what others claim.

        Never below what this clock has shown before, nor below the saved value it started with: a
        judge whose battery died would find everybody else in the future.
        """
        if not self._highest_ms:
            self._highest_ms = hlc_ms(self.last)
        self._highest_ms = max(self._highest_ms, self._wall_ms())
        return self._highest_ms
