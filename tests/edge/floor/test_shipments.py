"""Shipments: planned, loaded, unloaded, gone with what is loaded; staging before it."""

from typing import Any

import pytest

from edge.floor.reads.outbound import Carrier, Shipment
from models.warehouse.replies import Level, Outcome, Reply
from tests.edge.site import TestSite

HERE = "A-01-01-1"


def packed(site: TestSite, number: str, *boxes: int) -> list[str]:
    """An order in as many boxes as given quantities; returns their labels."""
    site.stock("TEA", HERE, sum(boxes))
    site.order(number, ("TEA", sum(boxes)))
    site.release(number)
    site.pick_all(number)
    units = []
    for quantity in boxes:
        lines = [{"item": "TEA", "quantity": quantity}]
        units.append(str(site.do("pack", order=number, lines=lines).data["unit"]))
    return units


def _load(site: TestSite, unit: str, shipment: str = "S1") -> Reply:
    return site.do("load_unit", shipment=shipment, unit=unit)


def _state(site: TestSite, unit: str) -> tuple[Any, ...]:
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT state, revision, shipment_id IS NULL FROM handling_unit WHERE code=?", (unit,)
    ).fetchall()
    return rows[0]


def _planned_on(site: TestSite, order: str) -> bool:
    dn = site.reader.dn(order)
    assert dn is not None
    return dn.shipment_id is not None


@pytest.fixture
def shipment(site: TestSite) -> Shipment:
    """An open shipment that takes any packed order."""
    site.do("set_carrier", carrier="DHL", name="DHL", service="next day", cut_off="16:30")
    fields = {"carrier": "DHL", "driver": "Kim", "vehicle": "AB 123", "dock": "DOCK-1"}
    assert site.do("plan_shipment", shipment="S1", tracking="T-9", **fields).done
    found = site.reader.shipment("S1")
    assert found is not None
    return found


def test_a_carrier_is_set_changed_and_dropped(site: TestSite) -> None:
    site.do("set_carrier", carrier="DHL", name="DHL", cut_off="16:30")
    site.do("set_carrier", carrier="DHL", name="DHL Express", cut_off="17:00")
    found = site.reader.carrier("DHL")
    assert found is not None
    assert found == Carrier(found.id, "DHL", "DHL Express", None, "17:00", "active")
    assert site.reader.carriers() == [found]
    assert site.do("drop_carrier", carrier="DHL").done
    assert site.reader.carriers() == []
    assert site.do("plan_shipment", shipment="S1", carrier="DHL").outcome is Outcome.UNKNOWN_CODE
    assert site.do("drop_carrier", carrier="UPS").outcome is Outcome.GONE


def test_a_shipment_keeps_what_is_not_said_again(site: TestSite, shipment: Shipment) -> None:
    assert shipment == Shipment(
        shipment.id, "S1", "planned", "DHL", "Kim", "AB 123", "DOCK-1", "T-9", is_planned=False
    )
    assert site.do("plan_shipment", shipment="S1", driver="Lee").done
    changed = site.reader.shipment("S1")
    assert changed is not None
    assert (changed.driver, changed.vehicle) == ("Lee", "AB 123")
    refused = site.do("plan_shipment", shipment="S1", dock="A-01-01-1")
    assert refused.outcome is Outcome.LOCATION_NOT_ALLOWED
    assert [each.number for each in site.reader.shipments_open()] == ["S1"]


def test_what_is_loaded_leaves_with_tracking(site: TestSite, shipment: Shipment) -> None:
    first, second = packed(site, "O1", 1, 2)
    site.do("stage", order="O1", location="STAGE-1")
    assert _load(site, first).done
    assert _load(site, second).data == {"order": "O1", "loaded": 2}
    assert site.do("ship", order="O1").say.key == "order.is_loaded"
    assert site.do("cancel_order", order="O1", reason="x").say.key == "order.is_loaded"
    assert site.do("depart_shipment", shipment="S1").data == {
        "packages": [first, second],
        "left_behind": [],
    }
    assert (site.state("O1"), site.state("S1", "shipment")) == ("shipped", "departed")
    assert site.line("O1")["shipped"] == 3
    assert site.quants() == []
    rows = site.store.connection.execute("SELECT carrier, tracking FROM dn").fetchall()
    assert rows == [("DHL", "T-9")]
    assert site.do("depart_shipment", shipment="S1").outcome is Outcome.ALREADY_DONE
    assert _load(site, first).outcome is Outcome.ALREADY_DONE
    assert site.check().ok


def test_what_is_left_behind_is_asked_and_goes_with_another(
    site: TestSite, shipment: Shipment
) -> None:
    first, second = packed(site, "O1", 1, 2)
    _load(site, first)
    asked = site.do("depart_shipment", shipment="S1")
    assert (asked.outcome, asked.level, asked.data) == (
        Outcome.PARTIAL,
        Level.WARN,
        {"left_behind": [second]},
    )
    assert site.do("depart_shipment", shipment="S1", confirm=True).done
    assert (site.state("O1"), site.line("O1")["shipped"]) == ("packed", 1)
    assert site.check().ok
    assert site.do("cancel_order", order="O1", reason="x").say.key == "order.partly_shipped"
    site.do("plan_shipment", shipment="S2")
    assert _load(site, second, "S2").done
    assert site.do("depart_shipment", shipment="S2").done
    assert (site.state("O1"), site.line("O1")["shipped"]) == ("shipped", 3)
    assert site.check().ok


def test_an_order_planned_and_not_packed_stays_behind(site: TestSite) -> None:
    (first,) = packed(site, "O1", 1)
    site.order("O2", ("TEA", 1))
    assert site.do("plan_shipment", shipment="S1", orders=["O1", "O2"]).done
    _load(site, first)
    assert site.do("depart_shipment", shipment="S1").data == {"left_behind": ["O2"]}
    site.do("depart_shipment", shipment="S1", confirm=True)
    assert (_planned_on(site, "O1"), _planned_on(site, "O2")) == (True, False)


def test_what_is_not_expected_is_refused_with_why(site: TestSite, shipment: Shipment) -> None:
    (box,) = packed(site, "O1", 1)
    (planned,) = packed(site, "O2", 1)
    (gone,) = packed(site, "O3", 1)
    site.do("ship", order="O3")
    site.stock("TEA", HERE, 1, unit="PAL-1")
    site.do("plan_shipment", shipment="S2", orders=["O2"])
    assert _load(site, box, "S2").say.key == "shipment.not_planned"
    assert _load(site, planned).say.key == "shipment.of_other"
    assert _load(site, planned, "S2").done
    assert _load(site, planned).say.key == "shipment.on_other"
    assert _load(site, planned, "S2").outcome is Outcome.ALREADY_DONE
    assert _load(site, gone).say.key == "unit.is_shipped"
    assert _load(site, "PAL-1").say.key == "stage.not_packed"
    assert _load(site, "NONE").say.key == "unit.unknown"
    assert _load(site, box, "S9").say.key == "shipment.unknown"
    site.stock("TEA", HERE, 2)
    site.order("O4", ("TEA", 2))
    site.release("O4")
    site.pick_all("O4")
    site.do("pack", order="O4", unit="BOX-4", lines=[{"item": "TEA", "quantity": 1}])
    assert _load(site, "BOX-4").say.key == "order.is_packing"
    assert site.do("plan_shipment", shipment="S1", orders=["O2"]).say.key == (
        "shipment.order_on_other"
    )
    assert site.do("plan_shipment", shipment="S1", orders=["O3"]).say.key == "order.is_shipped"


def test_what_is_unloaded_stands_ready_again(site: TestSite, shipment: Shipment) -> None:
    (box,) = packed(site, "O1", 1)
    assert site.do("unload_unit", shipment="S1", unit=box).outcome is Outcome.WRONG_UNIT
    reply = _load(site, box)
    assert reply.undo is not None
    assert _state(site, box) == ("loaded", 0, 0)
    assert site.do(**reply.undo.command).done  # type: ignore[arg-type]
    assert _state(site, box) == ("staged", 1, 1)
    assert not _planned_on(site, "O1")
    assert site.do("depart_shipment", shipment="S1").outcome is Outcome.NO_WORK
    assert _load(site, box).done
    assert site.do("depart_shipment", shipment="S1").done
    assert site.check().ok


def test_a_shipment_is_cancelled_only_empty(site: TestSite) -> None:
    (box,) = packed(site, "O1", 1)
    site.do("plan_shipment", shipment="S1", orders=["O1"])
    _load(site, box)
    assert site.do("cancel_shipment", shipment="S1", reason="x").say.key == "shipment.has_units"
    site.do("unload_unit", shipment="S1", unit=box)
    assert _planned_on(site, "O1")
    assert site.do("cancel_shipment", shipment="S1", reason="x").done
    assert not _planned_on(site, "O1")
    assert _load(site, box).outcome is Outcome.CANCELLED_ELSEWHERE
