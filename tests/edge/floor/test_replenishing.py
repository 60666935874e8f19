"""Pick faces are refilled from bulk: as their bounds, the orders and the rules say."""

from typing import Any

import pytest

from edge.store import faces
from edge.store.faces import low_faces
from edge.store.reads.places import FIRST
from models.warehouse.replies import Outcome
from tests.edge.site import TestSite

FACE, BULK, OTHER = "A-01-01-1", "A-02-01-1", "A-02-02-1"


@pytest.fixture
def faced(site: TestSite) -> TestSite:
    fields = {"item": "TEA", "min_quantity": 2, "max_quantity": 10}
    assert site.do("edit_location", location=FACE, fields=fields).done
    site.stock("TEA", FACE, 2)
    site.stock("TEA", BULK, 5)
    site.clock.pass_s(60)
    site.stock("TEA", OTHER, 20)
    return site


def _low(site: TestSite) -> list[str]:
    return low_faces(site.store.connection, site.site.warehouse_id).faces


def _refills(site: TestSite) -> list[tuple[str, int]]:
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT l.code, t.quantity FROM task t JOIN location l ON l.id=t.from_location"
        " WHERE t.kind='replenish' AND t.done_at_ms IS NULL ORDER BY t.id"
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def test_a_face_at_its_minimum_is_filled_to_its_maximum_oldest_bulk_first(faced: TestSite) -> None:
    site = faced
    assert _low(site) == [FACE]
    assert site.do("request_replenishment", location=FACE).done
    assert _refills(site) == [(BULK, 5), (OTHER, 3)]
    assert _low(site) == []
    enough = site.do("request_replenishment", location=FACE)
    assert (enough.outcome, enough.say.key) == (Outcome.NO_WORK, "replenish.enough")


def test_orders_want_more_than_lies_there(faced: TestSite) -> None:
    site = faced
    site.stock("TEA", FACE, 5)
    assert _low(site) == []
    site.order("O1", ("TEA", 12))
    assert _low(site) == [FACE]
    assert site.do("request_replenishment", location=FACE).done
    assert sum(quantity for _, quantity in _refills(site)) == 5
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT DISTINCT priority FROM task WHERE kind='replenish'"
    ).fetchall()
    assert rows == [(5,)]


def test_the_removal_rule_says_which_bulk_goes_first(faced: TestSite) -> None:
    site = faced
    site.do("set_rule", says={"kind": "removal", "sort": ["lifo"]})
    site.do("request_replenishment", location=FACE)
    assert _refills(site) == [(OTHER, 8)]


def test_whole_units_only(faced: TestSite) -> None:
    site = faced
    site.do("set_rule", says={"kind": "replenishment", "whole_units": True})
    assert site.do("request_replenishment", location=FACE).say.key == "replenish.no_bulk"
    site.stock("TEA", "A-02-03-1", 9, unit="PAL-1")
    site.do("request_replenishment", location=FACE)
    assert _refills(site) == [("A-02-03-1", 9)]


def test_a_refill_in_parts_and_back(faced: TestSite) -> None:
    site = faced
    site.do("request_replenishment", location=FACE, quantity=5)
    (task,) = site.ids_of("task")
    assert site.do("replenish", task_id=task, quantity=3, location=FACE).data["left"] == 2
    more = site.do("replenish", task_id=task, quantity=3)
    assert (more.outcome, more.say.args["available"]) == (Outcome.QUANTITY_CHANGED, 2)
    wrong = site.do("replenish", task_id=task, quantity=2, location=OTHER)
    assert wrong.outcome is Outcome.WRONG_LOCATION
    done = site.do("replenish", task_id=task, quantity=2)
    assert done.undo is not None
    assert site.do("replenish", task_id=task, quantity=1).outcome is Outcome.ALREADY_DONE
    back: dict[str, Any] = dict(done.undo.command)
    assert site.do(**back).done
    assert site.check().ok


def test_bulk_that_is_not_there_is_counted_and_taken_from_elsewhere(faced: TestSite) -> None:
    site = faced
    site.do("request_replenishment", location=FACE, quantity=5)
    (task,) = site.ids_of("task")
    assert site.do("replenish", task_id=task, quantity=0).outcome is Outcome.SHORT_POSTED
    assert site.count('"count"') == 1
    assert _low(site) == [FACE]


@pytest.mark.parametrize(
    ("location", "key"), [(BULK, "replenish.no_face"), ("DOCK-1", "replenish.no_face")]
)
def test_only_pick_faces_are_refilled(faced: TestSite, location: str, key: str) -> None:
    assert faced.do("request_replenishment", location=location).say.key == key


def test_at_a_site_of_many_faces_a_look_goes_on_where_the_last_one_ended(
    faced: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = faced
    site.stock("MUG", OTHER, 20)
    fields = {"item": "MUG", "min_quantity": 2, "max_quantity": 10}
    assert site.do("edit_location", location="A-01-02-1", fields=fields).done
    monkeypatch.setattr(faces, "WINDOW", 1)
    found, after = [], FIRST
    for _ in range(3):
        low = faces.low_faces(site.store.connection, site.site.warehouse_id, after)
        found.append(low.faces)
        after = low.after
    assert found == [[FACE], ["A-01-02-1"], []]
    assert after == FIRST
