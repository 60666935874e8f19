"""The feed and the ledger tell the same story."""

from collections import Counter

from edge.feed.cursor import Heads
from edge.feed.facts import Fact, Goods
from edge.feed.log import Where, page
from tests.edge.site import TestSite


def told(site: TestSite, limit: int = 10_000) -> list[Fact]:
    """All there is, in pages of the size given."""
    where, heads = Where(site.site.warehouse_id, site.site.code), Heads()
    facts: list[Fact] = []
    while True:
        part = page(site.store.connection, where, heads, limit)
        facts += part.facts
        if part.is_last:
            return facts
        heads = part.heads


def check_told(site: TestSite) -> None:
    """Every movement of the ledger is told once and no other; their sum is the stock."""
    facts = told(site)
    goods = [fact for fact in facts if isinstance(fact, Goods)]
    ledger = site.store.connection.execute("SELECT kind, quantity FROM movement").fetchall()
    assert Counter((fact.cause, fact.quantity) for fact in goods) == Counter(ledger)
    held = site.store.connection.execute("SELECT coalesce(sum(quantity), 0) FROM quant")
    assert sum(fact.on_hand_change for fact in goods) == held.fetchall()[0][0]
    assert len({fact.id for fact in facts}) == len(facts)
