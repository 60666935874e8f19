"""What a location is changes only while nothing lies in it, and what was on its way is told so."""

from pathlib import Path

import pytest

from models.warehouse.replies import Outcome
from tests.edge.site import TestSite

HERE, BULK = "A-01-01-1", "A-02-01-1"


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    site = TestSite(tmp_path)
    site.add_item("TEA")
    return site


def edit(site: TestSite, location: str, **fields: object) -> Outcome:
    return site.do("edit_location", location=location, fields=fields).outcome


@pytest.mark.parametrize(
    "fields", [{"kind": "handover"}, {"property": "hold"}, {"kind": "handover", "zone": "B"}]
)
def test_a_location_with_stock_stays_what_it_is(site: TestSite, fields: dict[str, object]) -> None:
    site.stock("TEA", HERE, 5)
    assert edit(site, HERE, **fields) is Outcome.LOCATION_NOT_ALLOWED
    site.do("adjust", item="TEA", location=HERE, quantity=-5, reason="x")
    assert edit(site, HERE, **fields) is Outcome.LINE_DONE
    assert site.check().ok


@pytest.mark.parametrize("location", ["DOCK-1", "PACK-1", "STAGE-1"])
@pytest.mark.parametrize("kind", ["storage", "handover"])
def test_docks_and_packing_places_never_turn(site: TestSite, location: str, kind: str) -> None:
    assert edit(site, location, kind=kind) is Outcome.LOCATION_NOT_ALLOWED


def test_a_virtual_location_is_nobodys_to_edit(site: TestSite) -> None:
    (code,) = site.store.connection.execute(
        "SELECT code FROM location WHERE id=?", (site.site.places.customer,)
    ).fetchall()[0]
    assert edit(site, str(code), kind="storage") is Outcome.UNKNOWN_CODE


def test_stock_may_stand_where_a_location_is_blocked_and_is_not_taken(site: TestSite) -> None:
    site.stock("TEA", HERE, 5)
    site.order("O1", ("TEA", 2))
    site.release("O1")
    (task,) = site.tasks("O1")
    assert edit(site, HERE, status="blocked") is Outcome.LINE_DONE
    assert site.do("confirm_pick", **task).outcome is Outcome.LOCATION_NOT_ALLOWED
    assert edit(site, HERE, status="active") is Outcome.LINE_DONE
    assert site.do("confirm_pick", **task).done


def test_goods_on_their_way_to_what_became_a_hand_over_place_go_elsewhere(site: TestSite) -> None:
    site.do("announce_asn", asn="A1", supplier="S", lines=[{"item": "TEA", "quantity": 3}])
    site.do("receive", asn="A1", item="TEA", quantity=3)
    (task,) = site.tasks("A1", "putaway")
    planned = site.store.connection.execute(
        "SELECT l.code FROM task t JOIN location l ON l.id=t.to_location"
    ).fetchall()[0][0]
    assert edit(site, str(planned), kind="handover") is Outcome.LINE_DONE
    asked = {"task_id": task["task_id"], "item": "TEA", "quantity": 3}
    refused = site.do("put_away", location=planned, confirm=True, **asked)
    assert refused.outcome is Outcome.LOCATION_NOT_ALLOWED
    assert site.do("put_away", location=BULK, confirm=True, **asked).done


def test_a_pick_face_that_became_a_hand_over_place_is_not_refilled(site: TestSite) -> None:
    edit(site, HERE, item="TEA", min_quantity=2, max_quantity=10)
    site.stock("TEA", BULK, 20)
    site.do("request_replenishment", location=HERE)
    (task_id,) = site.ids_of("task")
    edit(site, HERE, kind="handover", item=None)
    reply = site.do("replenish", task_id=task_id, quantity=10)
    assert reply.outcome is Outcome.LOCATION_NOT_ALLOWED
    assert [row[1] for row in site.quants()] == [BULK]
