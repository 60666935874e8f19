"""A pallet or a location is emptied line by line: put off, left, full, damaged, missing."""

from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.taking import event, stage
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE, THERE, DROP = "A-01-01-1", "A-02-01-1", "A-02-04-2"


def _received(site: TestSite) -> None:
    """A pallet at the dock with two items; each line has its putaway task."""
    lines = [{"item": "TEA", "quantity": 4}, {"item": "MUG", "quantity": 6}]
    site.do("announce_asn", asn="IN1", supplier="S", lines=lines)
    for item, quantity in (("TEA", 4), ("MUG", 6)):
        site.do("receive", asn="IN1", item=item, quantity=quantity, unit="PAL-1")


def _asked(talk: Talker) -> str:
    assert talk.question.big is not None
    return talk.question.big.text


@scene("content")
def a_pallet_goes_to_several_places(site: TestSite, talk: Talker) -> None:
    _received(site)
    talk.open("content")
    assert talk.scan(THERE).outcome is Outcome.NO_WORK
    talk.scan("PAL-1")
    assert [(row.code, row.of) for row in talk.question.rows] == [("TEA", 4), ("MUG", 6)]
    assert talk.choose("next").done
    first = _asked(talk)
    talk.scan(first)
    assert (event(talk), stage(talk)) == ("line_done", "line")
    assert talk.scan("TEA").outcome is Outcome.WRONG_ITEM
    talk.scan("MUG")
    assert talk.enter(quantity=7).outcome is Outcome.QUANTITY_CHANGED
    talk.enter(quantity=2)
    talk.scan(_asked(talk))
    assert event(talk) == "left_over"
    asked = talk.scan("A-02-02-1")
    assert (asked.outcome, asked.level) == (Outcome.OTHER_LOCATION, Level.WARN)
    talk.scan("A-02-02-1")
    assert (event(talk), stage(talk)) == ("all_done", "source")
    site.do("close_receipt", asn="IN1")
    assert site.state("IN1", "asn") == "closed"
    assert site.tasks("IN1", "putaway") == []


@scene("content")
def a_line_is_put_off_or_put_back(site: TestSite, talk: Talker) -> None:
    _received(site)
    talk.open("content")
    talk.scan("DOCK-1")
    talk.choose("next")
    assert talk.choose("skip").done
    assert [row.code for row in talk.question.rows] == ["MUG", "TEA"]
    talk.choose(talk.question.rows[1].id)
    assert talk.question.goods is not None
    assert talk.question.goods.item == "TEA"
    talk.choose("skip")
    talk.choose("next")
    assert talk.choose("back").done
    assert talk.choose("other_place").done
    assert stage(talk) == "source"


@scene("content")
def a_place_that_is_full_is_counted_and_another_one_proposed(site: TestSite, talk: Talker) -> None:
    _received(site)
    talk.open("content")
    talk.scan("PAL-1")
    talk.scan("TEA")
    first = _asked(talk)
    assert talk.choose("place_full").done
    second = _asked(talk)
    assert second != first
    assert site.count('"count"') == 1
    site.do("edit_location", location=second, fields={"units_max": 1})
    assert talk.scan(second).outcome is Outcome.LOCATION_FULL
    assert talk.scan("STAGE-1").outcome is Outcome.LOCATION_NOT_ALLOWED
    assert talk.scan("DOCK-1").outcome is Outcome.WRONG_LOCATION
    third = _asked(talk)
    assert third not in (first, second)
    talk.scan(third)
    assert event(talk) == "line_done"
    for number in range(1, 17):
        if not talk.question.big:
            talk.choose("next")
        if talk.question.big is None or not talk.choose("place_full").done:
            break
        assert number < 16
    assert talk.choose("place_full").outcome is Outcome.NO_WORK


@scene("content")
def a_line_left_at_a_hand_over_place_waits_there(site: TestSite, talk: Talker) -> None:
    _received(site)
    site.do("edit_location", location=DROP, fields={"kind": "handover", "zone": "A"})
    talk.open("content")
    talk.scan("PAL-1")
    talk.scan("TEA")
    talk.enter(quantity=1)
    assert talk.scan(DROP).say.key == "content.dropped"
    assert event(talk) == "left_over"
    talk.scan(DROP)
    assert event(talk) == "line_done"
    talk.choose("other_place")
    talk.scan(DROP)
    assert [(row.code, row.of) for row in talk.question.rows] == [("TEA", 1), ("TEA", 3)]
    for _ in range(2):
        talk.choose("next")
        talk.scan(_asked(talk))
    assert event(talk) == "all_done"


@scene("content")
def damaged_and_missing_goods_go_their_own_way(site: TestSite, talk: Talker) -> None:
    _received(site)
    talk.open("content")
    talk.scan("PAL-1")
    talk.scan("TEA")
    talk.enter(quantity=1)
    assert talk.choose("damaged").done
    assert _asked(talk) == "DAMAGE-1"
    assert talk.choose("good").done
    talk.choose("damaged")
    talk.scan("DAMAGE-1")
    assert event(talk) == "left_over"
    assert talk.choose("missing").outcome is Outcome.ZERO_CHECK
    assert talk.choose("missing").done
    assert (event(talk), stage(talk)) == ("short_posted", "line")
    held = {(row[1], row[4]): row[5] for row in site.quants() if row[0] == "TEA"}
    assert held == {("DAMAGE-1", "damaged"): 1, ("DOCK-1", "hold"): 3}


@scene("content")
def what_is_not_there_is_set_aside_and_counted(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 5)
    site.stock("MUG", HERE, 2)
    talk.open("content")
    talk.scan(HERE)
    talk.scan("TEA")
    talk.choose("missing")
    talk.choose("missing")
    assert (event(talk), stage(talk)) == ("short_posted", "line")
    assert site.count('"count"') == 1
    assert [row.code for row in talk.question.rows] == ["MUG"]
    talk.scan("MUG")
    assert _asked(talk) != HERE
    site.do("adjust", item="MUG", location=HERE, quantity=-2, reason="x")
    assert talk.choose("skip").outcome is Outcome.GONE
    assert stage(talk) == "line"


@scene("content")
def a_lot_is_asked_for_where_there_are_several(site: TestSite, talk: Talker) -> None:
    site.add_item("MILK", tracking="lot")
    for lot in ("L1", "L2"):
        site.stock("MILK", HERE, 3, lot=lot)
    talk.open("content")
    talk.scan(HERE)
    talk.scan("MILK")
    assert event(talk) == "lot_asked"
    assert talk.choose("back").done
    talk.scan("MILK")
    assert talk.scan("L9").outcome is Outcome.WRONG_LOT
    assert talk.scan("L2").done
    assert talk.question.goods is not None
    assert talk.question.goods.lot == "L2"
    talk.choose("back")
    milk = site.reader.items("MILK")[0]
    site.add_gtin(milk.id, "04012345678901")
    assert talk.scan("]C10104012345678901" + "10L9").outcome is Outcome.WRONG_LOT
    assert talk.scan("]C10104012345678901" + "10L1").done


@scene("content")
def an_order_that_waits_gets_the_goods(site: TestSite, talk: Talker) -> None:
    site.order("O1", ("TEA", 3))
    site.release("O1")
    _received(site)
    talk.open("content")
    talk.scan("PAL-1")
    talk.scan("TEA")
    assert talk.question.words is not None
    assert talk.question.words.args == {"order": "O1", "quantity": 3}
    assert talk.choose("to_packing").done
    assert event(talk) == "left_over"
    assert (site.state("O1"), site.line("O1")["picked"]) == ("picked", 3)
    assert talk.choose("to_packing").outcome is Outcome.NO_WORK
    assert site.do("pack", order="O1").done


@scene("content")
def somebody_else_took_the_rest(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 5)
    talk.open("content")
    talk.scan(HERE)
    site.do("adjust", item="TEA", location=HERE, quantity=-5, reason="x")
    assert talk.choose("next").done
    assert (event(talk), stage(talk)) == ("all_done", "source")
