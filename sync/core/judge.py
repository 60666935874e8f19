"""Who may write what: judged by the first hop of a record, followed by everyone."""

from typing import Protocol

import msgspec

from sync.core.clock import hlc_at
from sync.core.record import Op

FUTURE_MS_MAX = 5 * 60_000
FUTURE = "future"
"""Verdict on a stamp too far ahead: only what stamps decide (last write wins) is withheld."""


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


def hlc_bound(wall_ms: int) -> int:
    """The highest clock value a judge accepts now."""
    return hlc_at(wall_ms + FUTURE_MS_MAX)
