"""Promises made when an order is taken: kept until its release, then turned into reservations."""

from collections.abc import Callable
from datetime import datetime

from edge.floor.draft import Context
from edge.floor.reader import SiteReader
from edge.floor.supply import free_up_to, to_give
from models.warehouse.promising import Promised, may_take, promisable, within


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
    """Promises of an item while orders are released one after the other: what an ended order was
    promised holds nothing back any more."""

    def __init__(self, site: SiteReader, item_id: int) -> None:
        self._site, self._item_id = site, item_id
        self._total = site.promised(item_id)
        self._ended: dict[int, int] = {}

    def may_take(
        self, dn_id: int, wanted: int, taken: int, free_up_to: Callable[[int], int]
    ) -> int:
        """How much of what an order wants is not promised to others; it took so much before."""
        was_own = 0 if dn_id in self._ended else self._site.promised_to(self._item_id, dn_id)
        own = max(0, was_own - taken)
        total = self._total - was_own + own
        if not total:
            return wanted
        # More than everybody wants together changes nothing.
        free = free_up_to(wanted + total)
        # Where there is enough for all, it does not matter who came first.
        earlier = 0 if free >= total else self._earlier(dn_id)
        return may_take(wanted, free, Promised(earlier, own, total - own - earlier))

    def end(self, dn_id: int) -> None:
        """This order has got what it gets."""
        if dn_id not in self._ended:
            self._ended[dn_id] = self._site.promised_to(self._item_id, dn_id)
            self._total -= self._ended[dn_id]

    def _earlier(self, dn_id: int) -> int:
        ended = sum(quantity for order, quantity in self._ended.items() if order < dn_id)
        return self._site.promised_before(self._item_id, dn_id) - ended


def is_free(site: SiteReader, item_id: int, today: str, promised: int) -> bool:
    """Whether more is eligible on hand than reservations and promises hold."""
    return free_up_to(to_give(site, item_id, today), {}, promised) > promised
