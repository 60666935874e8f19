"""Arithmetic of a transfer, and how its states go on when words of the two halves cross.

In transit are shipped + found - received - lost, by item: what left one site and has not come to
the other. It is below zero while the destination has counted more than it was told of.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from models.warehouse.states import TRANSFER_STATES

OVER = frozenset(("received", "cancelled"))
"""Nothing more is expected to happen."""


class Line(Protocol):
    """The quantities of a line of a transfer."""

    @property
    def item_id(self) -> int: ...
    @property
    def ordered(self) -> int: ...
    @property
    def shipped(self) -> int: ...
    @property
    def received(self) -> int: ...
    @property
    def lost(self) -> int: ...
    @property
    def found(self) -> int: ...


def in_transit(lines: Iterable[Line]) -> int:
    """What of these lines is on its way."""
    return sum(line.shipped + line.found - line.received - line.lost for line in lines)


def open_by_item(lines: Iterable[Line]) -> dict[int, int]:
    """What is in transit, by item; items of which nothing is open are left out."""
    left: dict[int, int] = {}
    for line in lines:
        left[line.item_id] = left.get(line.item_id, 0) + in_transit([line])
    return {item_id: quantity for item_id, quantity in left.items() if quantity}


def expected_by_item(lines: Sequence[Line]) -> dict[int, int]:
    """What is announced to the destination: what has left, or, before that, what is ordered."""
    gone = any(line.shipped for line in lines)
    expected: dict[int, int] = {}
    for line in lines:
        part = line.shipped if gone else line.ordered
        expected[line.item_id] = expected.get(line.item_id, 0) + part
    return expected


def onward(state: str, revision: int, event: str) -> tuple[str, int]:
    """State and revision after an event. One that comes after its time, as a second lorry after the
    first was received, is the owner's next revision."""
    if TRANSFER_STATES.allows(state, event):
        return TRANSFER_STATES.after(state, event), revision
    return _BEGIN[event], revision + 1


_BEGIN = {"ship": "in_transit", "receive": "receiving", "complete": "received"}
