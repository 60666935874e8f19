"""Which stock is taken first: an ordered list of sort keys."""

from collections.abc import Callable, Iterable
from typing import Annotated, Literal

from msgspec import Meta

from models.warehouse.rules.saying import Saying
from models.warehouse.stock import LAST_EXPIRY, Stock

SortKey = Literal["fefo", "fifo", "lifo", "partial_first", "nearest", "fewest_units"]


class TakeBy(Saying, frozen=True, tag="removal"):
    """Sort keys by weight, the first counts most.

    fefo: first expired. fifo, lifo: first or last received. partial_first: smallest quantity, so
    that begun pallets empty. nearest: walking order. fewest_units: largest quantity. Of an item in
    more than 500 places, the 500 that expire or came first are sorted (lifo: that came last).
    """

    sort: Annotated[tuple[SortKey, ...], Meta(min_length=1, max_length=6)]


USUAL = TakeBy(("fefo", "fifo", "nearest"))
"""What happens at a site without removal rules: FEFO where there is an expiry, else FIFO."""

_KEYS: dict[SortKey, Callable[[Stock], int | str]] = {
    "fefo": lambda stock: stock.expiry or LAST_EXPIRY,
    "fifo": lambda stock: stock.received_at_ms,
    "lifo": lambda stock: -stock.received_at_ms,
    "partial_first": lambda stock: stock.quantity,
    "nearest": lambda stock: stock.sequence,
    "fewest_units": lambda stock: -stock.quantity,
}


def in_turn(stocks: Iterable[Stock], by: TakeBy) -> list[Stock]:
    """Stock as it is to be taken; equal keys fall back on the stock's own key, so that the order is
    the same on every run."""
    keys = [_KEYS[name] for name in by.sort]
    return sorted(stocks, key=lambda stock: (*(key(stock) for key in keys), stock.key[1:]))
