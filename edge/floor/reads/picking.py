"""Reads about picks in hand, and orders nobody picks yet."""

from typing import Protocol

import msgspec


class MyPick(msgspec.Struct, frozen=True, gc=False):
    """A pick task leased to a person; `left` in base units, `unit` the one to take it from."""

    task_id: int
    dn_id: int
    order: str
    location: str
    item_id: int
    item: str
    lot: str | None
    left: int
    unit: str | None
    zone: str | None


class Claimable(msgspec.Struct, frozen=True):
    """Pick tasks of an order that nobody holds, and whether somebody works on its others."""

    order: str
    task_ids: list[int]
    is_touched: bool


class PickingReads(Protocol):
    """Each an indexed look-up."""

    def my_picks(self, person_id: int, now_ms: int) -> list[MyPick]:
        """What a person holds, in walking order."""
        ...

    def orders_to_pick(self, now_ms: int, limit: int, skills: frozenset[str]) -> list[Claimable]:
        """Orders with free picks that these skills meet, most urgent first."""
        ...

    def picks_of(self, dn_id: int, skills: frozenset[str]) -> list[int]:
        """Open pick tasks of an order that these skills meet."""
        ...

    def tote_of(self, dn_id: int) -> str | None:
        """The open tote that stands for an order."""
        ...
