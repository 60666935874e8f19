"""Reads of tasks."""

from typing import Protocol

import msgspec

from models.warehouse.stock import Stock


class PickTask(msgspec.Struct, frozen=True, gc=False):
    """A pick task with everything its confirmation needs, read in one go. `more`: whether another
    one of the order is open."""

    id: int
    state: str
    quantity: int
    done_quantity: int
    to_location: int
    reservation_id: int
    dn_id: int
    dn_number: str
    dn_state: str
    customer_id: int
    dn_priority: int
    dn_due_at_ms: int | None
    dn_backorder_of: int | None
    line_id: int
    line: int
    line_allocated: int
    line_picked: int
    line_short: int
    item: str
    tracking: str
    stock: Stock
    lease_person: int | None
    lease_until_ms: int | None
    more: int


class PutawayTask(msgspec.Struct, frozen=True, gc=False):
    """A putaway task; `status` is the status of the stock that waits."""

    id: int
    kind: str
    state: str
    item_id: int
    owner_id: int
    lot_id: int
    unit_id: int
    status: str
    from_location: int
    to_location: int | None
    quantity: int
    done_quantity: int
    document_id: int | None
    line_id: int | None


class TaskRow(msgspec.Struct, frozen=True, gc=False):
    """An open task of a document."""

    id: int
    kind: str
    state: str
    from_location: int


class TaskReads(Protocol):
    """Each an indexed look-up."""

    def pick_task(self, task_id: int) -> PickTask | None:
        """None also if the task is not a pick task."""
        ...

    def putaway_task(self, task_id: int) -> PutawayTask | None: ...

    def putaway_tasks(self, item_id: int, lot_id: int | None = None) -> list[PutawayTask]:
        """Open putaway tasks of an item, or of its lot, oldest first; the first fifty."""
        ...

    def putaway_of_unit(self, unit_id: int) -> list[PutawayTask]:
        """Open putaway tasks of a unit's content, most urgent first; the first fifty."""
        ...

    def transports_of(self, unit_id: int) -> list[PutawayTask]:
        """Open requests to bring a unit elsewhere."""
        ...

    def putaway_from(self, location_id: int) -> list[PutawayTask]:
        """Open putaway tasks that begin in a location, likewise."""
        ...

    def putaway_waiting(self, skills: frozenset[str]) -> list[PutawayTask]:
        """Open putaway tasks of the site that these skills meet, likewise; those that demand
        nothing first."""
        ...

    def open_tasks(self, document_id: int) -> list[TaskRow]:
        """Open tasks of a document."""
        ...

    def has_open_task(self, document_id: int, kind: str, besides: int) -> bool:
        """Whether a document has an open task of this kind besides the given one."""
        ...
