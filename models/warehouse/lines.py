"""Arithmetic of an order line, kept by every decision and proved by `check`.

ordered = open + allocated + picked + short + cancelled, nothing below zero, and
shipped ≤ packed ≤ picked. Open is what no release has spoken for yet; it is zero outside the states
that wait for stock. Short moved on to a back-order; cancelled will never be sent.
"""

from typing import Protocol

WAITING_STATES = frozenset(("draft", "confirmed", "released", "short"))


class Line(Protocol):
    """The quantities of an order line."""

    @property
    def ordered(self) -> int: ...
    @property
    def allocated(self) -> int: ...
    @property
    def picked(self) -> int: ...
    @property
    def packed(self) -> int: ...
    @property
    def shipped(self) -> int: ...
    @property
    def short(self) -> int: ...
    @property
    def cancelled(self) -> int: ...


def open_quantity(line: Line) -> int:
    """What is ordered and neither allocated, picked, passed on nor cancelled."""
    return line.ordered - line.allocated - line.picked - line.short - line.cancelled


def faults(line: Line, state: str) -> list[str]:
    """What is wrong with a line in a document of this state; empty if nothing."""
    found: list[str] = []
    if min(line.allocated, line.picked, line.packed, line.shipped, line.short, line.cancelled) < 0:
        found.append("negative")
    rest = open_quantity(line)
    if rest < 0 or (rest > 0 and state not in WAITING_STATES):
        found.append("open")
    if not line.shipped <= line.packed <= line.picked:
        found.append("order_of_work")
    if state in ("shipped", "delivered", "cancelled") and line.allocated:
        found.append("allocated_when_over")
    if state in ("shipped", "delivered") and line.shipped != line.picked:
        found.append("not_all_shipped")
    return found
