"""Promises at order taking: answered, kept in sequence, turned into reservations at release."""

from typing import Any

import pytest

from edge.store.local import PROMISED_DDL
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


def _kept(site: TestSite) -> dict[str, int]:
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT code, quantity FROM promised JOIN item ON item.id=item_id WHERE quantity"
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def test_what_is_promised_of_an_item_is_kept_as_lines_change(stocked: TestSite) -> None:
    site = stocked
    for number, quantity in (("O1", 3), ("O2", 4), ("O3", 9)):
        site.order(number, ("TEA", quantity))
    taken = _kept(site)
    assert site.do("cancel_order", order="O1", reason="changed").done
    cancelled = _kept(site)
    site.release("O2")
    assert (taken, cancelled, _kept(site)) == ({"TEA": 10}, {"TEA": 7}, {"TEA": 3})
    assert site.check().ok


def test_a_site_made_before_adds_up_what_is_promised(stocked: TestSite) -> None:
    site = stocked
    site.order("O1", ("TEA", 3))
    names = ("promise_made", "promise_changed", "promise_gone")
    site.store.connection.execute(
        "DROP TABLE promised;" + "".join(f"DROP TRIGGER {name};" for name in names)
    )
    for _ in range(2):
        site.store.connection.execute(PROMISED_DDL)
    site.order("O2", ("TEA", 4))
    assert _kept(site) == {"TEA": 7}
    assert site.check().ok


def test_a_wrong_sum_of_promises_is_found(stocked: TestSite) -> None:
    site = stocked
    site.order("O1", ("TEA", 3))
    site.store.connection.execute("UPDATE promised SET quantity=2")
    assert site.check().counts == {"promised": 1}
    site.store.connection.execute("UPDATE promised SET quantity=3")
