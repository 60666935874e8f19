"""Promises made when an order is taken: kept until its release, then turned into reservations."""

from bisect import bisect_left, bisect_right
from datetime import datetime

from edge.floor.draft import Context
from edge.floor.reader import SiteReader
from edge.floor.supply import free_up_to, to_give
from models.warehouse.promising import Promised, promisable, within


class Promiser:
    """Promises within one decision: what it promised one line counts for the next."""

    def __init__(self, site: SiteReader, now: Context, due_at: datetime | None) -> None:
        self._site, self._now = site, now
        due_ms = int(due_at.timestamp() * 1000) if due_at is not None else None
        self._keeps = within(due_ms, now.now_ms, now.site.settings.promise_days)
        self._given: dict[int, int] = {}

    def promise(self, item_id: int, wanted: int) -> int:
        """How much is promised; nothing to an order that is due beyond the horizon."""
        if not self._keeps:
            return 0
        given = self._given.get(item_id, 0)
        promised = self._site.promised(item_id) + given
        stocks = to_give(self._site, item_id, self._now.today)
        free = free_up_to(stocks, {}, wanted + promised)
        quantity = promisable(wanted, free, promised)
        self._given[item_id] = given + quantity
        return quantity


class Kept:
    """Promises of an item while orders are released one after the other, read once for all of
    them: what an ended order was promised holds nothing back any more."""

    def __init__(self, promises: list[tuple[int, int]]) -> None:
        self._orders = [order for order, _ in promises]
        self._quantities = [quantity for _, quantity in promises]

    def seen_by(self, dn_id: int) -> Promised:
        """As an order sees them."""
        lower, upper = self._of(dn_id)
        earlier, own = sum(self._quantities[:lower]), sum(self._quantities[lower:upper])
        return Promised(earlier, own, sum(self._quantities[upper:]))

    def end(self, dn_id: int) -> None:
        """This order has got what it gets."""
        lower, upper = self._of(dn_id)
        self._quantities[lower:upper] = [0] * (upper - lower)

    def _of(self, dn_id: int) -> tuple[int, int]:
        return bisect_left(self._orders, dn_id), bisect_right(self._orders, dn_id)


def is_free(site: SiteReader, item_id: int, today: str, promised: int) -> bool:
    """Whether more is eligible on hand than reservations and promises hold."""
    return free_up_to(to_give(site, item_id, today), {}, promised) > promised
