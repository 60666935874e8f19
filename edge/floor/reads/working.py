"""Reads of the one queue of tasks."""

from typing import Protocol

import msgspec

from models.warehouse.stock import StockKey
from models.warehouse.work import Waiting, Worker


class TaskToDo(msgspec.Struct, frozen=True, gc=False):
    """A task as whoever does it needs it; quantities in base units."""

    id: int
    kind: str
    item: str
    lot: str | None
    unit: str | None
    from_location: str
    to_location: str | None
    left: int
    from_sequence: int
    to_sequence: int | None
    priority: int
    deadline_ms: int | None


class WorkingReads(Protocol):
    """Each an indexed look-up."""

    def work_waiting(
        self, kind: str, zone: str | None, skills: frozenset[str], person_id: int, now_ms: int
    ) -> list[Waiting]:
        """The most urgent open tasks of a kind which nobody else holds and which these skills
        meet, the first fifty of each demand."""
        ...

    def person(self, code: str) -> int | None:
        """Id of a person of this site, by badge or by the id that programs see."""
        ...

    def worker(self, person_id: int) -> Worker:
        """What is stored of a person's skills and zones."""
        ...

    def task_to_do(self, task_id: int) -> TaskToDo | None:
        """An open task."""
        ...

    def coming_to(self, location_id: int) -> int:
        """What open refills will bring to a pick face."""
        ...

    def refills_of(self, item_id: int) -> dict[StockKey, int]:
        """What open refills of an item will take of which stock."""
        ...
