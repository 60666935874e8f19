"""Moving: goods or whole units, in part, by lot, to where others lie, to where they may not."""

from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE, THERE, ELSEWHERE = "A-01-01-1", "A-01-02-1", "A-02-01-1"


@scene("moving")
def a_part_of_what_lies_there(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 5)
    talk.open("moving")
    assert talk.scan(ELSEWHERE).outcome is Outcome.NO_WORK
    assert talk.scan(HERE).done
    assert talk.scan("MUG").outcome is Outcome.WRONG_ITEM
    assert talk.choose("back").done
    assert talk.scan(HERE).done
    assert talk.scan("TEA").done
    assert talk.enter(quantity=6).outcome is Outcome.QUANTITY_CHANGED
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.enter(quantity=2).done
    assert talk.scan(HERE).outcome is Outcome.WRONG_LOCATION
    assert talk.scan(THERE).outcome is Outcome.LINE_DONE
    assert [(row[1], row[5]) for row in site.quants()] == [(HERE, 3), (THERE, 2)]
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert [(row[1], row[5]) for row in site.quants()] == [(HERE, 5)]
    assert talk.choose("back").done


@scene("moving")
def a_place_where_others_lie_is_asked_about(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 5)
    site.stock("MUG", THERE, 5)
    site.do("edit_location", location=ELSEWHERE, fields={"units_max": 4})
    talk.open("moving")
    talk.scan(HERE)
    talk.scan("TEA")
    assert talk.scan(ELSEWHERE).outcome is Outcome.LOCATION_FULL
    site.do("edit_location", location=ELSEWHERE, fields={"item": "MUG"})
    assert talk.scan(ELSEWHERE).outcome is Outcome.LOCATION_NOT_ALLOWED
    asked = talk.scan(THERE)
    assert (asked.outcome, asked.level) == (Outcome.OTHER_LOCATION, Level.WARN)
    assert talk.scan(THERE).outcome is Outcome.LINE_DONE


@scene("moving")
def a_whole_unit(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 5, unit="PAL-1")
    site.stock("MUG", HERE, 5, unit="PAL-1")
    site.stock("MUG", ELSEWHERE, 1, unit="PAL-2")
    talk.open("moving")
    assert talk.scan("PAL-1").done
    assert talk.enter(quantity=3).outcome is Outcome.QUANTITY_CHANGED
    assert talk.scan(THERE).outcome is Outcome.UNIT_DONE
    talk.scan(THERE)
    assert talk.scan("PAL-2").outcome is Outcome.WRONG_UNIT
    assert talk.scan("PAL-1").done
    assert talk.scan(HERE).outcome is Outcome.UNIT_DONE


@scene("moving")
def which_lot_and_which_unit(site: TestSite, talk: Talker) -> None:
    site.add_item("MILK", tracking="lot")
    for lot in ("L1", "L2"):
        site.stock("MILK", HERE, 3, lot=lot, expiry="2026-06-01")
    site.stock("TEA", HERE, 3, unit="PAL-1")
    site.stock("TEA", HERE, 3, unit="PAL-2")
    talk.open("moving")
    talk.scan(HERE)
    assert talk.scan("TEA").outcome is Outcome.SCAN_UNIT
    talk.scan("MILK")
    assert talk.at is not None
    assert talk.at.stage == "lot"
    assert talk.choose("back").done
    talk.scan("MILK")
    assert talk.scan("L9").outcome is Outcome.WRONG_LOT
    assert talk.scan("L2").done
    assert talk.scan(THERE).outcome is Outcome.LINE_DONE
    assert ("MILK", THERE, None, "L2", "available", 3, 0) in site.quants()


@scene("moving")
def what_orders_hold_stays(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 3)
    site.order("O1", ("TEA", 3))
    site.release("O1")
    talk.open("moving")
    talk.scan(HERE)
    assert talk.scan("TEA").outcome is Outcome.QUANTITY_CHANGED


@scene("moving")
def good_stock_goes_apart_from_what_is_on_hold(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 5)
    site.order("O-1", ("TEA", 1))
    site.release("O-1")
    (task,) = site.tasks("O-1")
    site.do("confirm_pick", task_id=task["task_id"], location=HERE, item="TEA", quantity=0,
            reason="not_found")  # fmt: skip
    site.stock("TEA", HERE, 2)
    assert {(row[1], row[5]) for row in site.quants()} == {(HERE, 5), (HERE, 2)}
    talk.open("moving")
    talk.scan(HERE)
    assert talk.scan("TEA").done
    assert talk.scan(THERE).outcome is Outcome.LINE_DONE  # the good ones
    assert {(row[1], row[5]) for row in site.quants()} == {(HERE, 5), (THERE, 2)}
