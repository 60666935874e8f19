"""Reads about picking zone by zone, and the totes between them."""

from typing import Protocol

import msgspec

from models.warehouse.zones import ZoneLeft


class ZoneWork(msgspec.Struct, frozen=True, gc=False):
    """A zone with open picks; `picks` counts no further than a hundred."""

    zone: str
    picks: int


class ZoneOrder(msgspec.Struct, frozen=True, gc=False):
    """An order with picks in a zone that nobody else holds."""

    dn_id: int
    order: str
    task_ids: list[int]


class Tote(msgspec.Struct, frozen=True, gc=False):
    """A tote on its way from zone to zone, with its order and where it stands."""

    unit: str
    dn_id: int
    order: str
    zone: str
    location: str


class ZoneReads(Protocol):
    """Each an indexed look-up."""

    def zones_at_work(self) -> list[ZoneWork]:
        """Zones with open picks, by name; the first fifty."""
        ...

    def zones_left(self, dn_id: int, person_id: int, now_ms: int) -> list[ZoneLeft]:
        """Zones in which an order has open picks, in walking order."""
        ...

    def zone_orders(
        self, zone: str, skills: frozenset[str], person_id: int, now_ms: int, limit: int
    ) -> list[ZoneOrder]:
        """Orders to pick in a zone with these skills, most urgent first; among its first few
        hundred picks."""
        ...

    def zone_picks(
        self, dn_id: int, zone: str, skills: frozenset[str], person_id: int | None, now_ms: int
    ) -> list[int]:
        """An order's open picks in a zone that these skills meet and nobody else holds; of None:
        whoever holds them."""
        ...

    def totes_waiting(self, zone: str) -> list[Tote]:
        """Totes at the hand-over places of a zone, the longest known first; the first fifty."""
        ...

    def totes_in_hand(self, person_id: int) -> list[Tote]:
        """Totes a person carries."""
        ...

    def hand_over_place(self, zone: str) -> str | None:
        """Where totes for a zone are set down."""
        ...
