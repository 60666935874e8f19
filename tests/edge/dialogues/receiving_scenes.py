"""Receiving: whole, in part, too much, damaged, by lot and serial, on a pallet, closed short."""

from typing import Any

from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.dialogues.whole_units import PLAYS
from tests.edge.site import TestSite


def _announced(site: TestSite, *lines: tuple[str, int], asn: str = "A1") -> None:
    goods = [{"item": item, "quantity": quantity} for item, quantity in lines]
    assert site.do("announce_asn", asn=asn, supplier="S1", lines=goods).done


def _begun(site: TestSite, talk: Talker, *lines: tuple[str, int], scan: str | None = None) -> None:
    """A1 is announced where it has lines, opened and at the dock; `scan`: the first goods of it."""
    if lines:
        _announced(site, *lines)
    talk.open("receiving")
    talk.scan("A1")
    if scan is not None:
        talk.scan(scan)


def _at(talk: Talker) -> tuple[str, str]:
    assert talk.at is not None
    return talk.at.stage, talk.at.event


def _asked(talk: Talker) -> bool:
    return talk.at is not None and talk.at.asked


@scene("receiving")
def a_delivery_is_received_line_by_line_and_closed(site: TestSite, talk: Talker) -> None:
    _announced(site, ("TEA", 3), ("MUG", 2))
    talk.open("receiving")
    assert [(row.code, row.done, row.of) for row in talk.question.rows] == [("A1", 0, 5)]
    talk.choose("A1")
    assert talk.scan("DOCK-1").outcome is Outcome.ACCEPTED
    assert talk.scan("DOCK-1").outcome is Outcome.ALREADY_DONE
    for _ in range(3):
        assert talk.scan("TEA").done
    assert talk.question.value == 3
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    talk.choose("MUG")
    talk.enter(quantity=2)
    talk.choose("post")
    assert talk.question.progress is not None
    assert talk.question.progress.done == 2
    assert talk.choose("close").outcome is Outcome.DOCUMENT_DONE
    assert talk.question.rows == ()
    assert talk.scan("A1").outcome is Outcome.ALREADY_DONE


@scene("receiving")
def what_is_missing_is_asked_before_it_is_closed(site: TestSite, talk: Talker) -> None:
    _begun(site, talk, ("TEA", 3), scan="TEA")
    talk.choose("post")
    short = talk.choose("close")
    assert (short.outcome, short.level) == (Outcome.PARTIAL, Level.WARN)
    assert talk.choose("close").outcome is Outcome.DOCUMENT_DONE


@scene("receiving")
def a_question_is_open_until_it_is_answered_or_dropped(site: TestSite, talk: Talker) -> None:
    _begun(site, talk, ("TEA", 3), ("MUG", 1))
    assert talk.choose("empty").outcome is Outcome.WRONG_KIND
    assert talk.choose("TEA").done
    talk.choose("post")
    short = talk.choose("close")
    assert _asked(talk)
    again = Talker(site)
    asked = again.open("receiving")
    assert (asked.outcome, asked.level, asked.say) == (Outcome.RESUMED, Level.WARN, short.say)
    assert _asked(again)
    assert talk.choose("MUG").done
    assert not _asked(talk)
    assert talk.choose("confirm").outcome is Outcome.WRONG_KIND
    talk.choose("back")
    talk.choose("close")
    assert talk.choose("confirm").outcome is Outcome.DOCUMENT_DONE


@scene("receiving")
def more_than_announced_needs_a_second_press(site: TestSite, talk: Talker) -> None:
    _begun(site, talk, ("TEA", 3), scan="TEA")
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    talk.enter(quantity=4)
    assert talk.choose("post").outcome is Outcome.OVER_RECEIPT
    assert talk.choose("post").outcome is Outcome.LINE_DONE


@scene("receiving")
def damaged_goods_on_a_new_pallet(site: TestSite, talk: Talker) -> None:
    _begun(site, talk, ("TEA", 3), ("MUG", 1))
    assert talk.scan("no such thing").outcome is Outcome.UNKNOWN_CODE
    talk.scan("TEA")
    assert talk.scan("MUG").outcome is Outcome.WRONG_ITEM
    talk.choose("damaged")
    talk.choose("good")
    talk.choose("damaged")
    assert talk.scan("A-01-01-1").outcome is Outcome.WRONG_KIND
    assert talk.scan("PAL-1").outcome is Outcome.NEW_UNIT
    assert talk.scan("PAL-1").outcome is Outcome.ACCEPTED
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    assert site.quants() == [("TEA", "DOCK-1", "PAL-1", None, "damaged", 1, 0)]
    talk.scan("MUG")
    assert talk.choose("back").done
    assert talk.choose("other").done
    assert _at(talk) == ("document", "other_document")


@scene("receiving")
def a_pallet_that_has_left_takes_nothing(site: TestSite, talk: Talker) -> None:
    site.stock("MUG", "A-01-01-1", 1)
    site.order("O1", ("MUG", 1))
    site.release("O1")
    site.pick_all("O1")
    site.do("pack", order="O1", unit="BOX-1")
    site.do("ship", order="O1")
    _begun(site, talk, ("TEA", 3), scan="TEA")
    assert talk.scan("BOX-1").outcome is Outcome.WRONG_UNIT


@scene("receiving")
def a_pallet_that_was_put_away_meanwhile_is_forgotten(site: TestSite, talk: Talker) -> None:
    _begun(site, talk, ("TEA", 9), scan="TEA")
    talk.scan("PAL-1")
    talk.scan("PAL-1")
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    talk.scan("TEA")
    assert site.do("put_away_unit", unit="PAL-1", location="A-01-01-1", confirm=True).done
    assert talk.choose("post").say.key == "unit.elsewhere"
    assert _at(talk) == ("amount", "wrong_unit")
    refused = talk.scan("PAL-1")
    assert (refused.outcome, refused.say.key) == (Outcome.WRONG_UNIT, "unit.elsewhere")
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    assert site.quants() == [
        ("TEA", "A-01-01-1", "PAL-1", None, "available", 1, 0),
        ("TEA", "DOCK-1", None, None, "available", 1, 0),
    ]


@scene("receiving")
def goods_that_are_not_announced_are_put_aside(site: TestSite, talk: Talker) -> None:
    _begun(site, talk, ("TEA", 3))
    assert talk.scan("MUG").outcome is Outcome.WRONG_ITEM


@scene("receiving")
def lots_with_their_dates(site: TestSite, talk: Talker) -> None:
    site.add_item("MILK", tracking="lot", shelf_life_days=30)
    _begun(site, talk, ("MILK", 9), scan="MILK")
    assert talk.choose("back").done
    talk.scan("MILK")
    assert talk.entry() == "text"
    talk.scan("L1")
    assert talk.entry() == "date"
    assert talk.choose("back").done
    talk.scan("MILK")
    talk.scan("L1")
    assert talk.enter(expiry="2025-12-31").done
    assert talk.choose("post").outcome is Outcome.EXPIRED
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    assert [row[4] for row in site.quants()] == ["hold"]
    talk.scan("MILK")
    talk.scan("L1")
    assert _at(talk) == ("amount", "lot_found")


@scene("receiving")
def two_people_give_a_lot_two_dates(site: TestSite, talk: Talker) -> None:
    site.add_item("MILK", tracking="lot", shelf_life_days=30)
    _begun(site, talk, ("MILK", 9), scan="MILK")
    talk.scan("L1")
    talk.enter(expiry="2026-06-30")
    site.do("receive", asn="A1", item="MILK", quantity=1, lot="L1", expiry="2026-07-31")
    assert talk.choose("post").outcome is Outcome.WRONG_LOT


@scene("receiving")
def serial_numbers_one_by_one(site: TestSite, talk: Talker) -> None:
    site.add_item("PHONE", tracking="serial")
    _begun(site, talk, ("PHONE", 2), scan="PHONE")
    talk.scan("S1")
    talk.enter(quantity=2)
    assert talk.choose("post").outcome is Outcome.SERIAL_REQUIRED
    talk.enter(quantity=1)
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    talk.scan("PHONE")
    assert talk.scan("S1").outcome is Outcome.SERIAL_DUPLICATE


@scene("receiving")
def a_delivery_taken_back_is_not_received(site: TestSite, talk: Talker) -> None:
    _announced(site, ("TEA", 1))
    site.cancel_asn("A1")
    talk.open("receiving")
    assert talk.question.rows == ()
    assert talk.scan("A1").outcome is Outcome.CANCELLED_ELSEWHERE


@scene("receiving")
def it_is_closed_or_taken_back_while_goods_are_counted(site: TestSite, talk: Talker) -> None:
    for asn in ("A1", "A2"):
        _announced(site, ("TEA", 2), asn=asn)
        talk.open("receiving")
        talk.scan(asn)
        talk.scan("TEA")
        if asn == "A1":
            site.do("receive", asn=asn, item="TEA", quantity=1)
            assert site.do("close_receipt", asn=asn, confirm=True).done
        else:
            site.cancel_asn(asn)
        talk.choose("post")
        event = "already_done" if asn == "A1" else "cancelled_elsewhere"
        assert _at(talk) == ("document", event)
    assert [row[5] for row in site.quants()] == [1]


@scene("receiving")
def what_somebody_else_has_closed_is_left(site: TestSite, talk: Talker) -> None:
    _begun(site, talk, ("TEA", 1))
    site.do("receive", asn="A1", item="TEA", quantity=1)
    site.do("close_receipt", asn="A1")
    assert talk.choose("close").say.key == "asn.is_received"
    assert _at(talk) == ("document", "other_document")


@scene("receiving")
def a_scan_on_any_page_begins_it(site: TestSite, talk: Talker) -> None:
    _announced(site, ("TEA", 1))
    reply = talk.scan("A1")
    assert reply.turn is not None
    assert (reply.turn.dialogue, reply.turn.stage) == ("receiving", "goods")
    assert talk.choose("leave").done
    assert talk.scan("nothing we know").outcome is Outcome.STALE_STEP


@scene("receiving")
def one_label_says_lot_date_and_how_many(site: TestSite, talk: Talker) -> None:
    milk = site.add_item("MILK", tracking="lot", shelf_life_days=30)
    site.add_gtin(milk, "04012345678901")
    _begun(site, talk, ("MILK", 24))
    talk.scan("]C10104012345678901" + "17260630" + "10L7\x1d3012")
    assert _at(talk) == ("amount", "lot_found")
    assert talk.question.value == 12
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    talk.scan("]C10104012345678901" + "10L8")
    assert _at(talk) == ("expiry", "date_asked")
    talk.choose("back")
    phone = site.add_item("PHONE", tracking="serial")
    site.add_gtin(phone, "04012345678918")
    _announced(site, ("PHONE", 2), asn="A2")
    talk.choose("other")
    talk.scan("A2")
    talk.scan("]C10104012345678918" + "21S1")
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    assert talk.scan("]C10104012345678918" + "21S1").outcome is Outcome.SERIAL_DUPLICATE


@scene("receiving")
def a_delivery_nobody_announced(site: TestSite, talk: Talker) -> None:
    talk.open("receiving")
    talk.choose("blind")
    assert talk.choose("back").done
    talk.choose("blind")
    assert talk.enter(text="S9").done
    assert talk.scan("A-01-01-1").outcome is Outcome.LOCATION_NOT_ALLOWED
    assert talk.scan("DOCK-2").done
    assert talk.question.progress is None
    talk.scan("TEA")
    talk.enter(quantity=3)
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    assert [(row.code, row.done, row.of) for row in talk.question.rows] == [("TEA", 3, None)]
    talk.scan("MUG")
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    assert {row[1] for row in site.quants()} == {"DOCK-2"}
    assert site.count("asn") == 1
    assert talk.choose("close").outcome is Outcome.DOCUMENT_DONE


@scene("receiving")
def a_lorry_that_brings_nothing(site: TestSite, talk: Talker) -> None:
    talk.open("receiving")
    talk.choose("blind")
    assert talk.choose("unknown").done
    talk.choose("close")
    assert _at(talk) == ("document", "other_document")
    assert site.count("asn") == 0


@scene("receiving")
def an_order_that_waits_gets_its_goods_at_the_dock(site: TestSite, talk: Talker) -> None:
    for order in ("O1", "O2", "O3"):
        site.order(order, ("TEA", 2))
        site.release(order)
    _begun(site, talk, ("TEA", 9), scan="TEA")
    talk.enter(quantity=3)
    talk.choose("post")
    assert _at(talk) == ("cross", "order_waits")
    stray = talk.scan("A-01-01-1")
    assert (stray.outcome, stray.say.key) == (Outcome.WRONG_KIND, "scan.not_asked_for")
    assert talk.choose("to_packing").outcome is Outcome.LINE_DONE
    assert site.state("O1") == "picked"
    talk.scan("TEA")
    talk.choose("post")
    assert talk.choose("to_stock").outcome is Outcome.LINE_DONE
    assert site.state("O2") == "short"
    talk.scan("TEA")
    talk.choose("post")
    site.do("cancel_order", order="O2", reason="no")
    changed = talk.choose("to_packing")
    assert (changed.outcome, changed.level) == (Outcome.QUANTITY_CHANGED, Level.BLOCK)
    talk.choose("damaged")
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    assert site.state("O3") == "short"


@scene("receiving")
def a_pack_counts_what_it_holds(site: TestSite, talk: Talker) -> None:
    (tea,) = site.reader.items("TEA")
    site.add_gtin(tea.id, "04012345678901", quantity_base=12, name="box")
    milk = site.add_item("MILK", tracking="lot", shelf_life_days=30)
    site.add_gtin(milk, "04012345678918", quantity_base=6, name="tray")
    _begun(site, talk, ("TEA", 50), ("MILK", 30))
    first = talk.scan("4012345678901")
    assert (first.say.args["pack"], first.say.args["each"]) == ("box", 12)
    assert talk.question.value == 12
    talk.scan("TEA")
    talk.scan("]C10104012345678901" + "3003")
    assert talk.question.value == 12 + 1 + 3 * 12
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    talk.scan("4012345678918")
    talk.scan("L1")
    talk.enter(expiry="2026-06-30")
    assert talk.question.value == 6
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    assert [row[5] for row in site.quants()] == [6, 49]


@scene("receiving")
def what_was_booked_in_is_taken_back(site: TestSite, talk: Talker) -> None:
    _begun(site, talk, ("TEA", 5), ("MUG", 1), scan="MUG")
    talk.choose("post")
    talk.scan("TEA")
    talk.scan("PAL-1")
    talk.scan("PAL-1")
    talk.enter(quantity=5)
    talk.choose("post")
    undone = talk.choose("undo")
    assert undone.outcome is Outcome.UNDONE
    assert _at(talk) == ("amount", "undone")
    assert (talk.question.value, site.count("quant")) == (5, 1)
    assert [(task["item"], task["quantity"]) for task in site.tasks("A1", "putaway")] == [
        ("MUG", 1)
    ]
    talk.enter(quantity=4)
    talk.choose("post")
    put = {"item": "TEA", "quantity": 4, "unit": "PAL-1", "location": "A-01-01-1"}
    assert site.do("put_away", confirm=True, **put).done
    refused = talk.choose("undo")
    assert (refused.outcome, refused.say.key) == (Outcome.GONE, "reverse.touched")
    assert site.count("exception") == 0


def _hams(site: TestSite, *lines: tuple[str, int]) -> int:
    item = site.add_item("HAM", description="Ham", catch_weight=1, weight_g=1_000)
    _announced(site, *(lines or (("HAM", 4),)))
    return item


def _received_g(site: TestSite) -> list[int]:
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT weight_g FROM movement WHERE kind='receive' ORDER BY id"
    ).fetchall()
    return [row[0] for row in rows]


@scene("receiving")
def goods_sold_by_weight_are_weighed_once_they_are_counted(site: TestSite, talk: Talker) -> None:
    _hams(site)
    _begun(site, talk, scan="HAM")
    talk.enter(quantity=3)
    assert talk.choose("post").done
    assert _at(talk) == ("weight", "weight_asked")
    assert talk.question.words is not None
    assert talk.question.words.args == {"expected": 3_000}
    assert talk.choose("back").done
    talk.choose("post")
    assert talk.enter(weight_g=0).outcome is Outcome.ZERO_QUANTITY
    strange = talk.enter(weight_g=300)
    assert (strange.outcome, strange.level) == (Outcome.WRONG_WEIGHT, Level.WARN)
    assert talk.enter(weight_g=3_100).outcome is Outcome.LINE_DONE
    assert _received_g(site) == [3_100]
    talk.scan("HAM")
    talk.choose("post")
    talk.enter(weight_g=100)
    assert talk.enter(weight_g=100).outcome is Outcome.LINE_DONE
    assert _received_g(site) == [3_100, 100]


@scene("receiving")
def the_label_of_each_piece_says_what_it_weighs(site: TestSite, talk: Talker) -> None:
    site.add_gtin(_hams(site), "95011015300038")
    label = "]C10195011015300038310300{}".format
    _begun(site, talk)
    talk.scan(label("1050"))
    talk.scan(label("1100"))
    assert talk.question.value == 2
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    assert _received_g(site) == [2_150]
    talk.scan(label("9000"))
    strange = talk.choose("post")
    assert (strange.outcome, _at(talk)[0]) == (Outcome.WRONG_WEIGHT, "amount")
    talk.scan("HAM")
    talk.choose("post")
    assert _at(talk)[0] == "weight"
    assert talk.enter(weight_g=2_000).done
    assert _received_g(site) == [2_150, 2_000]


@scene("receiving")
def what_changed_while_it_was_weighed_is_asked_again(site: TestSite, talk: Talker) -> None:
    _hams(site, ("HAM", 1))
    _begun(site, talk, scan="HAM")
    talk.choose("post")
    site.cancel_asn("A1")
    assert talk.enter(weight_g=1_000).outcome is Outcome.QUANTITY_CHANGED
    assert _at(talk) == ("amount", "quantity_changed")
    assert talk.choose("post").outcome is Outcome.CANCELLED_ELSEWHERE


@scene("receiving")
def weighed_goods_go_on_to_the_order_that_waits(site: TestSite, talk: Talker) -> None:
    _hams(site)
    site.order("O1", ("HAM", 1))
    site.release("O1")
    _begun(site, talk, scan="HAM")
    talk.enter(quantity=2)
    talk.choose("post")
    talk.enter(weight_g=2_001)
    assert _at(talk) == ("cross", "order_waits")
    assert talk.choose("to_packing").outcome is Outcome.LINE_DONE
    assert sorted(_received_g(site)) == [1_000, 1_001]


for play in PLAYS:
    scene("receiving")(play)
