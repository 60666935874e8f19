"""Reads of stock."""

from typing import Protocol

from models.warehouse.catch import Held
from models.warehouse.stock import Stock, StockKey

CHUNK = 8  # pieces of stock read at once: a line of an order seldom takes more


class StockReads(Protocol):
    """Each an indexed look-up."""

    def stock_to_give(
        self, item_id: int, today: str, after: Stock | None = None, most: int = CHUNK
    ) -> list[Stock]:
        """Free stock that has not expired, by expiry and age: the first few after the one given."""
        ...

    def stock_window(self, item_id: int, today: str, *, newest: bool) -> list[Stock]:
        """The first few hundred of it, or the last, those first."""
        ...

    def stock_at(
        self, location_id: int, item_id: int | None = None, unit_id: int | None = None
    ) -> list[Stock]:
        """All stock in a location, of an item or in a unit."""
        ...

    def has_stock(self, item_id: int) -> bool:
        """Whether anything of an item is here."""
        ...

    def held(self, key: StockKey) -> Held | None:
        """What lies under a key, in pieces and in grams."""
        ...

    def stock_in_unit(self, unit_id: int) -> list[Stock]:
        """All stock in a unit."""
        ...
