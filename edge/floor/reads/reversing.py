"""Reads of movements across the border of the warehouse that could be taken back."""

from typing import Protocol

import msgspec


class Crossing(msgspec.Struct, frozen=True, gc=False):
    """A movement of a document into or out of the warehouse. reference: names it on every replica
    (epoch, number of the record, place in it); line_id: 0 where the document has no lines;
    quantity: what was not reversed yet, and, of goods sold by weight, weight_g: what it weighs;
    scrapped: what came went to waste in the same breath."""

    reference: str
    line_id: int
    item_id: int
    lot_id: int
    lot: str | None
    owner_id: int
    quantity: int
    from_location: int
    from_unit: int
    from_status: str
    to_location: int
    to_unit: int
    to_status: str
    received_at_ms: int
    scrapped: bool
    weight_g: int | None = None


class ReversingReads(Protocol):
    """Each an indexed look-up."""

    def received(self, asn_id: int) -> list[Crossing]:
        """What came with a delivery, newest first."""
        ...

    def shipped(self, dn_id: int) -> list[Crossing]:
        """What left with an order, newest first."""
        ...

    def kits_made(self, order_id: int) -> list[Crossing]:
        """What came of a kit order's work, newest first; without a line."""
        ...

    def parts_used(self, order_id: int) -> list[Crossing]:
        """What went into a kit order's work, likewise."""
        ...
