"""Who may write what: judged by the first hop of a record, followed by everyone."""

from typing import Protocol

import msgspec

from sync.core.clock import hlc_at
from sync.core.record import Op

FUTURE_MS_MAX = 5 * 60_000
FUTURE = "future"
"""Verdict on a stamp too far ahead: only what stamps decide (last write wins) is withheld."""
PAST = "past"
"""Verdict on a stamp at or below the stable clock: others have forgotten the stamps it would have
to be compared with, so what stamps decide, additions to sets included, is withheld."""
UNDATED = frozenset({FUTURE, PAST})
"""Verdicts that withhold only what stamps decide; the rest of the record counts."""


class Origin(msgspec.Struct, frozen=True):
    """The author of a record as its judge knows it."""

    node: int
    epoch: int
    scope: str
    number: int
    role: str


class Policy(Protocol):
    """Rules beyond the merge: a pure function of author and operation, equal on all replicas."""

    def refuses(self, origin: Origin, op: Op) -> str:
        """A stable code, or empty if the operation is allowed."""
        ...


class OpenPolicy:
    """No rules beyond the merge (tests, benchmarks)."""

    def refuses(self, origin: Origin, op: Op) -> str:
        """Always allowed."""
        return ""


class Bounds(msgspec.Struct, frozen=True):
    """Between which clock values a judge lets stamps decide: above `low`, up to `high`.

    delivered: up to this record of the stream all replicas held what was written when `low` became
    stable. Nothing of it is late, even where a judge put back from a backup hears it anew.
    """

    low: int
    high: int
    delivered: int = 0

    def of(self, seq: int) -> "Bounds":
        """What holds for a record of the stream."""
        return self if seq > self.delivered else Bounds(0, self.high)


def bounds_at(wall_ms: int, stable_hlc: int, delivered: int = 0) -> Bounds:
    """What a judge accepts now of a stream. stable_hlc: of the stream's scope."""
    return Bounds(stable_hlc, hlc_at(wall_ms + FUTURE_MS_MAX), delivered)
