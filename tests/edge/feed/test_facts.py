"""What is told of a day at a site: each fact once, in order, and the stock is their sum."""

from collections import Counter

import pytest

from edge.feed.facts import Fact, Goods
from tests.edge.feed.agreeing import check_told, told
from tests.edge.site import TestSite


def kinds(facts: list[Fact]) -> list[str]:
    return [str(fact.__struct_config__.tag) for fact in facts]


def whole_day(site: TestSite) -> None:
    """A delivery in, an order out, another cancelled, a count, an exception."""
    lines = [{"item": "TEA", "quantity": 10}]
    site.do("announce_asn", asn="A-1", supplier="S1", lines=lines)
    site.do("arrive_asn", asn="A-1", dock="DOCK-1")
    site.do("receive", asn="A-1", item="TEA", quantity=10)
    site.do("close_receipt", asn="A-1")
    task = site.tasks("A-1", "putaway")[0]
    place = site.reader.location(site.reader.first_location("storage").id)  # type: ignore[union-attr]
    assert place is not None
    done = site.do(
        "put_away", task_id=task["task_id"], item="TEA", quantity=10, location=place.code,
        confirm=True,
    )  # fmt: skip
    assert done.done, done
    site.order("SO-1", ("TEA", 4))
    site.release("SO-1")
    site.pick_all("SO-1")
    assert site.do("pack", order="SO-1").done
    assert site.do("ship", order="SO-1", carrier="DHL").done
    site.order("SO-2", ("TEA", 1))
    assert site.do("cancel_order", order="SO-2", reason="changed mind").done
    assert site.do("adjust", item="TEA", location=place.code, quantity=-1, reason="broken").done


@pytest.fixture
def day(site: TestSite) -> TestSite:
    whole_day(site)
    return site


def test_a_day_is_told_in_the_order_it_happened(day: TestSite) -> None:
    assert kinds(told(day)) == [
        "asn_announced", "asn_arrived", "received", "receipt_begun", "receipt_closed",
        "put_away", "receipt_closed", "order_taken", "order_allocated", "picked", "order_picked",
        "packed", "order_packed", "shipped", "order_shipped", "order_taken", "order_cancelled",
        "stock_adjusted",
    ]  # fmt: skip


def test_every_movement_of_the_ledger_is_told_and_no_other(day: TestSite) -> None:
    check_told(day)
    stock = Counter[str]()
    for fact in told(day):
        if isinstance(fact, Goods):
            stock[fact.item] += fact.on_hand_change
    held = day.store.connection.execute("SELECT sum(quantity) FROM quant").fetchall()
    assert stock == {"TEA": held[0][0]}


def test_an_order_is_told_as_it_was_taken(day: TestSite) -> None:
    taken = next(fact for fact in told(day) if kinds([fact]) == ["order_taken"])
    common = {"id", "at", "device", "person", "command", "due_at"}
    said = {name: getattr(taken, name) for name in taken.__struct_fields__ if name not in common}
    assert said == {
        "version": 1,
        "site": "W1",
        "order": "SO-1",
        "customer": "C1",
        "kind": "order",
        "state": "confirmed",
        "backorder_of": None,
        "lines": said["lines"],
    }
    line = said["lines"][0]
    assert (line.line, line.item, line.quantity) == (1, "TEA", 4)


@pytest.mark.parametrize("limit", [1, 2, 7, 1_000])
def test_pages_of_any_size_tell_the_same_with_the_same_ids(day: TestSite, limit: int) -> None:
    assert told(day, limit) == told(day)
    ids = [fact.id for fact in told(day)]
    assert len(set(ids)) == len(ids)


def test_a_restart_changes_nothing_of_what_was_told(day: TestSite) -> None:
    before = told(day)
    day.reopen()
    assert told(day) == before


def test_what_moved_outside_is_told_from_where_and_why(day: TestSite) -> None:
    lost = told(day)[-1]
    assert isinstance(lost, Goods)
    assert (lost.cause, lost.on_hand_change, lost.to_location) == ("adjust", -1, None)
    assert lost.reason == "broken"
    assert lost.from_location is not None


def test_an_item_renamed_since_is_called_by_its_new_name_under_the_same_id(day: TestSite) -> None:
    before = {fact.id: fact for fact in told(day)}
    day.store.connection.execute("UPDATE item SET code='CHAI' WHERE code='TEA'")
    after = {fact.id: fact for fact in told(day)}
    assert before.keys() == after.keys()
    assert {fact.item for fact in after.values() if isinstance(fact, Goods)} == {"CHAI"}
    day.store.connection.execute("UPDATE item SET code='TEA' WHERE code='CHAI'")
