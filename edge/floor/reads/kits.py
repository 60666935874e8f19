"""Reads about kits."""

from typing import Protocol

import msgspec

from models.warehouse.kitting import Parts


class KitPart(msgspec.Struct, frozen=True, gc=False):
    """A row of what a kit is made of."""

    id: int
    item_id: int
    quantity: int


class KitOrder(msgspec.Struct, frozen=True, gc=False):
    """An order to make kits (kit) or to take them apart (dekit); location: where that is done."""

    id: int
    owner_id: int
    number: str
    state: str
    kind: str
    item_id: int
    item: str
    ordered: int
    done: int
    short: int
    location_id: int
    location: str
    revision: int
    parts: Parts

    @property
    def left(self) -> int:
        """Kits still to be made or taken apart."""
        return self.ordered - self.done - self.short


class KitTask(msgspec.Struct, frozen=True, gc=False):
    """The task of a kit order, with whose it is."""

    id: int
    state: str
    person_id: int | None
    until_ms: int | None
    skill: str | None


class KitTaskEver(msgspec.Struct, frozen=True, gc=False):
    """The task an order has or had."""

    id: int
    revision: int


class KitReads(Protocol):
    """Each an indexed look-up."""

    def kit_parts(self, kit_id: int) -> list[KitPart]:
        """What a kit is made of now; two sites may have named an item twice."""
        ...

    def kit_order(self, number: str) -> KitOrder | None: ...

    def kit_order_by_id(self, order_id: int) -> KitOrder | None: ...

    def kit_orders(self, kind: str) -> list[KitOrder]:
        """Orders to be worked on, oldest first; the first fifty."""
        ...

    def kit_task(self, order_id: int) -> KitTask | None:
        """The open task of an order."""
        ...

    def kit_task_ever(self, order_id: int) -> KitTaskEver | None:
        """The task of an order that was released, open or not."""
        ...

    def kit_order_of_task(self, task_id: int) -> KitOrder | None:
        """The order that a task of kind kit is about."""
        ...

    def my_kit_order(self, person_id: int, now_ms: int) -> KitOrder | None:
        """The order a person has in hand."""
        ...

    def kits_coming(self, item_id: int) -> int:
        """How many of a kit open orders will make."""
        ...

    def kits_short(self, item_id: int, besides: int) -> int:
        """How many of an item other orders wait for that were released before."""
        ...
