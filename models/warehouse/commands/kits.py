"""Kits: what they are made of, and orders to make them or to take them apart."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from models.warehouse.commands.base import LINES_MAX, Base, Code, Entered, Part, Quantity, Text
from models.warehouse.quantity import QUANTITY_MAX

PerKit = Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
KitKind = Literal["kit", "dekit"]
PartCondition = Literal["good", "damaged", "missing"]


class SetKitPart(Base, frozen=True, kw_only=True, tag="set_kit_part"):
    """So many of an item are in one kit, from the next order on."""

    kit: Code
    item: Code
    quantity: PerKit = 1


class DropKitPart(Base, frozen=True, kw_only=True, tag="drop_kit_part"):
    """An item is not part of the kit any more, from the next order on."""

    kit: Code
    item: Code


class MakeKitOrder(Base, frozen=True, kw_only=True, tag="make_kit_order"):
    """An order to make kits, or to take them apart (dekit); the work is done at a packing
    location."""

    order: Code
    item: Code
    quantity: Quantity
    kind: KitKind = "kit"
    location: Code | None = None


class ReleaseKitOrder(Base, frozen=True, kw_only=True, tag="release_kit_order"):
    """Reserve what the order takes; kits that stock does not suffice for become another order."""

    order: Code


class CollectPart(Base, frozen=True, kw_only=True, tag="collect_part"):
    """Goods for a kit order are brought from their location to where it is worked on. With a
    reason, what is less than was reserved there was not there."""

    order: Code
    location: Code
    item: Code
    quantity: Quantity
    lot: Code | None = None
    unit: Code | None = None
    reason: Literal["not_found", "damaged"] | None = None
    entered: Entered | None = None


class BuildKits(Base, frozen=True, kw_only=True, tag="build_kits"):
    """So many kits are made of what was collected, and lie in a location now; none named: where
    they were made, to be put away. `lot`: theirs, if it is not to be that of the part which
    expires first."""

    order: Code
    quantity: Quantity
    location: Code | None = None
    lot: Code | None = None
    serials: Annotated[tuple[Code, ...], Meta(max_length=LINES_MAX)] = ()


class PartBack(Part, frozen=True, kw_only=True):
    """What came of an item when kits were taken apart; missing: it was not in them."""

    item: Code
    quantity: PerKit
    condition: PartCondition = "good"
    lot: Code | None = None
    expiry: date | None = None


class TakeApart(Base, frozen=True, kw_only=True, tag="take_apart"):
    """So many collected kits (of a lot, or the one of a serial number) are parts again; without
    parts: all of them good."""

    order: Code
    quantity: Quantity
    lot: Code | None = None
    parts: Annotated[tuple[PartBack, ...], Meta(max_length=LINES_MAX)] | None = None


class CancelKitOrder(Base, frozen=True, kw_only=True, tag="cancel_kit_order"):
    """No more of it; what was made stays, what was collected is put away again."""

    order: Code
    reason: Text
