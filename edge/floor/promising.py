"""Promises made when an order is taken: kept until its release, then turned into reservations."""

from datetime import datetime

from edge.floor.draft import Context
from edge.floor.reader import SiteReader
from edge.floor.supply import free_up_to, to_give
from models.warehouse.promising import promisable, within


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
        promised = self._site.promised(item_id, 0).total + given
        stocks = to_give(self._site, item_id, self._now.today)
        free = free_up_to(stocks, {}, wanted + promised)
        quantity = promisable(wanted, free, promised)
        self._given[item_id] = given + quantity
        return quantity


def is_free(site: SiteReader, item_id: int, today: str, promised: int) -> bool:
    """Whether more is eligible on hand than reservations and promises hold."""
    return free_up_to(to_give(site, item_id, today), {}, promised) > promised
