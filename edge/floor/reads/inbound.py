"""Reads of deliveries."""

from typing import Protocol

import msgspec


class AsnWaiting(msgspec.Struct, frozen=True, gc=False):
    """A delivery that is on its way or being received; quantities summed over its lines."""

    number: str
    supplier: str | None
    expected: int
    received: int


class InboundReads(Protocol):
    """Each an indexed look-up."""

    def asns_waiting(self) -> list[AsnWaiting]:
        """Deliveries to receive, those at a dock first; the first fifty."""
        ...
