"""Goods that come in: announced, received, put away."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from models.warehouse.commands.base import (
    LINES_MAX,
    Base,
    Code,
    Entered,
    Part,
    Quantity,
    Text,
    Whole,
)


class AsnLine(Part, frozen=True, kw_only=True):
    """What the supplier says is coming."""

    item: Code
    quantity: Quantity
    lot: Code | None = None
    expiry: date | None = None
    unit: Code | None = None


class AsnUnit(Part, frozen=True, kw_only=True):
    """A unit that comes in another one."""

    unit: Code
    into: Code | None = None


class AnnounceAsn(Base, frozen=True, kw_only=True, tag="announce_asn"):
    """A delivery is on its way. `owner`: whose goods they are, where that is not said by the first
    line; an item that several have is the first owner's then."""

    asn: Code
    supplier: Code
    owner: Code | None = None
    expected_on: date | None = None
    lines: Annotated[list[AsnLine], Meta(max_length=LINES_MAX)]
    units: Annotated[tuple[AsnUnit, ...], Meta(max_length=LINES_MAX)] = ()


class ArriveAsn(Base, frozen=True, kw_only=True, tag="arrive_asn"):
    """The delivery stands at a dock."""

    asn: Code
    dock: Code


class Receive(Base, frozen=True, kw_only=True, tag="receive"):
    """Goods counted in; `confirm` is the second scan that accepts a warning. Without an ASN: the
    first item of a delivery nobody announced, by `supplier` if that is known. `cross_dock` is an
    order that waits for the item and gets what it wants of it at once; `weight_g`: of all of it,
    for goods sold by weight."""

    asn: Code | None = None
    supplier: Code | None = None
    dock: Code | None = None
    item: Code
    quantity: Quantity
    lot: Code | None = None
    expiry: date | None = None
    unit: Code | None = None
    condition: Literal["good", "damaged"] = "good"
    cross_dock: Code | None = None
    confirm: bool = False
    weight_g: Whole | None = None
    entered: Entered | None = None


class Inspect(Base, frozen=True, kw_only=True, tag="inspect"):
    """Stock held back at receipt is let go, where it lies."""

    item: Code
    location: Code
    quantity: Quantity
    verdict: Literal["good", "damaged"]
    lot: Code | None = None
    unit: Code | None = None


class CloseReceipt(Base, frozen=True, kw_only=True, tag="close_receipt"):
    """Nothing more comes on this ASN."""

    asn: Code
    confirm: bool = False


class CancelAsn(Base, frozen=True, kw_only=True, tag="cancel_asn"):
    """The delivery does not come. Only while nothing of it was received."""

    asn: Code
    reason: Text


class PutAway(Base, frozen=True, kw_only=True, tag="put_away"):
    """Received stock goes into a location; without a task id, the oldest task that fits."""

    task_id: Code | None = None
    item: Code
    quantity: Quantity
    lot: Code | None = None
    unit: Code | None = None
    location: Code
    confirm: bool = False


Status = Literal["available", "damaged", "hold", "inspection"]


class PutContent(Base, frozen=True, kw_only=True, tag="put_content"):
    """A line of what lies in a location, or in a unit there, is put away: each line goes to a place
    of its own and leaves its unit. At a hand-over place or a dock it waits to be put away from
    there. `order` waits for the item and gets it; missing: it is not there."""

    location: Code
    item: Code
    quantity: Quantity
    unit: Code | None = None
    lot: Code | None = None
    status: Status = "available"
    to: Code | None = None
    condition: Literal["good", "damaged", "missing"] = "good"
    order: Code | None = None
    confirm: bool = False
