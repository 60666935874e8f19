"""Reads about picks in hand, and orders nobody picks yet."""

from typing import Protocol

import msgspec


class MyPick(msgspec.Struct, frozen=True, gc=False):
    """A pick task leased to a person until then; `left` in base units, `unit` the one to take it
    from."""

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
    until_ms: int


class Picked(msgspec.Struct, frozen=True, gc=False):
    """A pick task with what taking it back needs; `unit_id` 0: it was taken loose."""

    id: int
    state: str
    revision: int
    quantity: int
    done_quantity: int
    reservation_id: int
    item_id: int
    item: str
    from_location: int
    location: str
    to_location: int
    unit_id: int
    lot_id: int
    owner_id: int
    dn_id: int
    dn_number: str
    dn_state: str
    dn_revision: int
    line_id: int
    line_allocated: int
    line_picked: int
    lease_person: int | None
    lease_until_ms: int | None


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

    def done_in_hand(self, person_id: int, now_ms: int) -> list[int]:
        """Tasks of every kind that a person still holds though they are done."""
        ...

    def orders_to_pick(self, now_ms: int, limit: int, skills: frozenset[str]) -> list[Claimable]:
        """Orders with free picks that these skills meet, most urgent first."""
        ...

    def walk_mates(self, order: str) -> list[str]:
        """Orders best picked in one walk with this one, itself among them, as last planned."""
        ...

    def weight_and_volume(self, task_ids: list[int]) -> tuple[int, int]:
        """Grams and mm³ of what is left to pick of tasks; what is not known counts for none."""
        ...

    def picks_of(self, dn_id: int, skills: frozenset[str]) -> list[int]:
        """Open pick tasks of an order that these skills meet."""
        ...

    def held_by_others(self, dn_id: int, person_id: int, now_ms: int) -> set[int]:
        """Open pick tasks of an order that somebody else holds."""
        ...

    def orders_of(self, task_ids: list[int]) -> list[str]:
        """The orders that tasks are of, in the sequence of the tasks."""
        ...

    def tote_of(self, dn_id: int) -> str | None:
        """The open tote that stands for an order."""
        ...

    def picked(self, task_id: int) -> Picked | None:
        """A pick task, done or not; None also if the task is not a pick task."""
        ...
