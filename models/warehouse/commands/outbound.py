"""Goods that go out: ordered, released, picked, packed, shipped."""

from typing import Annotated, Literal

from msgspec import Meta

from models.warehouse.commands.base import (
    LINES_MAX,
    ORDERS_MAX,
    Base,
    Code,
    Entered,
    Moment,
    Part,
    Quantity,
    Text,
    Whole,
)
from models.warehouse.commands.walking import Walk

ShortReason = Literal["not_found", "damaged", "partial"]
"""Why less was picked than was asked for; partial: the rest is still to come."""


class OrderLine(Part, frozen=True, kw_only=True):
    """What the customer wants."""

    item: Code
    quantity: Quantity
    line: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None


class TakeOrder(Base, frozen=True, kw_only=True, tag="take_order"):
    """A customer's order. `owner`: of whose stock it is, where that is not said by the first line;
    an item that several have is the first owner's then."""

    order: Code
    customer: Code
    owner: Code | None = None
    due_at: Moment | None = None
    lines: Annotated[list[OrderLine], Meta(max_length=LINES_MAX)]
    priority: Annotated[int, Meta(ge=0, le=9)] = 0
    carrier: Text | None = None


class ConfirmOrder(Base, frozen=True, kw_only=True, tag="confirm_order"):
    """A draft is an order from now on."""

    order: Code


class ReleaseOrders(Base, frozen=True, kw_only=True, tag="release_orders"):
    """Allocate stock to orders, in this sequence."""

    orders: Annotated[list[Code], Meta(min_length=1, max_length=ORDERS_MAX)]
    walks: Annotated[tuple[Walk, ...], Meta(max_length=ORDERS_MAX)] = ()


class ConfirmPick(Base, frozen=True, kw_only=True, tag="confirm_pick"):
    """A pick task is done; less than asked needs a reason. `zone`: the tote goes from zone to zone
    and stays in hand here. `weight_g`: of goods sold by weight; `confirm` accepts
    one that they hardly have."""

    task_id: Code
    location: Code
    item: Code
    quantity: Quantity
    lot: Code | None = None
    unit: Code | None = None
    reason: ShortReason | None = None
    zone: Code | None = None
    weight_g: Whole | None = None
    confirm: bool = False
    entered: Entered | None = None


class PackLine(Part, frozen=True, kw_only=True):
    """A part of what was picked."""

    item: Code
    quantity: Quantity
    lot: Code | None = None
    entered: Entered | None = None


class Pack(Base, frozen=True, kw_only=True, tag="pack"):
    """Picked stock goes into a unit; no unit = a new package, no lines = all of it."""

    order: Code
    unit: Code | None = None
    lines: Annotated[list[PackLine], Meta(max_length=LINES_MAX)] | None = None
    weight_g: Whole | None = None


class Ship(Base, frozen=True, kw_only=True, tag="ship"):
    """All packages of an order leave."""

    order: Code
    carrier: Text | None = None
    tracking: Text | None = None


class CancelOrder(Base, frozen=True, kw_only=True, tag="cancel_order"):
    """The order is not wanted any more."""

    order: Code
    reason: Text
