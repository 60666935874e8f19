"""The day ahead: orders in three parts, and for each site and part the deliveries that cover it."""

import math
import random
from collections.abc import Sequence

import msgspec

from tests.demo.board import Delivery
from tests.demo.orders import Order, Share, demand

PARTS = (0.45, 0.35, 0.20)
"""Morning, midday, and an afternoon whose deliveries are announced while a line is down."""
SPARE = 1.03
SCARCE_SHARE, SCARCE_FACTOR = 0.015, 0.8
LINES_PER_DELIVERY = 40
SUPPLIERS = 12


class Part(msgspec.Struct, frozen=True):
    """Orders and the goods they need."""

    orders: tuple[Order, ...]
    deliveries: tuple[Delivery, ...]

    @property
    def numbers(self) -> list[str]:
        """Its ASN numbers."""
        return [delivery.number for delivery in self.deliveries]


def parts_of(share: Share, site: str, chance: random.Random) -> list[Part]:
    """Cut a site's day into its parts. A few items are bought scarcely: some orders run short."""
    orders = share.to_ship
    parts: list[Part] = []
    first = 0
    for number, end in enumerate(_ends(len(orders)), start=1):
        some = orders[first:end]
        parts.append(Part(some, tuple(_deliveries(some, f"{site}-{number}", chance))))
        first = end
    return parts


def lines_of(orders: Sequence[Order]) -> int:
    """How many lines to pick."""
    return sum(len(order.lines) for order in orders)


def _ends(count: int) -> list[int]:
    ends = [round(count * sum(PARTS[: place + 1])) for place in range(len(PARTS))]
    assert ends[-1] == count
    return ends


def _deliveries(orders: Sequence[Order], prefix: str, chance: random.Random) -> list[Delivery]:
    wanted = sorted(demand(orders).items())
    chance.shuffle(wanted)
    lines = [(sku, _bought(units, chance)) for sku, units in wanted]
    return [
        Delivery(
            f"ASN-{prefix}{place:02}",
            f"SUPPLIER-{chance.randint(1, SUPPLIERS):02}",
            tuple(lines[at : at + LINES_PER_DELIVERY]),
        )
        for place, at in enumerate(range(0, len(lines), LINES_PER_DELIVERY), start=1)
    ]


def _bought(units: int, chance: random.Random) -> int:
    if chance.random() < SCARCE_SHARE:
        return max(1, math.floor(units * SCARCE_FACTOR))
    return math.ceil(units * SPARE)
