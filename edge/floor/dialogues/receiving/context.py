"""What a receiver has in hand."""

from datetime import date
from typing import Literal

import msgspec

CLOSE, OTHER, BACK, POST = "close", "other", "back", "post"
DAMAGED, GOOD = "damaged", "good"


class Receiving(msgspec.Struct, frozen=True):
    """The delivery, the goods in hand and how many of them; the pallet stays from line to line."""

    asn: str = ""
    item: str = ""
    lot: str | None = None
    expiry: date | None = None
    quantity: int = 0
    unit: str | None = None
    condition: Literal["good", "damaged"] = "good"


def amount_of(context: Receiving, quantity: int) -> Receiving:
    """So many of them, in all."""
    return msgspec.structs.replace(context, quantity=quantity)
