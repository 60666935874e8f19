"""Proof of delivery: whole, short, damaged; never more than was shipped, never stock."""

import json
from typing import Any

import pytest

from models.warehouse.replies import Level, Outcome
from tests.edge.floor.test_shipments import packed
from tests.edge.site import TestSite


def _shipped(site: TestSite, number: str, quantity: int = 46) -> None:
    packed(site, number, quantity)
    assert site.do("ship", order=number).done


def _line(site: TestSite) -> tuple[Any, ...]:
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT shipped, delivered, refused FROM dn_line"
    ).fetchall()
    return rows[0]


def test_all_that_was_shipped_has_come(site: TestSite) -> None:
    _shipped(site, "O1")
    movements = site.count("movement")
    assert site.do("deliver", order="O1", signed_by="Ada").outcome is Outcome.DOCUMENT_DONE
    assert (site.state("O1"), _line(site)) == ("delivered", (46, 46, 0))
    assert (site.count("movement"), site.count("exception")) == (movements, 0)
    rows = site.store.connection.execute("SELECT signed_by, delivered_at_ms FROM dn").fetchall()
    assert rows == [("Ada", site.clock.ms)]
    assert site.do("deliver", order="O1").outcome is Outcome.ALREADY_DONE
    assert site.check().ok


@pytest.mark.parametrize(("delivered", "damaged"), [(1_046, 0), (46, 1), (0, 47), (47, 0)])
def test_more_than_was_shipped_cannot_have_come(
    site: TestSite, delivered: int, damaged: int
) -> None:
    _shipped(site, "O1")
    lines = [{"item": "TEA", "delivered": delivered, "damaged": damaged}]
    refused = site.do("deliver", order="O1", lines=lines)
    assert (refused.outcome, refused.level) == (Outcome.QUANTITY_CHANGED, Level.BLOCK)
    assert (site.state("O1"), _line(site)) == ("shipped", (46, 0, 0))


def test_a_difference_is_shown_to_a_supervisor_and_stock_stays(site: TestSite) -> None:
    _shipped(site, "O1")
    movements = site.count("movement")
    reply = site.do("deliver", order="O1", lines=[{"item": "TEA", "delivered": 40, "damaged": 2}])
    differences = [{"item": "TEA", "missing": 4, "damaged": 2}]
    assert (reply.outcome, reply.data) == (Outcome.DOCUMENT_DONE, {"differences": differences})
    assert (site.state("O1"), _line(site)) == ("delivered", (46, 40, 2))
    assert site.count("movement") == movements
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT kind, arguments FROM exception"
    ).fetchall()
    assert [(kind, json.loads(said)) for kind, said in rows] == [
        ("delivery_differs", differences[0])
    ]
    assert site.check().ok


def test_two_lines_of_one_item_are_filled_one_after_the_other(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 2), ("TEA", 3))
    site.release("O1")
    site.pick_all("O1")
    site.do("pack", order="O1")
    site.do("ship", order="O1")
    assert site.do("deliver", order="O1", lines=[{"item": "TEA", "delivered": 4}]).done
    rows = site.store.connection.execute("SELECT delivered FROM dn_line ORDER BY line").fetchall()
    assert rows == [(2,), (2,)]


def test_only_what_has_left_can_come(site: TestSite) -> None:
    packed(site, "O1", 1)
    assert site.do("deliver", order="O1").say.key == "order.is_packed"
    site.do("cancel_order", order="O1", reason="x")
    assert site.do("deliver", order="O1").outcome is Outcome.CANCELLED_ELSEWHERE
    _shipped(site, "O2", 1)
    lines = [{"item": "MUG", "delivered": 1}]
    assert site.do("deliver", order="O2", lines=lines).outcome is Outcome.WRONG_ITEM


def test_a_shipment_is_delivered_with_the_last_of_its_orders(site: TestSite) -> None:
    site.do("plan_shipment", shipment="S1")
    for number in ("O1", "O2"):
        for box in packed(site, number, 1):
            site.do("load_unit", shipment="S1", unit=box)
    site.do("depart_shipment", shipment="S1")
    site.do("deliver", order="O1")
    assert site.state("S1", "shipment") == "departed"
    site.do("deliver", order="O2", lines=[])
    assert site.state("S1", "shipment") == "delivered"
    assert site.count("exception") == 1
