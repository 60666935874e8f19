"""Handling units lie in handling units: how deep, and why one may not lie in another. Pure."""

from collections.abc import Collection
from typing import NamedTuple

DEPTH_MAX = 3
"""A box in a carton on a pallet: more nobody could find again."""


class Goods(NamedTuple):
    """What lies in a unit and all units in it: orders it is packed for, and stock of no order."""

    orders: Collection[int]
    has_stock: bool


def too_deep(level: int, height: int) -> bool:
    """`level` of the unit it is put into, 1 for one that lies in none; `height` of what is put, 1
    for one that nothing lies in."""
    assert level > 0
    assert height > 0
    return level + height > DEPTH_MAX


def mixes(coming: Goods, there: Goods) -> bool:
    """A unit leaves with all that is in it, so goods of customers and stock do not share one."""
    return bool(coming.orders and there.has_stock) or bool(there.orders and coming.has_stock)
