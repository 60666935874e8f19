"""Proof of delivery: what the customer has signed for."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import LINES_MAX, Base, Code, Part, Text, Whole


class DeliveredLine(Part, frozen=True, kw_only=True):
    """Of an item: accepted, and refused as damaged. The rest that was shipped is missing."""

    item: Code
    delivered: Whole
    damaged: Whole = 0


class Deliver(Base, frozen=True, kw_only=True, tag="deliver"):
    """An order has reached the customer; no lines = all that was shipped. Items not named are
    missing."""

    order: Code
    lines: Annotated[tuple[DeliveredLine, ...], Meta(max_length=LINES_MAX)] | None = None
    signed_by: Text | None = None
