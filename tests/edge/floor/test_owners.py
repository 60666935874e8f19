"""Goods of several owners under one roof: a document is of one owner, and gets that one's stock."""

from datetime import UTC, datetime
from typing import Any

import pytest

from edge.floor.placing import subject_of
from models.warehouse.catalogue import ITEM
from models.warehouse.replies import Outcome
from models.warehouse.scopes import company_scope
from sync.core.change import Put
from sync.store.protocol import Author
from tests.edge.site import TestSite

HERE, THERE = "A-01-01-1", "A-02-01-1"


@pytest.fixture
def shared(site: TestSite) -> TestSite:
    """TEA is the company's own, OIL somebody else's."""
    site.add_item("OIL", owner_id=theirs(site))
    return site


def theirs(site: TestSite) -> int:
    return site.site.owner_id + 1


def owners(site: TestSite, table: str) -> list[tuple[Any, ...]]:
    return site.store.connection.execute(f"SELECT owner_id FROM {table} ORDER BY id").fetchall()


def test_an_order_is_of_one_owner_down_to_its_reservations(shared: TestSite) -> None:
    shared.stock("OIL", HERE, 5)
    shared.stock("TEA", HERE, 5)
    taken = shared.order("O1", ("OIL", 2), ("TEA", 2), ("OIL", 4))
    assert taken.data["refused"] == [
        {"line": 2, "item": "TEA", "quantity": 2, "reason": "other_owner"}
    ]
    shared.release("O1")
    shared.pick_all("O1")
    assert owners(shared, "dn") == [(theirs(shared),)] * 2  # and the back-order of the rest
    for table in ("dn_line", "reservation"):
        assert set(owners(shared, table)) == {(theirs(shared),)}
    assert shared.check().ok


def test_a_delivery_is_of_one_owner(shared: TestSite) -> None:
    lines = [{"item": "TEA", "quantity": 1}, {"item": "OIL", "quantity": 1}]
    announced = shared.do("announce_asn", asn="A1", supplier="S", lines=lines)
    refused: list[dict[str, Any]] = announced.data["refused"]  # type: ignore[assignment]
    assert [each["reason"] for each in refused] == ["other_owner"]
    blind = shared.do("receive", item="OIL", quantity=1, supplier="S").data["asn"]
    other = shared.do("receive", asn=blind, item="TEA", quantity=1)
    assert (other.outcome, other.say.key) == (Outcome.WRONG_ITEM, "receive.not_on_asn")
    ours, other_s = (shared.site.owner_id,), (theirs(shared),)
    assert owners(shared, "asn") == owners(shared, "asn_line") == [ours, other_s]


def test_what_another_owner_left_behind_is_not_given_away(shared: TestSite) -> None:
    shared.stock("OIL", HERE, 5)
    (item,) = shared.reader.items("OIL")
    shared.store.begin()
    change = Put(ITEM, item.id, {"owner_id": shared.site.owner_id})
    shared.store.write(company_scope(shared.site.company_id), [change], Author())
    shared.store.commit()
    shared.reader.forget()
    shared.stock("OIL", THERE, 2)
    shared.order("O1", ("OIL", 4))
    shared.release("O1")
    assert [(task["location"], task["quantity"]) for task in shared.tasks("O1")] == [(THERE, 2)]
    assert shared.check().ok


@pytest.mark.parametrize(("utc", "state"), [((22, 59), "allocated"), ((23, 1), "short")])
def test_goods_expire_at_midnight_where_the_warehouse_is(
    site: TestSite, utc: tuple[int, int], state: str
) -> None:
    """London in summer is an hour ahead."""
    site.stock("MILK", HERE, 1, lot="L1", expiry="2026-07-01")
    site.order("O1", ("MILK", 1))
    now = datetime(2026, 7, 1, *utc, tzinfo=UTC)
    site.clock.pass_s(now.timestamp() - site.clock() / 1000)
    site.release("O1")
    assert site.state("O1") == state


def test_rules_are_asked_about_the_owner(site: TestSite) -> None:
    site.add_item("TEA", owner_id=site.add_owner("NORD"))
    site.reader.forget()
    subjects = [subject_of(item, "available") for item in site.reader.items("TEA")]
    assert [(each.item, each.owner) for each in subjects] == [
        ("TEA@ACME", "ACME"), ("TEA@NORD", "NORD"),
    ]  # fmt: skip


def test_a_name_that_could_be_two_items_is_refused(site: TestSite) -> None:
    """Somebody's code may look like the name of somebody else's item."""
    site.add_item("MUG", owner_id=site.add_owner("NORD"))
    site.add_item("MUG@NORD")
    site.reader.forget()
    asked = site.do("adjust", item="MUG@NORD", location=HERE, quantity=1, reason="x")
    assert (asked.outcome, asked.data) == (Outcome.AMBIGUOUS, {})
    assert site.quants() == []


def test_an_owner_that_two_headquarters_made_is_named_by_nobody(site: TestSite) -> None:
    for _ in range(2):
        site.add_owner("NORD")
    line = {"item": "TEA", "quantity": 1}
    taken = site.do("take_order", order="O1", customer="C", owner="NORD", lines=[line])
    assert (taken.outcome, taken.say.key) == (Outcome.AMBIGUOUS, "owner.ambiguous")
