"""Reads of counts."""

from typing import Protocol

import msgspec


class Count(msgspec.Struct, frozen=True, gc=False):
    """A count of a location; `item_id` where only one item is to be counted."""

    id: int
    state: str
    revision: int
    location_id: int
    item_id: int | None
    pass_number: int
    counter_id: int
    reason: str | None


class CountedLine(msgspec.Struct, frozen=True, gc=False):
    """What a pass found of an item and lot, beside the book at that moment."""

    id: int
    pass_number: int
    item_id: int
    lot_id: int
    book: int
    counted: int


class CountingReads(Protocol):
    """Each an indexed look-up."""

    def count(self, count_id: int) -> Count | None: ...

    def open_count(self, location_id: int) -> Count | None:
        """The oldest count of a location that is not settled yet."""
        ...

    def next_count(self, besides_person: int, skipped: tuple[int, ...]) -> Count | None:
        """The oldest count that waits for somebody else than its last counter."""
        ...

    def counted_lines(self, count_id: int, pass_number: int) -> list[CountedLine]:
        """What a pass found."""
        ...
