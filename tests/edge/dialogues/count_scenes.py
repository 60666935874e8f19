"""Counting: right, wrong once, wrong twice, empty, moved meanwhile, by the same eyes."""

from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE = "A-01-01-1"


def _count(talk: Talker, *goods: tuple[str, int]) -> str:
    """Count a location that is asked for; returns the event."""
    talk.open("count")
    assert talk.scan(HERE).outcome is Outcome.ACCEPTED
    for item, quantity in goods:
        talk.scan(item)
        talk.enter(quantity=quantity)
    reply = talk.choose("done")
    assert reply.turn is not None
    return reply.turn.event


def _asked(site: TestSite, quantity: int = 5) -> None:
    site.stock("TEA", HERE, quantity)
    assert site.do("request_count", location=HERE, reason="test").done


def _other(site: TestSite, talk: Talker) -> Talker:
    other = Talker(site, person=2)
    other.walked, other.strays = talk.walked, talk.strays
    return other


@scene("count")
def the_book_was_right(site: TestSite, talk: Talker) -> None:
    _asked(site)
    assert talk.open("count").done
    assert talk.question.big is not None
    assert talk.choose("next").done
    assert talk.question.rows == ()
    assert talk.scan("TEA").done
    assert talk.enter(quantity=-1).outcome is Outcome.ZERO_QUANTITY
    assert talk.enter(quantity=5).done
    posted = talk.choose("done")
    assert (posted.outcome, posted.turn and posted.turn.event) == (Outcome.ACCEPTED, "posted")
    assert site.quants() == [("TEA", HERE, None, None, "available", 5, 0)]
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("count")
def two_people_find_the_same_and_a_supervisor_posts_it(site: TestSite, talk: Talker) -> None:
    _asked(site)
    assert _count(talk, ("TEA", 3)) == "recount_due"
    assert site.quants() == [("TEA", HERE, None, None, "available", 5, 0)]
    assert talk.scan(HERE).outcome is Outcome.OTHER_PERSON
    assert _count(_other(site, talk), ("TEA", 3)) == "review_due"
    assert site.quants() == [("TEA", HERE, None, None, "available", 5, 0)]
    count = site.ids_of("count")[0]
    assert site.do("review_count", count=count, take="post").outcome is Outcome.DOCUMENT_DONE
    assert site.quants() == [("TEA", HERE, None, None, "available", 3, 0)]


@scene("count")
def a_location_nobody_asked_for_needs_a_second_scan(site: TestSite, talk: Talker) -> None:
    talk.open("count")
    asked = talk.scan(HERE)
    assert (asked.outcome, asked.level) == (Outcome.OTHER_LOCATION, Level.WARN)
    assert talk.scan(HERE).outcome is Outcome.ACCEPTED
    assert talk.choose("empty").outcome is Outcome.ZERO_CHECK
    assert talk.choose("empty").outcome is Outcome.ACCEPTED
    assert site.count("movement") == 0


@scene("count")
def goods_are_scanned_one_by_one_or_typed(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 3)
    talk.open("count")
    talk.scan(HERE)
    talk.scan(HERE)
    assert talk.enter(quantity=3).outcome is Outcome.SCAN_ITEM_FIRST
    for _ in range(3):
        assert talk.scan("TEA").done
    assert [row.done for row in talk.question.rows] == [3]
    reply = talk.choose("done")
    assert reply.turn is not None
    assert reply.turn.event == "posted"


@scene("count")
def stock_that_moves_meanwhile_makes_the_count_stale(site: TestSite, talk: Talker) -> None:
    _asked(site)
    talk.open("count")
    talk.scan(HERE)
    talk.scan("TEA")
    site.do("move", item="TEA", from_location=HERE, to_location="A-02-01-1", quantity=1)
    talk.enter(quantity=5)
    assert talk.choose("done").outcome is Outcome.QUANTITY_CHANGED
    assert talk.choose("skip").outcome is Outcome.ACCEPTED
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("count")
def somebody_finished_it_first(site: TestSite, talk: Talker) -> None:
    _asked(site)
    talk.open("count")
    talk.scan(HERE)
    again = Talker(site, person=1)
    again.open("count")
    assert again.at is not None
    assert again.at.stage == "goods"
    site.do("count_location", location=HERE, lines=[{"item": "TEA", "quantity": 4}])
    talk.scan("TEA")
    assert talk.choose("done").outcome is Outcome.OTHER_PERSON


@scene("count")
def it_is_called_off_while_one_counts(site: TestSite, talk: Talker) -> None:
    _asked(site)
    talk.open("count")
    talk.scan(HERE)
    talk.scan("TEA")
    count = site.ids_of("count")[0]
    assert site.do("review_count", count=count, take="cancel", reason="x").done
    assert talk.choose("done").outcome is Outcome.ALREADY_DONE
    assert talk.at is not None
    assert talk.at.stage == "place"


@scene("count")
def lots_are_counted_lot_by_lot(site: TestSite, talk: Talker) -> None:
    site.add_item("MILK", tracking="lot")
    site.add_item("PHONE", tracking="serial")
    site.stock("MILK", HERE, 2, lot="L1")
    site.stock("PHONE", HERE, 1, lot="S1")
    talk.open("count")
    talk.scan(HERE)
    talk.scan(HERE)
    talk.scan("MILK")
    assert talk.entry() == "text"
    assert talk.scan("L9").outcome is Outcome.WRONG_LOT
    assert talk.choose("back").done
    talk.scan("MILK")
    assert talk.scan("L1").done
    assert talk.enter(quantity=2).done
    talk.scan("PHONE")
    assert talk.scan("S1").done
    assert talk.enter(quantity=2).outcome is Outcome.SERIAL_REQUIRED
    talk.scan("PHONE")
    assert talk.scan("S1").outcome is Outcome.SERIAL_DUPLICATE
    assert talk.choose("back").done
    reply = talk.choose("done")
    assert reply.turn is not None
    assert reply.turn.event == "posted"


@scene("count")
def only_one_item_was_asked_for(site: TestSite, talk: Talker) -> None:
    site.stock("TEA", HERE, 3)
    site.stock("MUG", HERE, 3)
    site.do("request_count", location=HERE, item="TEA", reason="short pick")
    talk.open("count")
    talk.scan(HERE)
    assert talk.scan("MUG").outcome is Outcome.WRONG_ITEM
    talk.scan("TEA")
    talk.enter(quantity=3)
    assert talk.choose("done").done


@scene("count")
def one_label_says_item_lot_and_pieces(site: TestSite, talk: Talker) -> None:
    milk = site.add_item("MILK", tracking="lot")
    site.add_gtin(milk, "04012345678901")
    phone = site.add_item("PHONE", tracking="serial")
    site.add_gtin(phone, "04012345678918")
    site.stock("MILK", HERE, 1, lot="L1")
    site.stock("PHONE", HERE, 1, lot="S1")
    talk.open("count")
    talk.scan(HERE)
    talk.scan(HERE)
    assert talk.scan("]C10104012345678901" + "10L9").outcome is Outcome.WRONG_LOT
    assert talk.scan("]C10104012345678901" + "10L1").done
    assert talk.scan("]C10104012345678918" + "21S1").done
    assert talk.scan("]C10104012345678918" + "21S1").outcome is Outcome.SERIAL_DUPLICATE
    assert [row.done for row in talk.question.rows] == [1, 1]


@scene("count")
def a_pack_counts_what_it_holds(site: TestSite, talk: Talker) -> None:
    (tea,) = site.reader.items("TEA")
    site.add_gtin(tea.id, "04012345678901", quantity_base=12, name="box")
    milk = site.add_item("MILK", tracking="lot")
    site.add_gtin(milk, "04012345678918", quantity_base=6, name="tray")
    site.stock("TEA", "A-01-01-1", 25)
    site.stock("MILK", "A-01-01-1", 6, lot="L1")
    talk.open("count")
    talk.scan("A-01-01-1")
    talk.scan("A-01-01-1")
    told = talk.scan("4012345678901")
    assert told.say.args["each"] == 12
    talk.scan("4012345678901")
    talk.scan("TEA")
    assert talk.question.value == 25
    talk.scan("4012345678918")
    talk.scan("L1")
    assert talk.question.value == 6
    assert talk.choose("done").done
    assert {row[5] for row in site.quants()} == {25, 6}
