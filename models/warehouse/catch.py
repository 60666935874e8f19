"""Goods sold by weight: pieces are counted and weighed, and both stay with them. All in grams.

Where nobody weighs, goods carry their share of what the place they leave holds: the last piece
carries all that is left, so nothing is lost to rounding.
"""

from typing import NamedTuple

from models.warehouse.gs1.reading import Measure
from models.warehouse.weight import is_near

POUND_G_BY_100_000 = 45_359_237
"""The international pound in hundred-thousandths of a gram."""


class Held(NamedTuple):
    """What lies together: pieces, and what they weigh."""

    quantity: int
    weight_g: int


class Taken(NamedTuple):
    """`carried` leaves with the pieces; `found_g` must be added to the book before (below zero:
    taken away), because the scale knew better than the book."""

    carried_g: int
    found_g: int


def share(held: Held, quantity: int) -> int:
    """What so many of it weigh by the book."""
    if quantity >= held.quantity:
        return held.weight_g
    return held.weight_g * quantity // held.quantity


def without(held: Held, quantity: int) -> Held:
    """What is left when so many of it have gone by the book."""
    return Held(held.quantity - quantity, held.weight_g - share(held, quantity))


def taken(held: Held, quantity: int, weighed_g: int | None) -> Taken:
    """So many pieces leave. What stays keeps a weight that it can have: none without pieces, and
    where more was weighed than the book has, what it had by the book."""
    by_book = share(held, quantity)
    if weighed_g is None:
        return Taken(by_book, 0)
    staying = held.quantity - quantity
    if staying <= 0:
        return Taken(weighed_g, weighed_g - held.weight_g)
    if weighed_g > held.weight_g:
        return Taken(weighed_g, weighed_g - by_book)
    return Taken(weighed_g, 0)


def is_plausible(
    weighed_g: int, piece_g: int | None, quantity: int, tolerance_percent: int
) -> bool:
    """Near what so many pieces weigh as a rule; what is not known cannot be wrong."""
    return not piece_g or is_near(weighed_g, piece_g * quantity, tolerance_percent)


def grams(measure: Measure) -> int:
    """A label's net weight, rounded to a whole gram."""
    scale: int = 10**measure.decimals
    if measure.unit == "lb":
        scale *= 100_000
        return (measure.value * POUND_G_BY_100_000 + scale // 2) // scale
    return (measure.value * 1_000 + scale // 2) // scale
