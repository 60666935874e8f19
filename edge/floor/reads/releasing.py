"""Reads of release channels."""

from typing import Protocol

from models.warehouse.release import Channel


class ReleasingReads(Protocol):
    """Each an indexed look-up; channels are cached until master data changes."""

    def channels(self) -> list[Channel]:
        """Active channels. One that a newer version wrote and this one cannot read is left out."""
        ...

    def channel_row(self, code: str) -> int | None:
        """Id of a channel, active or not."""
        ...

    def in_progress(self, channel_id: int) -> int:
        """Orders of a channel that are released and not packed."""
        ...

    def promised(self, item_id: int) -> int:
        """How much of an item is promised to all orders together."""
        ...

    def promised_to(self, item_id: int, dn_id: int) -> int:
        """How much of an item is promised to an order."""
        ...

    def promised_before(self, item_id: int, dn_id: int) -> int:
        """How much of an item is promised to orders taken before this one. Read along the promises:
        only asked where stock got lost."""
        ...
