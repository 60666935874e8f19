"""Code 128 in few symbols: pairs of digits in set C, the rest in set B.

Set A (control characters) is never needed: no code of a warehouse holds any but GS, which is FNC1.
"""

import enum
from collections.abc import Iterator
from typing import NamedTuple

from models.warehouse.gs1.config import GS
from models.warehouse.labels.label import Unprintable

MODULES_PER_CHARACTER = 11
STOP_MODULES = 13
RUN_MIN = 4
"""Shorter runs of digits do not pay for the two changes of set."""


class Control(enum.Enum):
    """What is no character."""

    START_B = enum.auto()
    START_C = enum.auto()
    TO_B = enum.auto()
    TO_C = enum.auto()
    FNC1 = enum.auto()


class Character(NamedTuple):
    """One character of the symbol: one text character in set B, two digits in set C."""

    text: str


def steps(data: str, *, gs1: bool) -> Iterator[Control | Character]:
    """The characters of a symbol between start and check character. Raises Unprintable."""
    if not data or any(not (" " <= one <= "~" or (gs1 and one == GS)) for one in data):
        raise Unprintable(data)
    pairs = _digits(data, 0) >= RUN_MIN
    yield Control.START_C if pairs else Control.START_B
    if gs1:
        yield Control.FNC1
    at = 0
    while at < len(data):
        run = _digits(data, at)
        if data[at] == GS:
            yield Control.FNC1
            at += 1
        elif pairs and run >= 2:
            yield Character(data[at : at + 2])
            at += 2
        elif pairs:
            yield Control.TO_B
            pairs = False
        elif run >= RUN_MIN and run % 2 == 0:
            yield Control.TO_C
            pairs = True
        else:
            yield Character(data[at])
            at += 1


def modules(data: str, *, gs1: bool) -> int:
    """Width of a symbol without its quiet zones, in modules; check character and stop included."""
    return (sum(1 for _ in steps(data, gs1=gs1)) + 1) * MODULES_PER_CHARACTER + STOP_MODULES


def _digits(data: str, at: int) -> int:
    """How many digits stand here in a row."""
    end = at
    while end < len(data) and data[end] in "0123456789":
        end += 1
    return end - at
