"""Staging: a package, a whole order, what is not ready."""

from typing import Any

from models.warehouse.replies import Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE = "A-01-01-1"


def _packed(site: TestSite, number: str, *boxes: int) -> list[str]:
    """An order in as many boxes as given quantities."""
    site.stock("TEA", HERE, sum(boxes))
    site.order(number, ("TEA", sum(boxes)))
    site.release(number)
    site.pick_all(number)
    units = []
    for quantity in boxes:
        lines = [{"item": "TEA", "quantity": quantity}]
        units.append(str(site.do("pack", order=number, lines=lines).data["unit"]))
    return units


def _at(site: TestSite, unit: str) -> tuple[Any, ...]:
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT u.state, l.code FROM handling_unit u LEFT JOIN location l ON l.id=u.location_id"
        " WHERE u.code=?",
        (unit,),
    ).fetchall()
    return rows[0]


@scene("staging")
def box_by_box(site: TestSite, talk: Talker) -> None:
    first, second = _packed(site, "O1", 1, 2)
    talk.open("staging")
    assert [(row.code, row.done, row.of) for row in talk.question.rows] == [("O1", 0, 2)]
    talk.scan(first)
    assert talk.question.big is not None
    assert talk.question.big.text == "STAGE-1"
    assert talk.scan(HERE).outcome is Outcome.LOCATION_NOT_ALLOWED
    assert talk.scan("STAGE-1").outcome is Outcome.UNIT_DONE
    assert site.state("O1") == "packed"
    talk.scan(second)
    assert talk.choose("back").done
    talk.scan(second)
    assert talk.scan("STAGE-1").outcome is Outcome.DOCUMENT_DONE
    assert site.state("O1") == "staged"
    assert [_at(site, unit) for unit in (first, second)] == [("staged", "STAGE-1")] * 2
    assert talk.question.rows == ()
    talk.scan(first)
    assert talk.scan("DOCK-1").outcome is Outcome.UNIT_DONE
    assert _at(site, first) == ("staged", "DOCK-1")
    assert site.do("ship", order="O1").done


@scene("staging")
def a_whole_order_at_once(site: TestSite, talk: Talker) -> None:
    units = _packed(site, "O1", 1, 2, 3)
    talk.open("staging")
    talk.choose("O1")
    assert [row.code for row in talk.question.rows] == units
    assert talk.scan("STAGE-1").outcome is Outcome.DOCUMENT_DONE
    assert {_at(site, unit) for unit in units} == {("staged", "STAGE-1")}


@scene("staging")
def what_is_not_ready_is_refused(site: TestSite, talk: Talker) -> None:
    site.stock("MUG", HERE, 1, unit="PAL-1")
    (shipped,) = _packed(site, "O1", 1)
    site.do("ship", order="O1")
    _packed(site, "O2", 1)
    site.do("cancel_order", order="O2", reason="x")
    site.stock("TEA", HERE, 2)
    site.order("O3", ("TEA", 2))
    site.release("O3")
    talk.open("staging")
    assert talk.scan("PAL-1").outcome is Outcome.WRONG_UNIT
    assert talk.scan(shipped).outcome is Outcome.ALREADY_DONE
    assert talk.scan("O1").outcome is Outcome.ALREADY_DONE
    assert talk.scan("O2").outcome is Outcome.CANCELLED_ELSEWHERE
    assert talk.scan("O3").outcome is Outcome.STALE_STEP
    site.pick_all("O3")
    site.do("pack", order="O3", lines=[{"item": "TEA", "quantity": 1}], unit="BOX-1")
    assert talk.scan("BOX-1").done
    talk.choose("back")


@scene("staging")
def what_happens_meanwhile_is_told(site: TestSite, talk: Talker) -> None:
    (first,) = _packed(site, "O1", 1)
    (second,) = _packed(site, "O2", 1)
    _packed(site, "O3", 1)
    talk.open("staging")
    talk.scan(first)
    site.do("ship", order="O1")
    assert talk.scan("STAGE-1").outcome is Outcome.ALREADY_DONE
    talk.scan(second)
    site.do("cancel_order", order="O2", reason="x")
    assert talk.scan("STAGE-1").outcome is Outcome.WRONG_UNIT
    talk.scan("O3")
    site.do("cancel_order", order="O3", reason="x")
    assert talk.scan("STAGE-1").outcome is Outcome.CANCELLED_ELSEWHERE


@scene("staging")
def what_is_on_a_vehicle_is_not_staged(site: TestSite, talk: Talker) -> None:
    (box,) = _packed(site, "O1", 1)
    site.do("plan_shipment", shipment="S1")
    site.do("load_unit", shipment="S1", unit=box)
    talk.open("staging")
    assert talk.scan("O1").outcome is Outcome.NO_WORK
    assert talk.scan(box).outcome is Outcome.ALREADY_DONE
