"""How many scans a batch waits for: those that are under way, as far as the last batch tells.

Devices send their next scan when the last one is answered. Deciding at once would split them into
two crowds that take turns, each with a commit of its own; a moment later they share one, which
writes less. A crowd that has gone home is waited for once, for two milliseconds.
"""

GATHER_S = 0.002
CROWD_MAX = 32  # more gain little by sharing, and meanwhile the next ones are read (measured)


class Crowd:
    """Counts; knows no clock and no threads."""

    __slots__ = ("_expected",)

    def __init__(self) -> None:
        self._expected = 1

    def is_here(self, waiting: int) -> bool:
        """Whether those who wait are as many as were under way."""
        return waiting >= self._expected

    def served(self, taken: int, waiting: int) -> None:
        """A batch is committed while others have come already."""
        self._expected = min(taken + waiting, CROWD_MAX)
