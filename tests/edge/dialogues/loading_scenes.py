"""Loading: begun at the dock, planned before, what does not belong, what stays behind."""

from models.warehouse.dialogues.question import Big, Line, Progress
from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.floor.test_shipments import packed
from tests.edge.site import TestSite


def _stage(talk: Talker) -> str:
    assert talk.at is not None
    return talk.at.stage


@scene("loading")
def a_vehicle_comes_unannounced(site: TestSite, talk: Talker) -> None:
    (box,) = packed(site, "O1", 2)
    site.do("set_carrier", carrier="DHL", name="DHL")
    talk.open("loading")
    asked = talk.scan("WB-1")
    assert (asked.outcome, asked.level) == (Outcome.NEW_UNIT, Level.WARN)
    assert talk.scan("WB-1").done
    assert talk.choose("back").done
    talk.scan("WB-1")
    talk.scan("WB-1")
    assert [row.id for row in talk.question.rows] == ["DHL"]
    assert talk.scan("NOBODY").outcome is Outcome.UNKNOWN_CODE
    talk.scan("DHL")
    talk.enter(text="Kim")
    talk.enter(text="AB 123")
    assert talk.scan("A-01-01-1").outcome is Outcome.LOCATION_NOT_ALLOWED
    talk.scan("DOCK-1")
    shipment = site.reader.shipment("WB-1")
    assert shipment is not None
    assert (shipment.carrier, shipment.driver, shipment.vehicle, shipment.dock) == (
        *("DHL", "Kim", "AB 123", "DOCK-1"),
    )
    assert talk.choose("depart").outcome is Outcome.NO_WORK
    assert talk.scan(box).outcome is Outcome.UNIT_DONE
    assert talk.scan(box).outcome is Outcome.ALREADY_DONE
    assert talk.choose("depart").outcome is Outcome.DOCUMENT_DONE
    assert site.state("O1") == "shipped"
    assert (_stage(talk), talk.question.big) == ("gone", Big("code", "AB 123"))
    assert talk.question.words == Line(
        "loading.gone_by", {"boxes": 1, "orders": 1, "carrier": "DHL"}
    )
    assert talk.choose("other_shipment").done
    assert talk.scan("WB-1").outcome is Outcome.ALREADY_DONE


@scene("loading")
def one_planned_before(site: TestSite, talk: Talker) -> None:
    first, second = packed(site, "O1", 1, 2)
    (stranger,) = packed(site, "O2", 1)
    site.do("plan_shipment", shipment="S1", orders=["O1"])
    site.do("plan_shipment", shipment="S2")
    site.do("cancel_shipment", shipment="S2", reason="x")
    talk.open("loading")
    assert talk.scan("S2").outcome is Outcome.CANCELLED_ELSEWHERE
    talk.choose("S1")
    assert [(row.code, row.done, row.of) for row in talk.question.rows] == [("O1", 0, 2)]
    assert talk.scan(stranger).outcome is Outcome.WRONG_UNIT
    talk.scan(first)
    asked = talk.choose("depart")
    assert (asked.outcome, asked.say.args["what"]) == (Outcome.PARTIAL, second)
    talk.scan(second)
    assert talk.choose("unload").done
    assert talk.scan(stranger).outcome is Outcome.WRONG_UNIT
    assert talk.choose("back").done
    talk.choose("unload")
    assert talk.scan(second).outcome is Outcome.UNIT_DONE
    talk.choose("details")
    for _ in range(4):
        talk.choose("without")
    assert _stage(talk) == "unit"
    talk.choose("depart")
    assert talk.choose("depart").outcome is Outcome.DOCUMENT_DONE
    assert site.line("O1")["shipped"] == 1
    assert talk.question.words == Line("loading.gone_with", {"boxes": 1, "orders": 1})


@scene("loading")
def taken_back_it_is_unloaded(site: TestSite, talk: Talker) -> None:
    (box,) = packed(site, "O1", 1)
    talk.open("loading")
    talk.choose("begin")
    for _ in range(4):
        talk.choose("without")
    talk.scan(box)
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert site.do("ship", order="O1").done


@scene("loading")
def it_leaves_meanwhile(site: TestSite, talk: Talker) -> None:
    talk.open("loading")
    for number, turns in enumerate(((), ("unload",), ("details", *("without",) * 3)), start=1):
        (box,) = packed(site, f"O{number}", 1)
        site.do("plan_shipment", shipment=f"S{number}")
        site.do("load_unit", shipment=f"S{number}", unit=box)
        talk.scan(f"S{number}")
        for option in turns:
            talk.choose(option)
        site.do("depart_shipment", shipment=f"S{number}")
        if turns:
            talk.choose("without" if "details" in turns else "back")
        else:
            talk.scan(box)
        assert talk.at is not None
        assert (talk.at.stage, talk.at.event) == ("shipment", "left_already")
    site.do("plan_shipment", shipment="S9")
    talk.scan("S9")
    assert talk.choose("other_shipment").done


@scene("loading")
def the_bar_counts_all_boxes_of_a_long_vehicle(site: TestSite, talk: Talker) -> None:
    """More orders than a tablet lists."""
    boxes = [packed(site, f"O{number:02}", 1)[0] for number in range(25)]
    site.do("plan_shipment", shipment="S1", orders=[f"O{number:02}" for number in range(25)])
    talk.open("loading")
    talk.scan("S1")
    for box in boxes[:3]:
        talk.scan(box)
    assert (len(talk.question.rows), talk.question.progress) == (20, Progress(3, 25))
