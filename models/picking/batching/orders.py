"""What is to be picked and what a cart holds; orders too large for one cart become several."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from math import ceil, inf
from typing import NamedTuple

from models.picking.errors import TooLarge
from models.picking.layout import Place

Load = tuple[float, float, float]
"""Slots, grams, mm³."""


class Line(NamedTuple):
    """So many pieces at a place; weight and volume of one piece."""

    place: Place
    pieces: int
    weight_g: float = 0
    volume_mm3: float = 0


class Order(NamedTuple):
    """`left_s`: by when its walk must have ended, from now; None: whenever."""

    name: str
    lines: tuple[Line, ...]
    left_s: float | None = None
    may_split: bool = True


class Cart(NamedTuple):
    """What it holds. With a volume per slot a large order takes several slots."""

    slots: int = 1_000
    weight_g: float = inf
    volume_mm3: float = inf
    slot_volume_mm3: float = inf

    def load(self, lines: Iterable[Line]) -> Load:
        """What these lines of one order take of it."""
        weight = volume = 0.0
        for line in lines:
            weight += line.pieces * line.weight_g
            volume += line.pieces * line.volume_mm3
        return self.needs(weight, volume)

    def needs(self, weight_g: float, volume_mm3: float) -> Load:
        """What so much of one order takes of it."""
        return max(1, ceil(volume_mm3 / self.slot_volume_mm3)), weight_g, volume_mm3

    def holds(self, load: Load) -> bool:
        """Whether it is not too much."""
        return load[0] <= self.slots and load[1] <= self.weight_g and load[2] <= self.volume_mm3


class Task(NamedTuple):
    """An order, or the part of one that fits on a cart."""

    order: str
    part: int
    lines: tuple[Line, ...]
    load: Load
    left_s: float | None


def tasks(orders: Sequence[Order], cart: Cart) -> list[Task]:
    """One for each order, more for one above the capacity. Raises TooLarge by the order's name
    where it may not be split, or one piece alone is too much."""
    found: list[Task] = []
    for order in orders:
        parts = [order.lines] if cart.holds(cart.load(order.lines)) else _split(order, cart)
        found += [
            Task(order.name, number, lines, cart.load(lines), order.left_s)
            for number, lines in enumerate(parts)
        ]
    return found


def _split(order: Order, cart: Cart) -> list[tuple[Line, ...]]:
    """Cartfuls in the sequence of the lines, each as full as it gets; a line is cut between two
    pieces only where it alone is too much."""
    if not order.may_split:
        raise TooLarge(order.name, "and must stay together")
    parts: list[tuple[Line, ...]] = []
    part: tuple[Line, ...] = ()
    for line in order.lines:
        for cut in _cut(order.name, line, cart):
            if part and not cart.holds(cart.load((*part, cut))):
                parts.append(part)
                part = ()
            part = (*part, cut)
    return [*parts, part]


def _cut(order: str, line: Line, cart: Cart) -> list[Line]:

    def is_too_much(pieces: int) -> bool:
        return not cart.holds(cart.load((line._replace(pieces=pieces),)))

    most = bisect_left(range(1, line.pieces + 1), True, key=is_too_much)
    if not most:
        raise TooLarge(order, f"one piece at {line.place.name} is too much")
    whole, rest = divmod(line.pieces, most)
    return [line._replace(pieces=most)] * whole + ([line._replace(pieces=rest)] if rest else [])
