"""Reads of goods, and of the units they lie in."""

from typing import Protocol

import msgspec


class Item(msgspec.Struct, frozen=True, gc=False):
    """An item; tracking is none, lot or serial. code: CODE@OWNER where several owners use it;
    owner: the code of its owner."""

    id: int
    owner_id: int
    code: str
    description: str | None
    tracking: str
    shelf_life_days: int | None
    weight_g: int | None
    status: str
    class_abc: str | None = None
    volume_mm3: int | None = None
    skill: str | None = None
    catch_weight: int = 0
    owner: str | None = None


class Pack(msgspec.Struct, frozen=True, gc=False):
    """What a GTIN stands for: so many base units of its item, called so."""

    name: str | None
    quantity: int

    @property
    def label(self) -> str:
        """What it is called; one without a name is known by its size."""
        return self.name or f"×{self.quantity}"


class Lot(msgspec.Struct, frozen=True, gc=False):
    """A lot of an item; expiry as YYYY-MM-DD, the last day it may be used."""

    id: int
    item_id: int
    code: str
    expiry: str | None


class Unit(msgspec.Struct, frozen=True, gc=False):
    """A handling unit: pallet, tote or package."""

    id: int
    code: str
    kind: str | None
    state: str
    location_id: int | None
    dn_id: int | None
    revision: int = 0
    shipment_id: int | None = None
    zone: str | None = None
    holder_id: int | None = None
    parent_id: int | None = None


class GoodsReads(Protocol):
    """Each an indexed look-up."""

    def items(self, code: str) -> list[Item]:
        """Items a code stands for: item code, CODE@OWNER, barcode or GTIN. More than one =
        ambiguous."""
        ...

    def owners(self, code: str) -> list[int]:
        """Ids of the owners of a code."""
        ...

    def item(self, item_id: int) -> Item | None: ...

    def pack(self, item_id: int, code: str) -> Pack | None:
        """The pack of an item whose GTIN was scanned; None: it was no GTIN of a pack."""
        ...

    def packs(self, item_id: int) -> list[Pack]:
        """Packs of more than one piece, the largest first."""
        ...

    def pack_row(self, item_id: int, name: str) -> int | None:
        """Id of the pack called so, in use or not."""
        ...

    def partner(self, code: str) -> int | None:
        """Id of a partner."""
        ...

    def lot(self, item_id: int, code: str) -> Lot | None: ...

    def lot_on_hand(self, lot_id: int) -> int:
        """What lies of a lot in the warehouse."""
        ...

    def unit(self, code: str) -> Unit | None: ...

    def unit_by_id(self, unit_id: int) -> Unit | None: ...

    def units_in(self, unit_id: int) -> list[Unit]:
        """Units that lie in a unit, not those that lie in these."""
        ...

    def highest_unit(self, lowest: str, highest: str) -> str | None:
        """The highest unit code within a range of codes."""
        ...

    def units_of_dn(self, dn_id: int) -> list[Unit]:
        """Packages and totes of an order."""
        ...

    def units_on(self, shipment_id: int) -> list[Unit]:
        """Packages on a vehicle, or that left with it."""
        ...
