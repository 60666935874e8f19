"""What a receiver has in hand."""

from datetime import date
from typing import Literal

import msgspec

from models.warehouse.commands import Entered

CLOSE, OTHER, BACK, POST = "close", "other", "back", "post"
BLIND, UNKNOWN, TO_PACKING, TO_STOCK = "blind", "unknown", "to_packing", "to_stock"
DAMAGED, GOOD, MISSING = "damaged", "good", "missing"


class Receiving(msgspec.Struct, frozen=True, omit_defaults=True):
    """The delivery, the goods in hand and how many of them; the pallet stays from line to line. A
    blind delivery has no number before its first item is booked: till then supplier and dock are
    kept here. `order` waits for `wanted` of what is in hand. `weight_g`: of all of it, where labels
    said so or it was weighed. `whole`: the unit taken in last; something of it may be missing."""

    asn: str = ""
    item: str = ""
    lot: str | None = None
    expiry: date | None = None
    quantity: int = 0
    unit: str | None = None
    condition: Literal["good", "damaged"] = "good"
    is_blind: bool = False
    supplier: str | None = None
    dock: str | None = None
    order: str = ""
    wanted: int = 0
    entered: Entered | None = None
    weight_g: int | None = None
    whole: str | None = None


def afresh(context: Receiving) -> Receiving:
    """The same delivery and pallet, no goods in hand."""
    return Receiving(
        context.asn,
        unit=context.unit,
        is_blind=context.is_blind,
        supplier=context.supplier,
        dock=context.dock,
    )


def amount_of(context: Receiving, quantity: int, entered: Entered | None = None) -> Receiving:
    """So many of them, in all, and how that was entered where it was in packs."""
    return msgspec.structs.replace(context, quantity=quantity, entered=entered)
