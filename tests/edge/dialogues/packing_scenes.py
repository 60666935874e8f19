"""Packing: whole, in several boxes, by lot, with a label, weighed, interrupted."""

from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE, THERE = "A-01-01-1", "A-02-01-1"


def _picked(site: TestSite, number: str, *lines: tuple[str, int], unit: str | None = None) -> None:
    for place, (item, quantity) in zip((HERE, THERE), lines, strict=False):
        site.stock(item, place, quantity)
    site.order(number, *lines)
    site.release(number)
    for task in site.tasks(number):
        assert site.do("confirm_pick", **task, unit=unit).done


def _event(talk: Talker) -> str:
    assert talk.at is not None
    return talk.at.event


def _weights(site: TestSite) -> list[int | None]:
    return [
        row[0]
        for row in site.store.connection.execute(
            "SELECT weight_g FROM handling_unit WHERE kind='package' ORDER BY id"
        )
    ]


@scene("packing")
def a_whole_order_into_one_box(site: TestSite, talk: Talker) -> None:
    _picked(site, "O1", ("TEA", 2), ("MUG", 3))
    talk.open("packing")
    assert [(row.code, row.done, row.of) for row in talk.question.rows] == [("O1", 0, 5)]
    talk.choose("next")
    assert [(row.code, row.done, row.of) for row in talk.question.rows] == [
        ("TEA", 0, 2),
        ("MUG", 0, 3),
    ]
    talk.choose("pack_all")
    assert talk.choose("back").done
    talk.choose("pack_all")
    assert talk.enter(weight_g=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.enter(weight_g=1200).outcome is Outcome.DOCUMENT_DONE
    assert site.state("O1") == "packed"
    assert _weights(site) == [1200]
    assert talk.scan("O1").outcome is Outcome.ALREADY_DONE
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("packing")
def piece_by_piece_into_two_boxes(site: TestSite, talk: Talker) -> None:
    _picked(site, "O1", ("TEA", 2), ("MUG", 3))
    talk.open("packing")
    talk.scan("O1")
    assert talk.choose("close_box").outcome is Outcome.NO_WORK
    assert talk.enter(quantity=2).outcome is Outcome.SCAN_ITEM_FIRST
    talk.scan("MUG")
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.enter(quantity=4).outcome is Outcome.OVER_PICK
    talk.enter(quantity=3)
    assert talk.scan("MUG").outcome is Outcome.OVER_PICK
    site.add_item("SALT")
    assert talk.scan("SALT").outcome is Outcome.WRONG_ITEM
    asked = talk.choose("close_box")
    assert (asked.outcome, asked.level, asked.say.args["left"]) == (
        Outcome.PARTIAL,
        Level.WARN,
        2,
    )
    talk.choose("close_box")
    assert talk.choose("no_weight").outcome is Outcome.UNIT_DONE
    assert site.state("O1") == "packing"
    talk.choose("TEA")
    talk.scan("TEA")
    talk.choose("close_box")
    assert talk.choose("no_weight").outcome is Outcome.DOCUMENT_DONE
    assert site.line("O1")["packed"] == 5
    assert _weights(site) == [None, None]


@scene("packing")
def a_box_of_the_wrong_weight_is_asked_about(site: TestSite, talk: Talker) -> None:
    site.do("edit_item", item="TEA", fields={"weight_g": 500, "length_mm": 90, "width_mm": 90})
    site.do("edit_item", item="TEA", fields={"height_mm": 90})
    for code, edge, tare in (("LARGE", 400, 300), ("SMALL", 100, 100)):
        size = {"length_mm": edge, "width_mm": edge, "height_mm": edge}
        assert site.do("set_carton", carton=code, tare_g=tare, **size).done
    _picked(site, "O1", ("TEA", 2))
    talk.open("packing")
    talk.scan("O1")
    assert talk.question.big is not None
    assert talk.question.big.text == "LARGE"
    talk.scan("TEA")
    talk.choose("close_box")
    talk.choose("close_box")
    assert talk.question.words is not None
    assert talk.question.words.args == {"expected": 800}
    asked = talk.enter(weight_g=1300)
    assert (asked.outcome, asked.level) == (Outcome.WRONG_WEIGHT, Level.WARN)
    assert talk.enter(weight_g=1400).outcome is Outcome.WRONG_WEIGHT
    assert talk.enter(weight_g=1400).outcome is Outcome.UNIT_DONE
    assert talk.question.big is not None
    assert talk.question.big.text == "SMALL"
    talk.choose("pack_all")
    assert talk.enter(weight_g=660).outcome is Outcome.DOCUMENT_DONE
    assert _weights(site) == [1400, 660]


@scene("packing")
def the_lot_says_which(site: TestSite, talk: Talker) -> None:
    site.add_item("MILK", tracking="lot")
    for lot in ("L1", "L2"):
        site.stock("MILK", HERE, 1, lot=lot)
    site.order("O1", ("MILK", 2))
    site.release("O1")
    site.pick_all("O1")
    talk.open("packing")
    talk.scan("MILK")
    assert _event(talk) == "found"
    talk.scan("MILK")
    assert _event(talk) == "lot_asked"
    assert talk.scan("L9").outcome is Outcome.WRONG_LOT
    assert talk.choose("back").done
    talk.scan("MILK")
    assert talk.scan("L1").done
    talk.scan("MILK")
    assert talk.scan("L1").outcome is Outcome.OVER_PICK
    assert talk.at is not None
    assert talk.at.stage == "goods"
    talk.choose("MILK L2")
    talk.choose("close_box")
    assert talk.choose("no_weight").outcome is Outcome.DOCUMENT_DONE


@scene("packing")
def a_label_of_another_lot_is_refused(site: TestSite, talk: Talker) -> None:
    milk = site.add_item("MILK", tracking="lot")
    site.add_gtin(milk, "04012345678901")
    site.stock("MILK", HERE, 1, lot="L1")
    site.order("O1", ("MILK", 1))
    site.release("O1")
    site.pick_all("O1")
    talk.open("packing")
    talk.scan("O1")
    assert talk.scan("]C10104012345678901" + "10L2").outcome is Outcome.WRONG_LOT
    talk.scan("]C10104012345678901" + "10L1")
    assert _event(talk) == "counted"


@scene("packing")
def a_label_scanned_is_the_box(site: TestSite, talk: Talker) -> None:
    _picked(site, "O1", ("TEA", 2), ("MUG", 1), unit="TOTE-1")
    _picked(site, "O2", ("TEA", 1), unit="TOTE-2")
    site.stock("MUG", THERE, 1, unit="PAL-1")
    talk.open("packing")
    assert talk.scan("PAL-1").outcome is Outcome.NO_WORK
    talk.scan("TOTE-1")
    assert talk.scan("TOTE-2").outcome is Outcome.UNIT_OF_OTHER_ORDER
    assert talk.scan("PAL-1").outcome is Outcome.WRONG_UNIT
    talk.scan("TOTE-1")
    assert _event(talk) == "unit_set"
    talk.scan("MUG")
    talk.choose("close_box")
    talk.choose("close_box")
    assert talk.choose("no_weight").outcome is Outcome.WRONG_UNIT
    assert talk.scan("BOX-1").outcome is Outcome.NEW_UNIT
    talk.scan("BOX-1")
    talk.choose("close_box")
    talk.choose("close_box")
    assert talk.choose("no_weight").outcome is Outcome.UNIT_DONE
    talk.choose("pack_all")
    talk.choose("no_weight")
    units = {row[0]: row[1] for row in site.store.connection.execute(
        "SELECT code, kind FROM handling_unit WHERE code IN ('BOX-1', 'TOTE-1')"
    )}  # fmt: skip
    assert units == {"BOX-1": "package", "TOTE-1": "tote"}


@scene("packing")
def what_happens_meanwhile_is_told(site: TestSite, talk: Talker) -> None:
    _picked(site, "O1", ("TEA", 3))
    _picked(site, "O2", ("MUG", 1))
    talk.open("packing")
    talk.scan("O1")
    talk.choose("pack_all")
    site.do("pack", order="O1", lines=[{"item": "TEA", "quantity": 1}])
    assert talk.choose("no_weight").outcome is Outcome.QUANTITY_CHANGED
    talk.scan("BOX-1")
    talk.scan("BOX-1")
    talk.choose("pack_all")
    site.do("pack", order="O2", unit="BOX-1")
    assert talk.choose("no_weight").outcome is Outcome.UNIT_OF_OTHER_ORDER
    talk.choose("pack_all")
    site.do("pack", order="O1")
    assert talk.choose("no_weight").outcome is Outcome.ALREADY_DONE
    assert talk.at is not None
    assert talk.at.stage == "order"


@scene("packing")
def an_order_ends_meanwhile(site: TestSite, talk: Talker) -> None:
    for number in ("O1", "O2", "O3", "O4"):
        _picked(site, number, ("TEA", 1))
    talk.open("packing")
    site.do("cancel_order", order="O1", reason="x")
    assert talk.scan("O1").outcome is Outcome.CANCELLED_ELSEWHERE
    talk.scan("O2")
    site.do("pack", order="O2")
    assert talk.scan("TEA").outcome is Outcome.ALREADY_DONE
    talk.scan("O3")
    site.do("cancel_order", order="O3", reason="x")
    assert talk.scan("TEA").outcome is Outcome.CANCELLED_ELSEWHERE
    talk.scan("O4")
    talk.choose("other_order")
    talk.scan("O4")
    talk.choose("pack_all")
    site.do("cancel_order", order="O4", reason="x")
    assert talk.choose("no_weight").outcome is Outcome.CANCELLED_ELSEWHERE


@scene("packing")
def an_item_of_several_orders_does_not_say_which(site: TestSite, talk: Talker) -> None:
    _picked(site, "O1", ("TEA", 1))
    _picked(site, "O2", ("TEA", 1))
    talk.open("packing")
    asked = talk.scan("TEA")
    assert (asked.outcome, asked.say.args["candidates"]) == (Outcome.AMBIGUOUS, ["O1", "O2"])
    assert talk.scan("MUG").outcome is Outcome.NO_WORK
    assert talk.choose("O2").done


@scene("packing")
def a_tote_that_a_zone_still_has_is_waited_for(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 2))
    site.release("O1")
    site.do("confirm_pick", **site.tasks("O1")[0], unit="T-1", zone="A")
    talk.open("packing")
    asked = talk.scan("O1")
    assert (asked.outcome, asked.say.args["totes"]) == (Outcome.PARTIAL, "T-1 (A)")
    assert talk.scan("O1").done
