"""Goods that change place or number within the site."""

from datetime import date
from typing import Literal

from models.warehouse.commands.base import Base, Code, Entered, Quantity, Text, Whole


class Move(Base, frozen=True, kw_only=True, tag="move"):
    """`item` may be left out when a whole unit moves, with all that is in it; `unit` is the one it
    is taken from, `into_unit` the one that goods or the unit are put into."""

    from_location: Code
    to_location: Code
    quantity: Quantity = 0
    item: Code | None = None
    lot: Code | None = None
    unit: Code | None = None
    into_unit: Code | None = None
    entered: Entered | None = None


class Adjust(Base, frozen=True, kw_only=True, tag="adjust"):
    """Signed: above zero was found, below zero is lost. `expiry` only for a lot not known yet;
    `weight_g` of goods sold by weight, what pieces weigh as a rule if it is left out."""

    item: Code
    location: Code
    quantity: Quantity
    reason: Text
    lot: Code | None = None
    expiry: date | None = None
    unit: Code | None = None
    status: Literal["available", "damaged", "hold", "inspection"] | None = None
    weight_g: Whole | None = None
