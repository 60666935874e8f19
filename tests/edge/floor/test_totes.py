"""Totes between zones, and goods picked instead of those allocated, by command."""

from typing import Any

import pytest

from edge.store.reads.zones import AT_WORK, IN_HAND, IN_ZONE, LEFT, OF_ORDER, PLACE, WAITING
from models.warehouse.replies import Level, Outcome
from tests.edge.site import TestSite

NEAR, FAR, HAND = "A-01-01-1", "A-02-01-1", "A-02-04-2"


@pytest.fixture
def zoned(site: TestSite) -> TestSite:
    """An order with a tote in hand in zone A; zone F and its hand-over place come next."""
    site.do("edit_location", location=FAR, fields={"zone": "F"})
    site.do("edit_location", location=HAND, fields={"kind": "handover", "zone": "F"})
    site.stock("TEA", NEAR, 10)
    site.stock("MUG", FAR, 10)
    site.order("O1", ("TEA", 2), ("MUG", 3))
    site.release("O1")
    task = next(each for each in site.tasks("O1") if each["item"] == "TEA")
    assert site.do("confirm_pick", **task, unit="T-1", zone="A").done
    return site


def _down(site: TestSite, location: str = HAND, **fields: object) -> Outcome:
    return site.do("set_down_totes", units=["T-1"], location=location, **fields).outcome


def test_what_is_in_a_tote_goes_where_the_tote_goes(zoned: TestSite) -> None:
    assert _down(zoned) is Outcome.UNIT_DONE
    held = [row for row in zoned.quants() if row[2] == "T-1"]
    assert held == [("TEA", HAND, "T-1", None, "available", 2, 2)]
    taken = zoned.do("take_tote", unit="T-1", zone="F")
    assert taken.data == {"order": "O1", "tasks": 1}
    assert [row[1] for row in zoned.quants() if row[2] == "T-1"] == ["PACK-1"]
    assert zoned.do("confirm_pick", **zoned.tasks("O1")[0], unit="T-1", zone="F").done
    assert _down(zoned, "PACK-1") is Outcome.UNIT_DONE
    packed = zoned.do("pack", order="O1")
    assert packed.outcome is Outcome.DOCUMENT_DONE
    assert zoned.check().ok


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        (HAND, Outcome.UNIT_DONE),
        ("PACK-1", Outcome.OTHER_LOCATION),
        (NEAR, Outcome.LOCATION_NOT_ALLOWED),
        ("DOCK-1", Outcome.LOCATION_NOT_ALLOWED),
    ],
)
def test_where_a_tote_may_be_set_down(zoned: TestSite, location: str, outcome: Outcome) -> None:
    assert _down(zoned, location) is outcome


@pytest.mark.parametrize("place", [None, HAND])
def test_the_last_zone_and_one_that_others_pick_send_it_to_packing(
    zoned: TestSite, place: str | None
) -> None:
    task = zoned.tasks("O1")[0]
    if place is None:
        zoned.do("confirm_pick", **task, unit="T-2", zone="F")
    else:
        held = zoned.command("next_work", kinds=["pick"], zone="F")
        assert zoned.send(held, person=2).reply().done
    assert _down(zoned, "PACK-1") is Outcome.UNIT_DONE


def test_somebody_elses_tote_is_taken_over_by_a_second_scan(zoned: TestSite) -> None:
    def take(**fields: object) -> Outcome:
        command = zoned.command("take_tote", unit="T-1", zone="F", **fields)
        return zoned.send(command, person=2).reply().outcome

    assert zoned.do("take_tote", unit="T-1", zone="A").outcome is Outcome.ALREADY_DONE
    assert take() is Outcome.TAKE_OVER
    assert take(confirm=True) is Outcome.UNIT_DONE
    assert _down(zoned, "PACK-1") is Outcome.TAKE_OVER
    unit = zoned.reader.unit("T-1")
    assert unit is not None
    assert (unit.zone, unit.holder_id) == ("F", 2)


@pytest.mark.parametrize("unit", ["PAL-1", "PKG"])
def test_only_totes_with_picked_goods_are_carried(zoned: TestSite, unit: str) -> None:
    zoned.stock("MUG", NEAR, 1, unit="PAL-1")
    if unit == "PKG":
        zoned.order("O2", ("MUG", 1))
        zoned.release("O2")
        zoned.pick_all("O2")
        unit = str(zoned.do("pack", order="O2").data["unit"])
    assert zoned.do("take_tote", unit=unit, zone="A").outcome is Outcome.WRONG_UNIT
    reply = zoned.do("set_down_totes", units=[unit], location=HAND)
    assert reply.outcome is Outcome.WRONG_UNIT


def test_a_cancelled_order_lets_its_tote_go(zoned: TestSite) -> None:
    zoned.do("cancel_order", order="O1", reason="x")
    unit = zoned.reader.unit("T-1")
    assert unit is not None
    assert (unit.dn_id, unit.zone, unit.holder_id) == (None, None, None)
    assert zoned.reader.totes_in_hand(1) == []
    assert zoned.check().ok


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"kind": "handover"}, Outcome.LOCATION_NOT_ALLOWED),
        ({"kind": "handover", "zone": "F"}, Outcome.LOCATION_NOT_ALLOWED),
    ],
)
def test_a_place_with_goods_keeps_its_kind(
    zoned: TestSite, fields: dict[str, str], outcome: Outcome
) -> None:
    for location in (NEAR, "DOCK-1"):
        reply = zoned.do("edit_location", location=location, fields=fields)
        assert (reply.outcome, reply.level) == (outcome, Level.BLOCK)


@pytest.fixture
def lots(site: TestSite) -> TestSite:
    """A pick of lot L1 where L2 lies too, in another pallet."""
    for lot, expiry, unit, quantity in (
        ("L1", "2026-02-01", "P-1", 4),
        ("L2", "2026-03-01", "P-2", 4),
        ("L3", "2026-04-01", "P-3", 1),
        ("L0", "2025-12-01", "P-0", 9),
    ):
        site.stock("MILK", NEAR, quantity, lot=lot, expiry=expiry, unit=unit)
    site.order("O1", ("MILK", 2))
    site.release("O1")
    return site


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ({"lot": "L2"}, Outcome.ACCEPTED),
        ({"lot": "L2", "unit": "P-2"}, Outcome.ACCEPTED),
        ({"lot": "L2", "unit": "P-3"}, Outcome.WRONG_UNIT),
        ({"lot": "L9"}, Outcome.WRONG_LOT),
        ({"unit": "P-2"}, Outcome.WRONG_UNIT),
        ({"lot": "L3"}, Outcome.QUANTITY_CHANGED),
        ({"lot": "L0"}, Outcome.EXPIRED),
        ({"lot": "L1"}, Outcome.WRONG_LOT),
    ],
)
def test_other_goods_are_picked_only_if_they_may_leave(
    lots: TestSite, asked: dict[str, str], outcome: Outcome
) -> None:
    task = lots.tasks("O1")[0]
    reply = lots.do("change_pick", task_id=task["task_id"], **asked)
    assert reply.outcome is outcome
    reserved = {row[3]: row[6] for row in lots.quants() if row[6]}
    assert reserved == ({"L2": 2} if reply.done else {"L1": 2})
    picked: dict[str, Any] = lots.tasks("O1")[0]
    assert lots.do("confirm_pick", **picked).done
    assert lots.check().ok


def test_a_pick_that_is_over_or_anothers_is_not_changed(lots: TestSite) -> None:
    task = lots.tasks("O1")[0]["task_id"]
    lots.send(lots.command("next_work"), person=2)
    assert lots.do("change_pick", task_id=task, lot="L2").outcome is Outcome.LEASE_LOST
    lots.do("cancel_order", order="O1", reason="x")
    gone = lots.do("change_pick", task_id=task, lot="L2")
    assert gone.outcome is Outcome.CANCELLED_ELSEWHERE
    assert lots.do("change_pick", task_id="0" * 13, lot="L2").outcome is Outcome.GONE


@pytest.mark.parametrize("statement", [AT_WORK, LEFT, IN_ZONE, OF_ORDER, WAITING, IN_HAND, PLACE])
def test_reads_of_zones_follow_an_index(site: TestSite, statement: str) -> None:
    values: Any = {"dn": 1, "zone": "A", "person": 1, "now": 0, "demand": None}
    values = {name: value for name, value in values.items() if f":{name}" in statement}
    bound = values or tuple(1 for _ in range(statement.count("?")))
    plan: list[tuple[Any, ...]] = site.store.connection.execute(
        f"EXPLAIN QUERY PLAN {statement}", bound
    ).fetchall()
    tables = ("task", "t ", "u ", "d ", "l ", "location", "handling_unit")
    scans = [row[3] for row in plan if row[3].startswith(tuple(f"SCAN {name}" for name in tables))]
    assert scans == [], plan
