"""What a person can do at a question: scan, type, press; or go away."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.month.worker import Worker


class Move(NamedTuple):
    """A turn to give."""

    type: str
    fields: dict[str, object]


Answer = Callable[["Worker"], Move | None]
"""How somebody answers a question; None: there is nothing more to do here."""


def scan(code: str) -> Move:
    """A code under the scanner."""
    return Move("scan", {"code": code})


def enter(**value: object) -> Move:
    """Something typed."""
    return Move("enter", value)


def press(option: str) -> Move:
    """A button or a line."""
    return Move("choose", {"option": option})
