"""How many orders go onto a cart together."""

from collections.abc import Iterable
from math import inf
from typing import Protocol, TypeVar

from edge.floor.draft import SiteSettings
from edge.floor.reads.picking import PickingReads
from edge.floor.reads.rules import RuleReads
from models.picking.batching.orders import Cart
from models.warehouse.rules.cart import CartBy

BY_HAND = Cart(slots=1)
"""No cart: one order at a time."""


class HasTasks(Protocol):
    """An order as something that can be picked."""

    @property
    def task_ids(self) -> list[int]:
        """Its picks that are free."""
        ...


Order = TypeVar("Order", bound=HasTasks)


def cart_of(site: RuleReads, settings: SiteSettings) -> Cart:
    """As the most important rule says, else so many slots as the site is set to."""
    for rule in sorted(site.rules("cart"), key=lambda rule: (rule.priority, rule.id)):
        if isinstance(by := rule.says, CartBy):
            return Cart(
                by.slots,
                by.weight_g_max or inf,
                by.volume_mm3_max or inf,
                by.slot_volume_mm3 or inf,
            )
    return Cart(slots=settings.cart_slots)


def loaded(site: PickingReads, cart: Cart, orders: Iterable[Order]) -> list[Order]:
    """In turn, those that fit together; the first goes however large it is, alone if need be."""
    chosen: list[Order] = []
    slots, weight_g, volume_mm3 = 0.0, 0.0, 0.0
    for order in orders:
        more = cart.needs(*site.weight_and_volume(order.task_ids))
        together = (slots + more[0], weight_g + more[1], volume_mm3 + more[2])
        if chosen and not cart.holds(together):
            continue
        chosen.append(order)
        slots, weight_g, volume_mm3 = together
        if slots >= cart.slots:
            break
    return chosen
