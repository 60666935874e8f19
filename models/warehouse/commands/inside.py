"""Goods that change place or number within the site."""

from datetime import date
from typing import Literal

from models.warehouse.commands.base import Base, Code, Quantity, Text


class Move(Base, frozen=True, kw_only=True, tag="move"):
    """`item` may be left out when a whole unit moves; `unit` is the one it is taken from,
    `into_unit` the one it is put into."""

    from_location: Code
    to_location: Code
    quantity: Quantity = 0
    item: Code | None = None
    lot: Code | None = None
    unit: Code | None = None
    into_unit: Code | None = None


class Adjust(Base, frozen=True, kw_only=True, tag="adjust"):
    """Signed: above zero was found, below zero is lost. `expiry` only for a lot not known yet."""

    item: Code
    location: Code
    quantity: Quantity
    reason: Text
    lot: Code | None = None
    expiry: date | None = None
    unit: Code | None = None
    status: Literal["available", "damaged", "hold", "inspection"] | None = None
