"""Reads of locations, and of where stock may be put."""

from typing import Protocol

import msgspec

from models.warehouse.rules.putaway import Load, Room


class Location(msgspec.Struct, frozen=True, gc=False):
    """A location of this warehouse."""

    id: int
    code: str
    kind: str
    property: str
    zone: str | None
    sequence: int
    mix: str
    weight_g_max: int | None
    status: str
    units_max: int | None = None
    volume_mm3_max: int | None = None
    item_id: int | None = None
    min_quantity: int = 0
    max_quantity: int | None = None
    skill: str | None = None
    z_mm: int = 0

    def room(self) -> Room:
        """What it holds at most."""
        return Room(self.units_max, self.weight_g_max, self.volume_mm3_max)


class Area(msgspec.Struct, frozen=True, gc=False):
    """Which locations are meant: of a zone, of a size class; None: all."""

    zone: str | None = None
    size_class: str | None = None


ANYWHERE = Area()


class PlaceReads(Protocol):
    """Each an indexed look-up."""

    def locations(self, code: str) -> list[Location]:
        """Locations of this warehouse a code stands for."""
        ...

    def location(self, location_id: int) -> Location | None: ...

    def first_location(self, kind: str, wanted: str = "normal") -> Location | None:
        """The first active location of a kind with the property wanted."""
        ...

    def load_in(self, location_id: int) -> Load:
        """What lies in a location; measures as far as the items' are known."""
        ...

    def fixed_location(self, item_id: int, wanted: str) -> Location | None:
        """The storage location kept for an item."""
        ...

    def home_of(self, item_id: int, wanted: str, area: Area = ANYWHERE) -> Location | None:
        """A storage location that already holds the item."""
        ...

    def empty_location(self, wanted: str, area: Area = ANYWHERE) -> Location | None:
        """A storage location that holds nothing and is nobody's putaway target."""
        ...

    def empty_after(self, wanted: str, location: Location) -> Location | None:
        """The next empty one behind a location in walking order, likewise."""
        ...

    def empty_near(self, wanted: str, sequence: int, area: Area = ANYWHERE) -> Location | None:
        """The empty one nearest in walking order, as far as a few hundred locations reach."""
        ...
