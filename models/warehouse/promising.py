"""What may be promised to an order, and what a release may take without breaking a promise.

A promise is soft: no quant is set aside for it, so the best stock can still be chosen at release.
First ordered, first served: a promise yields only to those given before it, should stock get lost.
"""

import msgspec

DAY_MS = 86_400_000


class Promised(msgspec.Struct, frozen=True):
    """How much of an item is promised: to orders taken earlier than one, to itself, to later."""

    earlier: int = 0
    own: int = 0
    later: int = 0

    @property
    def total(self) -> int:
        """To all."""
        return self.earlier + self.own + self.later


def promisable(wanted: int, free: int, promised: int) -> int:
    """Available to promise: eligible on hand, not reserved, and not promised before."""
    return max(0, min(wanted, free - promised))


def may_take(wanted: int, free: int, promised: Promised) -> int:
    """How much an order gets of what is free: what is its own by promise, or what is nobody's."""
    left = free - promised.earlier
    return max(0, min(wanted, max(min(promised.own, left), left - promised.later)))


def within(due_at_ms: int | None, now_ms: int, days: int) -> bool:
    """Whether an order is due soon enough for stock to be kept for it."""
    return due_at_ms is None or due_at_ms <= now_ms + days * DAY_MS
