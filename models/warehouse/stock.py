"""Stock as allocation sees it: a quant's key, the one eligibility rule, what is taken first."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

import msgspec

STATUSES = ("available", "damaged", "hold", "inspection")
AVAILABLE, DAMAGED, HOLD, INSPECTION = "available", "damaged", "hold", "inspection"
LAST_EXPIRY = "9999-12-31"

PROPERTY_OF_STATUS = {
    "available": "normal",
    "damaged": "damage",
    "hold": "hold",
    "inspection": "inspection",
}
"""Where stock of a status is put: the location property that takes it."""


class StockKey(NamedTuple):
    """What makes two pieces of stock the same: unit and lot 0 mean none."""

    item_id: int
    location_id: int
    unit_id: int
    lot_id: int
    owner_id: int
    status: str


class Stock(msgspec.Struct, frozen=True, gc=False):
    """One quant with what is needed to judge it. Quantities in base units, expiry as YYYY-MM-DD."""

    key: StockKey
    quantity: int
    reserved: int
    received_at_ms: int
    location_code: str
    location_kind: str
    location_property: str
    location_status: str
    zone: str | None
    sequence: int
    lot: str | None = None
    expiry: str | None = None
    unit: str | None = None

    @property
    def free(self) -> int:
        """On hand and not reserved."""
        return self.quantity - self.reserved


class Bar(Enum):
    """Why stock may not be given to an order."""

    EXPIRED = "expired"
    STATUS = "blocked_stock"
    LOCATION = "location_not_allowed"
    OWNER = "other_owner"


def barred(stock: Stock, today: str, owner_id: int | None = None) -> Bar | None:
    """The one eligibility rule: allocation, picks and programs all ask it. None = eligible.
    `owner_id`: whose the document is; None: whose the stock is."""
    if owner_id is not None and stock.key.owner_id != owner_id:
        return Bar.OWNER
    if stock.key.status != AVAILABLE:
        return Bar.STATUS
    if stock.expiry is not None and stock.expiry < today:
        return Bar.EXPIRED
    if (
        stock.location_kind != "storage"
        or stock.location_property != "normal"
        or stock.location_status != "active"
    ):
        return Bar.LOCATION
    return None


def take_first(stock: Stock) -> tuple[str, int, int, int, int, int]:
    """Sort key: first expired first out where there is an expiry, else first in first out."""
    key = stock.key
    return (
        stock.expiry or LAST_EXPIRY,
        stock.received_at_ms,
        stock.sequence,
        key.location_id,
        key.unit_id,
        key.lot_id,
    )


class Share(NamedTuple):
    """A part of one quant."""

    stock: Stock
    quantity: int


def share_out(stocks: Iterable[Stock], wanted: int, taken: dict[StockKey, int]) -> list[Share]:
    """Cover `wanted` from stock in the given order; `taken` is what the caller spoke for before."""
    assert wanted > 0
    shares: list[Share] = []
    for stock in stocks:
        free = stock.free - taken.get(stock.key, 0)
        if free <= 0:
            continue
        quantity = min(free, wanted)
        shares.append(Share(stock, quantity))
        wanted -= quantity
        if not wanted:
            break
    return shares
