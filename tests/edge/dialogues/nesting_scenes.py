"""Units go into units and out again; what may not lie in another is told why."""

from models.warehouse.replies import Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE, THERE = "A-01-01-1", "A-02-01-1"


@scene("nesting")
def two_cartons_on_a_new_pallet(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 5, unit="C1")
    site.stock("MUG", HERE, 2, unit="C2")
    site.stock("MUG", THERE, 2, unit="C3")
    talk.open("nesting")
    assert talk.scan("C1").done
    assert talk.choose("same").outcome is Outcome.NO_WORK
    assert talk.choose("take_out").outcome is Outcome.NO_WORK
    assert talk.scan("P1").outcome is Outcome.NEW_UNIT
    assert talk.scan("P1").outcome is Outcome.UNIT_DONE
    talk.scan("C2")
    assert talk.choose("same").outcome is Outcome.UNIT_DONE
    talk.scan("C2")
    assert talk.scan("P1").outcome is Outcome.ALREADY_DONE
    assert talk.scan("C2").outcome is Outcome.WRONG_UNIT
    assert talk.choose("back").done
    talk.scan("P1")
    assert [row.code for row in talk.question.rows] == ["C1", "· TEA", "C2", "· MUG"]
    assert talk.scan("C1").say.key == "unit.circle"
    assert talk.choose("back").done
    talk.scan("C3")
    assert talk.scan("P1").say.key == "unit.elsewhere"
    assert talk.choose("back").done
    talk.scan("C2")
    assert talk.choose("take_out").outcome is Outcome.UNIT_DONE
    assert talk.choose("undo").outcome is Outcome.UNDONE
    unit, pallet = site.reader.unit("C2"), site.reader.unit("P1")
    assert unit is not None
    assert pallet is not None
    assert unit.parent_id == pallet.id


@scene("nesting")
def a_package_of_a_customer_and_stock(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 5)
    site.order("O1", ("TEA", 2))
    site.release("O1")
    site.pick_all("O1")
    site.do("pack", order="O1", unit="BOX-1")
    site.stock("MUG", "PACK-1", 2, unit="C1")
    talk.open("nesting")
    talk.scan("BOX-1")
    assert talk.scan("C1").outcome is Outcome.UNIT_OF_OTHER_ORDER
