"""Pieces of questions that several dialogues show alike."""

from typing import TypeVar

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.talk import Turned, on
from edge.floor.reader import SiteReader
from models.warehouse.dialogues.question import Goods


def goods_of(
    site: SiteReader,
    item_id: int,
    quantity: int | None = None,
    lot: str | None = None,
    expiry: str | None = None,
) -> Goods:
    """An item as goods in hand; quantity in base units."""
    item = site.item(item_id)
    assert item is not None
    return Goods(item.code, item.description or "", quantity, lot, expiry)


C = TypeVar("C", bound=msgspec.Struct)


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
        pack=pack.name or "",
        each=pack.quantity,
        **args,
    )
