"""Returns: what was shipped comes back, to stock, to inspection, to waste or to its supplier."""

from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite


def _shipped(site: TestSite, *lines: tuple[str, int], order: str = "O1") -> None:
    site.order(order, *lines)
    site.release(order)
    site.pick_all(order)
    assert site.do("pack", order=order, unit=f"BOX-{order}").done
    assert site.do("ship", order=order).done


def _at(talk: Talker) -> tuple[str, str]:
    assert talk.at is not None
    return talk.at.stage, talk.at.event


@scene("returning")
def each_piece_goes_where_it_belongs(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", "A-01-01-1", 9)
    site.stock("MUG", "A-01-01-2", 1)
    _shipped(site, ("TEA", 9))
    talk.open("returning")
    assert talk.scan("BOX-O1").outcome is Outcome.ACCEPTED
    assert [(row.code, row.done, row.of) for row in talk.question.rows] == [("TEA", 0, 9)]
    assert talk.scan("MUG").outcome is Outcome.WRONG_ITEM
    for disposition, reason in (
        ("restock", "unwanted"),
        ("inspect", "faulty"),
        ("scrap", "transport"),
        ("supplier", "wrong_goods"),
    ):
        talk.scan("TEA")
        assert talk.scan("TEA").done
        talk.choose(disposition)
        assert talk.choose(reason).outcome is Outcome.LINE_DONE
    assert [row[4:6] for row in site.quants() if row[0] == "TEA"] == [
        ("available", 2),
        ("hold", 2),
        ("inspection", 2),
    ]
    assert talk.question.rows[0].done == 8
    assert talk.choose("close").outcome is Outcome.DOCUMENT_DONE
    assert site.state("O1-R1", "asn") == "received"


@scene("returning")
def more_than_was_shipped_is_asked_over_all_returns(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", "A-01-01-1", 3)
    _shipped(site, ("TEA", 3))
    site.do("return_goods", order="O1", item="TEA", quantity=2, disposition="restock", reason="x")
    assert site.do("close_receipt", asn="O1-R1").done
    talk.open("returning")
    talk.scan("O1")
    talk.scan("TEA")
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    talk.enter(quantity=2)
    talk.choose("restock")
    asked = talk.choose("unwanted")
    assert (asked.outcome, asked.level) == (Outcome.OVER_RECEIPT, Level.WARN)
    assert talk.choose("back").done
    talk.enter(quantity=1)
    talk.choose("restock")
    assert talk.enter(text="smells of smoke").outcome is Outcome.LINE_DONE
    assert site.state("O1-R2", "asn") == "receiving"
    talk.choose("other")
    assert _at(talk) == ("order", "other_document")


@scene("returning")
def lots_and_serial_numbers_are_those_that_left(site: TestSite, talk: Talker) -> None:
    site.add_item("MILK", tracking="lot", shelf_life_days=30)
    site.add_item("PHONE", tracking="serial")
    site.stock("MILK", "A-01-01-1", 2, lot="L1", expiry="2026-02-01")
    site.stock("PHONE", "A-01-01-1", 1, lot="S1")
    _shipped(site, ("MILK", 2), ("PHONE", 1))
    talk.open("returning")
    talk.scan("O1")
    talk.scan("MILK")
    assert talk.scan("L9").outcome is Outcome.WRONG_LOT
    assert talk.choose("back").done
    talk.scan("MILK")
    talk.scan("L1")
    site.clock.pass_s(60 * 24 * 3600)
    talk.choose("restock")
    assert talk.choose("unwanted").data["status"] == "hold"
    talk.scan("PHONE")
    talk.scan("S1")
    assert talk.scan("MILK").outcome is Outcome.WRONG_ITEM
    assert talk.enter(quantity=2).outcome is Outcome.SERIAL_REQUIRED
    assert talk.choose("back").done
    talk.scan("PHONE")
    talk.scan("S1")
    talk.choose("restock")
    assert talk.choose("faulty").outcome is Outcome.LINE_DONE
    talk.scan("PHONE")
    assert talk.scan("S1").outcome is Outcome.SERIAL_DUPLICATE


@scene("returning")
def one_label_says_the_lot(site: TestSite, talk: Talker) -> None:
    milk = site.add_item("MILK", tracking="lot")
    site.add_gtin(milk, "04012345678901")
    site.stock("MILK", "A-01-01-1", 2, lot="L1")
    _shipped(site, ("MILK", 2))
    talk.open("returning")
    talk.scan("O1")
    talk.scan("]C10104012345678901" + "10L1")
    assert _at(talk) == ("amount", "lot_found")


@scene("returning")
def only_what_has_left_comes_back(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", "A-01-01-1", 3, unit="PAL-1")
    site.order("O1", ("TEA", 3))
    talk.open("returning")
    assert talk.scan("PAL-1").outcome is Outcome.WRONG_UNIT
    assert talk.scan("O1").outcome is Outcome.STALE_STEP
    site.release("O1")
    site.pick_all("O1")
    site.do("pack", order="O1")
    site.do("ship", order="O1")
    assert talk.scan("O1").done
    talk.choose("close")
    assert _at(talk) == ("order", "other_document")
    assert site.count("asn") == 0


@scene("returning")
def a_shipped_order_on_any_page_begins_it(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", "A-01-01-1", 3)
    _shipped(site, ("TEA", 3))
    assert talk.scan("O1").done
    assert _at(talk) == ("goods", "found")
    talk.scan("TEA")
    talk.choose("restock")
    talk.choose("unwanted")
    talk.choose("leave")
    receiver = Talker(site)
    receiver.open("receiving")
    assert receiver.question.rows == ()
    assert receiver.scan("O1-R1").outcome is Outcome.WRONG_KIND
    refused = site.do("receive", asn="O1-R1", item="TEA", quantity=1)
    assert (refused.outcome, refused.say.key) == (Outcome.WRONG_KIND, "receive.is_return")


@scene("returning")
def what_came_back_by_mistake_is_taken_back(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", "A-01-01-1", 9)
    _shipped(site, ("TEA", 9))
    talk.open("returning")
    talk.scan("O1")
    for disposition in ("restock", "scrap", "inspect"):
        talk.scan("TEA")
        talk.enter(quantity=2)
        talk.choose(disposition)
        assert talk.choose("unwanted").outcome is Outcome.LINE_DONE
    for left in (4, 2, 0):
        assert talk.choose("undo").outcome is Outcome.UNDONE
        assert _at(talk) == ("reason", "undone")
        assert site.reader.returned(_dn(site)).get(_tea(site), 0) == left
    assert (site.quants(), site.tasks("O1-R1", "putaway")) == ([], [])


def _dn(site: TestSite) -> int:
    dn = site.reader.dn("O1")
    assert dn is not None
    return dn.id


def _tea(site: TestSite) -> int:
    return site.reader.items("TEA")[0].id
