"""Reads of proposals."""

from typing import Protocol

import msgspec


class Standing(msgspec.Struct, frozen=True, gc=False):
    """A proposal as it stands; `item` is the item's code."""

    id: int
    state: str
    kind: str
    item: str
    quantity: int
    revision: int


class ForesightReads(Protocol):
    """Each an indexed look-up."""

    def proposal(self, proposal_id: int) -> Standing | None:
        """By its id."""
        ...

    def open_proposal(self, item_id: int, kind: str) -> Standing | None:
        """The open one of an item and kind."""
        ...

    def outlook(self) -> int | None:
        """Id of the row that says what work this site expects."""
        ...
