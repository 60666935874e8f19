"""Hybrid logical clock (Kulkarni et al., 2014): 48 bits of wall milliseconds, 16 of counter.

The upper half of the counter names the life of the node: a node put back from a backup, its clock
behind, would else give out the values its lost records bear. So no two writes have one stamp,
but for a clone that nobody has found yet.
"""

from collections.abc import Callable, Collection

COUNTER_BITS = 16
_LIFE_SHIFT = 8
_LIVES = (1 << COUNTER_BITS - _LIFE_SHIFT) - 1  # beside the first
_COUNTER_MAX = (1 << _LIFE_SHIFT) - 1
_OF_LIFE = _LIVES << _LIFE_SHIFT
HLC_MAX = (1 << 63) - 1  # fits a signed SQL integer until the year 6429


def hlc_ms(hlc: int) -> int:
    """Wall milliseconds since 1970 in a clock value."""
    return hlc >> COUNTER_BITS


def hlc_at(wall_ms: int) -> int:
    """The lowest clock value of a wall millisecond."""
    return max(0, wall_ms) << COUNTER_BITS


def life_of(epoch: int) -> int:
    """What stands in the clock values of an epoch: 0 in the first, one of 255 in those after."""
    return 1 + (epoch - 2) % _LIVES if epoch > 1 else 0


def next_epoch(known: Collection[int], above: int) -> int:
    """An epoch above `above` and all known ones of this node, whose life is none of theirs."""
    first = max(above, *known) + 1
    lives = {life_of(epoch) for epoch in known}
    fresh = (epoch for epoch in range(first, first + _LIVES) if life_of(epoch) not in lives)
    return next(fresh, first)


class HybridClock:
    """Never goes back, whatever the wall does; a full counter carries into the milliseconds."""

    __slots__ = ("_highest_ms", "_life", "_wall_ms", "last")

    def __init__(self, wall_ms: Callable[[], int], last: int = 0, epoch: int = 1) -> None:
        self._wall_ms = wall_ms
        self._highest_ms = 0
        self.last = last
        self.begin(epoch)

    def begin(self, epoch: int) -> None:
        """Values from now on are those of this epoch."""
        self._life = life_of(epoch) << _LIFE_SHIFT

    def tick(self) -> int:
        """A value above all seen so far, for one local transaction."""
        now = hlc_at(self._wall_ms()) | self._life
        self.last = now if now > self.last else self._after(self.last)
        assert self.last <= HLC_MAX
        return self.last

    def _after(self, last: int) -> int:
        """The lowest value of this life above another."""
        if last & _OF_LIFE == self._life and last & _COUNTER_MAX < _COUNTER_MAX:
            return last + 1
        begin = last >> COUNTER_BITS << COUNTER_BITS | self._life
        return begin if begin > last else begin + (1 << COUNTER_BITS)

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
