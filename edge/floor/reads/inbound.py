"""Reads of deliveries."""

from typing import Protocol

import msgspec

from models.warehouse.stock import Stock


class AsnWaiting(msgspec.Struct, frozen=True, gc=False):
    """A delivery that is on its way or being received; quantities summed over its lines."""

    number: str
    supplier: str | None
    expected: int
    received: int


class Wanting(msgspec.Struct, frozen=True, gc=False):
    """An order that was released, found no stock and waits for so many of an item."""

    dn_id: int
    number: str
    quantity: int


class AnnouncedOn(msgspec.Struct, frozen=True, gc=False):
    """A line of a delivery that comes in a unit."""

    asn_id: int
    unit_id: int
    expiry: str | None
    line_id: int


class InboundReads(Protocol):
    """Each an indexed look-up."""

    def asns_waiting(self) -> list[AsnWaiting]:
        """Deliveries to receive, those at a dock first; the first fifty."""
        ...

    def announced_on(self, unit_id: int) -> list[AnnouncedOn]:
        """What open deliveries announced in a unit, come or not."""
        ...

    def announced_units(self, asn_id: int) -> list[int]:
        """Units that lines of a delivery come in."""
        ...

    def inspections(self) -> list[Stock]:
        """Stock that waits for inspection, oldest first; the first fifty."""
        ...

    def inspections_of(self, item_id: int) -> list[Stock]:
        """That of one item."""
        ...

    def returned(self, dn_id: int) -> dict[int, int]:
        """What came back of an order, by item."""
        ...

    def wanting(self, item_id: int) -> list[Wanting]:
        """Short orders and back-orders that want an item, most urgent first; the first few."""
        ...
