"""Sums of differences (CUSUM): who or what goes wrong more often than usual, and keeps doing so."""

from collections.abc import Sequence

# What is forgiven per count beyond the usual rate, and where a sum stops growing (Page, 1954).
SLACK = 0.1
SUM_MAX = 4.0


def following(total: float, usual: float, is_wrong: bool) -> float:
    """One sum after a count that was wrong, or was not; `usual`: share of wrong counts."""
    assert 0 <= total <= SUM_MAX
    return min(max(total + float(is_wrong) - usual - SLACK, 0.0), SUM_MAX)


class Drift:
    """Sums by key; keys are of items, locations and operators, told apart by whoever makes them."""

    def __init__(self) -> None:
        self._sums: dict[str, float] = {}

    def counted(self, keys: Sequence[str], usual: float, is_wrong: bool) -> None:
        """A count of something with these keys."""
        for key in keys:
            self._sums[key] = following(self._sums.get(key, 0.0), usual, is_wrong)

    def of(self, keys: Sequence[str]) -> float:
        """The worst of these."""
        return max((self._sums.get(key, 0.0) for key in keys), default=0.0)
