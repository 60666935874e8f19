"""Proof of delivery: all at once, item by item, with differences."""

from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.floor.test_shipments import packed
from tests.edge.site import TestSite


def _shipped(site: TestSite, number: str) -> None:
    packed(site, number, 46)
    assert site.do("ship", order=number).done


@scene("delivery")
def all_has_come(site: TestSite, talk: Talker) -> None:
    _shipped(site, "O1")
    packed(site, "O2", 1)
    site.do("cancel_order", order="O2", reason="x")
    talk.open("delivery")
    assert talk.scan("O2").outcome is Outcome.CANCELLED_ELSEWHERE
    talk.scan("O1")
    talk.choose("other_order")
    talk.scan("O1")
    talk.choose("all_there")
    assert talk.choose("back").done
    talk.choose("all_there")
    assert talk.enter(text="Ada").outcome is Outcome.DOCUMENT_DONE
    assert (site.state("O1"), site.count("exception")) == ("delivered", 0)
    assert talk.scan("O1").outcome is Outcome.ALREADY_DONE


@scene("delivery")
def item_by_item_with_differences(site: TestSite, talk: Talker) -> None:
    _shipped(site, "O1")
    talk.open("delivery")
    talk.scan("O1")
    asked = talk.choose("finish")
    assert (asked.outcome, asked.level) == (Outcome.PARTIAL, Level.WARN)
    assert talk.scan("MUG").outcome is Outcome.WRONG_ITEM
    talk.scan("TEA")
    assert talk.choose("back").done
    talk.choose("TEA")
    assert talk.enter(quantity=1_046).outcome is Outcome.QUANTITY_CHANGED
    assert talk.enter(quantity=-1).outcome is Outcome.QUANTITY_CHANGED
    talk.enter(quantity=40)
    assert talk.enter(quantity=7).outcome is Outcome.QUANTITY_CHANGED
    talk.enter(quantity=2)
    talk.scan("TEA")
    talk.enter(quantity=45)
    talk.choose("none_damaged")
    talk.choose("finish")
    assert talk.choose("without").outcome is Outcome.DOCUMENT_DONE
    rows = site.store.connection.execute("SELECT delivered, refused FROM dn_line").fetchall()
    assert rows == [(45, 0)]
    assert site.count("exception") == 1


@scene("delivery")
def somebody_was_quicker(site: TestSite, talk: Talker) -> None:
    _shipped(site, "O1")
    talk.open("delivery")
    talk.scan("O1")
    talk.choose("all_there")
    site.do("deliver", order="O1")
    assert talk.choose("without").outcome is Outcome.ALREADY_DONE
