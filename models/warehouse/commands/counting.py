"""Counting what lies in a location, and settling what differs from the book."""

from typing import Annotated, Literal

from msgspec import Meta

from models.warehouse.commands.base import LINES_MAX, Base, Code, Entered, Part, Text, Whole


class RequestCount(Base, frozen=True, kw_only=True, tag="request_count"):
    """Somebody should count a location, or one item in it."""

    location: Code
    item: Code | None = None
    reason: Text = "asked"


class CountLine(Part, frozen=True, kw_only=True):
    """So much of an item (and lot), over all units in the location."""

    item: Code
    quantity: Whole
    lot: Code | None = None
    entered: Entered | None = None


class CountLocation(Base, frozen=True, kw_only=True, tag="count_location"):
    """All that was found in a location in one pass; what is not named was not there.

    `seen` is the book as it stood when counting began: if stock has moved since, the count is
    stale and refused.
    """

    location: Code
    lines: Annotated[list[CountLine], Meta(max_length=LINES_MAX)]
    count: Code | None = None
    item: Code | None = None
    seen: Annotated[list[CountLine], Meta(max_length=LINES_MAX)] | None = None


class ReviewCount(Base, frozen=True, kw_only=True, tag="review_count"):
    """A supervisor settles a count that two people found different from the book."""

    count: Code
    take: Literal["post", "recount", "cancel"]
    reason: Text = ""
