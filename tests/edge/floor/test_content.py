"""A line of a content, by command: where it may go, and what becomes of its task."""

from typing import Any

import pytest

from models.warehouse.replies import Outcome, Reply
from tests.edge.site import TestSite

HERE, THERE, DROP = "A-01-01-1", "A-02-01-1", "A-02-04-2"


@pytest.fixture
def pallet(site: TestSite) -> TestSite:
    """Ten TEA and two MUG on a pallet at the dock, each with its putaway task."""
    site.do("edit_location", location=DROP, fields={"kind": "handover", "zone": "A"})
    lines = [{"item": "TEA", "quantity": 10}, {"item": "MUG", "quantity": 2}]
    site.do("announce_asn", asn="IN1", supplier="S", lines=lines)
    for item, quantity in (("TEA", 10), ("MUG", 2)):
        site.do("receive", asn="IN1", item=item, quantity=quantity, unit="PAL-1")
    return site


def _put(site: TestSite, **fields: object) -> Reply:
    asked = {"location": "DOCK-1", "unit": "PAL-1", "item": "TEA", "quantity": 4, "confirm": True}
    return site.do("put_content", **{**asked, **fields})


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"to": HERE}, Outcome.LINE_DONE),
        ({"to": "A-01-04-2", "confirm": False}, Outcome.OTHER_LOCATION),
        ({"to": "PACK-1"}, Outcome.LOCATION_NOT_ALLOWED),
        ({"to": "DAMAGE-1"}, Outcome.LOCATION_NOT_ALLOWED),
        ({"to": "DAMAGE-1", "condition": "damaged"}, Outcome.LINE_DONE),
        ({"to": "DOCK-1"}, Outcome.WRONG_LOCATION),
        ({"to": DROP}, Outcome.LINE_DONE),
        ({}, Outcome.SCAN_LOCATION_FIRST),
        ({"to": HERE, "quantity": 11}, Outcome.QUANTITY_CHANGED),
        ({"to": HERE, "quantity": 0}, Outcome.ZERO_QUANTITY),
        ({"to": HERE, "unit": None}, Outcome.GONE),
        ({"to": HERE, "item": "MILK"}, Outcome.GONE),
        ({"to": HERE, "unit": "PAL-9"}, Outcome.UNKNOWN_CODE),
        ({"condition": "missing"}, Outcome.SHORT_POSTED),
        ({"condition": "missing", "confirm": False}, Outcome.ZERO_CHECK),
        ({"order": "O9"}, Outcome.UNKNOWN_CODE),
    ],
)
def test_what_may_become_of_a_line(
    pallet: TestSite, fields: dict[str, Any], outcome: Outcome
) -> None:
    before = pallet.quants()
    assert _put(pallet, **fields).outcome is outcome
    is_booked = outcome in (Outcome.LINE_DONE, Outcome.SHORT_POSTED)
    assert (pallet.quants() != before) is is_booked


def test_lines_leave_their_pallet_and_finish_their_tasks(pallet: TestSite) -> None:
    for quantity, to in ((4, HERE), (6, THERE)):
        assert _put(pallet, quantity=quantity, to=to).done
    assert _put(pallet, item="MUG", quantity=2, to=HERE).done
    unit = pallet.reader.unit("PAL-1")
    assert unit is not None
    place = pallet.reader.location(unit.location_id or 0)
    assert place is not None
    assert (place.code, pallet.reader.stock_in_unit(unit.id)) == ("DOCK-1", [])
    pallet.do("close_receipt", asn="IN1")
    assert pallet.state("IN1", "asn") == "closed"


@pytest.mark.parametrize(("quantity", "waiting"), [(4, [4, 6]), (10, [10])])
def test_what_is_dropped_waits_where_it_lies(
    pallet: TestSite, quantity: int, waiting: list[int]
) -> None:
    assert _put(pallet, quantity=quantity, to=DROP).say.key == "content.dropped"
    tasks = [task for task in pallet.tasks("IN1", "putaway") if task["item"] == "TEA"]
    assert sorted(task["quantity"] for task in tasks) == waiting
    assert [task["quantity"] for task in tasks if task["location"] == DROP] == [quantity]
    for task in tasks:
        done = pallet.do(
            "put_away", task_id=task["task_id"], item="TEA", quantity=task["quantity"],
            location=HERE, confirm=True,
        )  # fmt: skip
        assert done.done
    _put(pallet, item="MUG", quantity=2, to=HERE)
    pallet.do("close_receipt", asn="IN1")
    assert pallet.state("IN1", "asn") == "closed"


def test_goods_with_no_task_go_by_the_rules_too(site: TestSite) -> None:
    site.stock("MUG", "A-01-03-1", 2)
    site.stock("MUG", THERE, 3)
    asked = site.do("put_content", location=THERE, item="MUG", quantity=3, to=HERE)
    assert asked.say.args["proposed"] == "A-01-03-1"
    reply = site.do("put_content", location=THERE, item="MUG", quantity=3, to="A-01-03-1")
    assert reply.done
    assert reply.undo is not None
    assert site.do(**reply.undo.command).done  # type: ignore[arg-type]
    assert ("MUG", THERE, None, None, "available", 3, 0) in site.quants()


@pytest.mark.parametrize(("wanted", "taken"), [(3, 3), (12, 10)])
def test_an_order_that_waits_gets_what_it_wants(pallet: TestSite, wanted: int, taken: int) -> None:
    pallet.order("O1", ("TEA", wanted))
    pallet.release("O1")
    assert pallet.state("O1") == "short"
    reply = _put(pallet, quantity=10, order="O1")
    assert reply.data == {"left": 10 - taken, "order": "O1"}
    assert pallet.line("O1")["picked"] == taken
    assert _put(pallet, item="MUG", quantity=1, order="O1").outcome is Outcome.GONE
    left = [task["quantity"] for task in pallet.tasks("IN1", "putaway") if task["item"] == "TEA"]
    assert left == ([10 - taken] if taken < 10 else [])


def test_what_orders_hold_stays(site: TestSite) -> None:
    site.stock("TEA", HERE, 5)
    site.order("O1", ("TEA", 4))
    site.release("O1")
    too_many = site.do("put_content", location=HERE, item="TEA", quantity=2, to=THERE)
    assert too_many.outcome is Outcome.QUANTITY_CHANGED
    moved = site.do("put_content", location=HERE, item="TEA", quantity=1, to=THERE, confirm=True)
    assert moved.done
