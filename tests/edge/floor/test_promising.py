"""Promises at order taking: answered, kept in sequence, turned into reservations at release."""

from typing import Any

import pytest

from models.warehouse.replies import Reply
from tests.edge.site import TestSite


@pytest.fixture
def stocked(site: TestSite) -> TestSite:
    site.stock("TEA", "A-01-01-1", 10)
    return site


def _lines(reply: Reply) -> list[tuple[int, int]]:
    lines: Any = reply.data["lines"]
    return [(line["promised"], line["short"]) for line in lines]


def test_the_reply_says_what_is_promised(stocked: TestSite) -> None:
    site = stocked
    assert _lines(site.order("O1", ("TEA", 4), ("TEA", 4), ("MUG", 1))) == [(4, 0), (4, 0), (0, 1)]
    assert _lines(site.order("O2", ("TEA", 4))) == [(2, 2)]
    assert _lines(site.order("O3", ("TEA", 4))) == [(0, 4)]
    site.do("cancel_order", order="O1", reason="no")
    assert _lines(site.order("O4", ("TEA", 9))) == [(8, 1)]


def test_stock_that_may_not_be_given_is_not_promised(site: TestSite) -> None:
    site.stock("TEA", "HOLD-1", 10, status="hold")
    assert _lines(site.order("O1", ("TEA", 4))) == [(0, 4)]


def test_an_order_due_beyond_the_horizon_is_promised_nothing(stocked: TestSite) -> None:
    site = stocked
    assert _lines(site.order("O1", ("TEA", 4), due_at="2027-01-01T00:00:00Z")) == [(0, 4)]
    assert _lines(site.order("O2", ("TEA", 4), due_at="2026-01-09T00:00:00Z")) == [(4, 0)]


def test_a_later_order_does_not_take_what_was_promised(stocked: TestSite) -> None:
    site = stocked
    site.order("O1", ("TEA", 7))
    site.order("O2", ("TEA", 7))
    site.release("O2")
    assert (site.line("O2")["allocated"], site.line("O2")["short"]) == (3, 4)
    site.release("O1")
    assert site.line("O1") == {"ordered": 7, "allocated": 7}
    assert site.check().ok


def test_two_orders_released_together_keep_their_promises_in_any_sequence(
    stocked: TestSite,
) -> None:
    site = stocked
    site.order("O1", ("TEA", 7))
    site.order("O2", ("TEA", 7))
    site.stock("TEA", "A-01-02-1", 2)
    site.release("O2", "O1")
    assert site.line("O1")["allocated"] == 7
    assert site.line("O2")["allocated"] == 5


def test_when_stock_is_lost_the_first_ordered_is_served_first(stocked: TestSite) -> None:
    site = stocked
    site.order("O1", ("TEA", 4))
    site.order("O2", ("TEA", 6))
    site.stock("TEA", "A-01-01-1", -5)
    site.release("O2")
    assert site.line("O2")["allocated"] == 1
    site.release("O1")
    assert site.line("O1") == {"ordered": 4, "allocated": 4}


def test_a_promise_ends_with_the_release(stocked: TestSite) -> None:
    site = stocked
    site.order("O1", ("TEA", 10))
    site.release("O1")
    (tea,) = site.reader.items("TEA")
    assert site.reader.promised(tea.id) == 0
    site.stock("TEA", "A-01-02-1", 3)
    assert _lines(site.order("O2", ("TEA", 5))) == [(3, 2)]
