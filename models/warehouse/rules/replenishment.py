"""When a pick face is refilled, and with how much. Quantities in base units."""

import msgspec

from models.warehouse.rules.saying import Saying


class RefillBy(Saying, frozen=True, tag="replenishment"):
    """Refill to the maximum once at or below the minimum; `for_orders`: also for what released
    orders want beyond what lies there. `whole_units`: bring full handling units only."""

    for_orders: bool = True
    whole_units: bool = False


class Face(msgspec.Struct, frozen=True):
    """A pick face: what lies there, what is on its way, its bounds, what orders want from it."""

    on_hand: int
    coming: int
    minimum: int
    maximum: int
    wanted: int = 0


def refill(face: Face, by: RefillBy) -> int:
    """How much to bring; 0: nothing. Up to the maximum, or beyond it only as orders want."""
    expected = face.on_hand + face.coming
    short = face.wanted - expected if by.for_orders else 0
    if expected > face.minimum and short <= 0:
        return 0
    return max(face.maximum - expected, short, 0)
