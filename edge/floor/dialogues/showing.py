"""Pieces of questions that several dialogues show alike."""

from typing import TypeVar

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.talk import Turned, on
from edge.floor.packs import proposed, size_of
from edge.floor.reader import Item, Location, SiteReader
from models.warehouse.commands import Entered
from models.warehouse.dialogues.question import Goods, Line, Spot
from models.warehouse.packs import entered_more


def goods_of(
    site: SiteReader,
    item_id: int,
    quantity: int | None = None,
    lot: str | None = None,
    expiry: str | None = None,
    entered: Entered | None = None,
) -> Goods:
    """An item as goods in hand; quantity in base units, and in the packs to reach for, or in those
    it was entered in."""
    item = site.item(item_id)
    assert item is not None
    packs = proposed(site, item_id, quantity) if quantity else None
    if entered is not None:
        packs = f"{entered.quantity} × {entered.uom}"
    return Goods(item.code, item.description or "", quantity, lot, expiry, packs)


def entered_by(before: Entered | None, quantity_before: int, given: Given) -> Entered | None:
    """How all of it was entered once this scan counts too; see entered_more."""
    return entered_more(before, quantity_before, size_of(given.pack), given.number or 1)


def spot_of(location: Location | None) -> Spot | None:
    """Where in the racks somebody has to look; places on the floor have no height."""
    if location is None or location.kind != "storage":
        return None
    return Spot(location.zone, location.z_mm)


C = TypeVar("C", bound=msgspec.Struct)


def should_weigh(item: Item, quantity: int) -> Line | None:
    """What so many pieces weigh as a rule, where that is known."""
    if not item.weight_g:
        return None
    return Line("weight.should_be", {"expected": item.weight_g * quantity})


def together(weight_g: int | None, given: Given) -> int | None:
    """The weight of what was counted before and what was scanned now: known where both are."""
    if weight_g is None or given.weight_g is None:
        return None
    return weight_g + given.weight_g


def told(
    context: C, event: str, key: str, quantity: int, given: Given, **args: object
) -> Turned[C]:
    """So many in all; a pack that was scanned is named with what it holds, so that nobody takes a
    box for a piece."""
    pack = given.pack
    if pack is None or pack.quantity == 1:
        return on(context, event, key, quantity=quantity, **args)
    return on(
        context,
        event,
        f"{key}_pack",
        quantity=quantity,
        pack=pack.label,
        each=pack.quantity,
        **args,
    )
