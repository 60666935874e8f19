"""What a receiver has in hand."""

from datetime import date
from typing import Literal

import msgspec

CLOSE, OTHER, BACK, POST = "close", "other", "back", "post"
BLIND, UNKNOWN, TO_PACKING, TO_STOCK = "blind", "unknown", "to_packing", "to_stock"
DAMAGED, GOOD = "damaged", "good"


class Receiving(msgspec.Struct, frozen=True):
    """The delivery, the goods in hand and how many of them; the pallet stays from line to line. A
    blind delivery has no number before its first item is booked: till then supplier and dock are
    kept here. `order` waits for `wanted` of what is in hand."""

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


def afresh(context: Receiving) -> Receiving:
    """The same delivery and pallet, no goods in hand."""
    return Receiving(
        context.asn,
        unit=context.unit,
        is_blind=context.is_blind,
        supplier=context.supplier,
        dock=context.dock,
    )


def amount_of(context: Receiving, quantity: int) -> Receiving:
    """So many of them, in all."""
    return msgspec.structs.replace(context, quantity=quantity)
