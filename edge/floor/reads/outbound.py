"""Reads about goods that leave."""

from typing import Protocol

import msgspec

from models.warehouse.packing.box import Carton, Size


class OrderToPack(msgspec.Struct, frozen=True, gc=False):
    """An order with picked goods that are not packed yet; quantities summed over its lines."""

    number: str
    picked: int
    packed: int


class OrderToStage(msgspec.Struct, frozen=True, gc=False):
    """An order that is packed: how many of its packages stand ready."""

    number: str
    staged: int
    of: int


class Carrier(msgspec.Struct, frozen=True, gc=False):
    """Who fetches goods; `cut_off` as HH:MM at the warehouse."""

    id: int
    code: str
    name: str | None
    service: str | None
    cut_off: str | None
    status: str


class Shipment(msgspec.Struct, frozen=True, gc=False):
    """What leaves together. `carrier`: its code."""

    id: int
    number: str
    state: str
    carrier: str | None
    driver: str | None
    vehicle: str | None
    dock: str | None
    tracking: str | None
    is_planned: bool


class OrderOn(msgspec.Struct, frozen=True, gc=False):
    """How many of an order's packages are loaded."""

    number: str
    loaded: int
    of: int


class Load(msgspec.Struct, frozen=True, gc=False):
    """What is on a vehicle: `loaded` of all packages of the orders that go with it."""

    loaded: int
    of: int


class OutboundReads(Protocol):
    """Each an indexed look-up."""

    def cartons(self) -> list[Carton]:
        """The kinds of carton of this site in use; cached until master data changes."""
        ...

    def carton_type(self, code: str) -> int | None:
        """Id of a kind of carton, in use or not."""
        ...

    def size_of(self, item_id: int) -> Size | None:
        """Edges of one piece; None unless all three are known."""
        ...

    def orders_to_pack(self) -> list[OrderToPack]:
        """Orders that are picked and not fully packed, most urgent first; the first twenty."""
        ...

    def orders_packing(self, item_id: int) -> list[str]:
        """Orders at packing that have this item loose, most urgent first; among the first few
        hundred orders at packing."""
        ...

    def orders_to_stage(self) -> list[OrderToStage]:
        """Orders that are packed and not ready yet, most urgent first; the first twenty."""
        ...

    def carrier(self, code: str) -> Carrier | None:
        """A carrier, in use or not."""
        ...

    def fetched_at(self, dn_id: int) -> str | None:
        """The time of day (HH:MM) by when goods of an order must stand ready for its carrier."""
        ...

    def carriers(self) -> list[Carrier]:
        """Carriers in use; the first twenty."""
        ...

    def shipment(self, number: str) -> Shipment | None: ...

    def shipment_by_id(self, shipment_id: int) -> Shipment | None: ...

    def shipments_open(self) -> list[Shipment]:
        """Shipments that have not left, the next to leave first; the first twenty."""
        ...

    def load_of(self, shipment_id: int) -> Load:
        """All orders of a shipment together."""
        ...

    def loaded_of(self, shipment_id: int) -> list[OrderOn]:
        """Orders of a shipment, those not fully loaded first; the first twenty."""
        ...
