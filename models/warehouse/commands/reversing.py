"""What was booked and is not so: taken back by movements that name those they reverse."""

from typing import Literal

from models.warehouse.commands.base import Base, Code, Quantity, Text


class ReverseReceipt(Base, frozen=True, kw_only=True, tag="reverse_receipt"):
    """Goods counted in by mistake. Only what nobody has touched since; the newest first. Without an
    item: all that came on the unit; without a quantity: all of it."""

    asn: Code
    item: Code | None = None
    quantity: Quantity | None = None
    lot: Code | None = None
    unit: Code | None = None
    reason: Text


class ReverseShipment(Base, frozen=True, kw_only=True, tag="reverse_shipment"):
    """The lorry came back: the order stands packed again, where it left from or in `location`."""

    order: Code
    location: Code | None = None
    reason: Text


class HoldBack(Base, frozen=True, kw_only=True, tag="hold_back"):
    """Stock waits for inspection, again or after all, where it lies. `status`: what it counts as
    now."""

    item: Code
    location: Code
    quantity: Quantity
    status: Literal["available", "damaged"] = "available"
    lot: Code | None = None
    unit: Code | None = None
