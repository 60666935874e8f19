"""Putaway: what waits at the dock goes to its location, in part, elsewhere, or not at all."""

from models.warehouse import ids
from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite


def _received(site: TestSite, quantity: int = 10, **fields: object) -> None:
    site.do("announce_asn", asn="A1", supplier="S1", lines=[{"item": "TEA", "quantity": quantity}])
    assert site.do("receive", asn="A1", item="TEA", quantity=quantity, **fields).done


@scene("putaway")
def a_pallet_is_put_where_the_site_says(site: TestSite, talk: Talker) -> None:
    _received(site, unit="PAL-1")
    assert talk.open("putaway").outcome is Outcome.ACCEPTED
    assert [row.code for row in talk.question.rows] == ["TEA"]
    assert talk.scan("PAL-1").outcome is Outcome.ACCEPTED
    big = talk.question.big
    assert big is not None
    done = talk.scan(big.text)
    assert (done.outcome, done.level) == (Outcome.LINE_DONE, Level.OK)
    assert site.quants() == [("TEA", big.text, "PAL-1", None, "available", 10, 0)]
    assert talk.question.rows == ()
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("putaway")
def a_part_is_laid_here_and_the_rest_elsewhere(site: TestSite, talk: Talker) -> None:
    _received(site)
    talk.open("putaway")
    talk.scan("TEA")
    assert talk.enter(quantity=11).outcome is Outcome.QUANTITY_CHANGED
    assert talk.enter(quantity=4).done
    warned = talk.scan("A-02-01-1")
    assert (warned.outcome, warned.level) == (Outcome.OTHER_LOCATION, Level.WARN)
    assert talk.scan("A-02-01-1").outcome is Outcome.ACCEPTED
    assert talk.at is not None
    assert (talk.at.stage, talk.at.event) == ("target", "left_over")
    assert talk.question.goods is not None
    assert talk.question.goods.quantity == 6


@scene("putaway")
def a_question_is_dropped_by_another_code(site: TestSite, talk: Talker) -> None:
    _received(site)
    talk.open("putaway")
    talk.scan("TEA")
    assert talk.scan("A-02-01-1").outcome is Outcome.OTHER_LOCATION
    assert talk.scan("A-02-02-1").outcome is Outcome.OTHER_LOCATION
    assert talk.scan("A-02-01-1").outcome is Outcome.OTHER_LOCATION


@scene("putaway")
def a_location_that_may_not_take_it_says_so(site: TestSite, talk: Talker) -> None:
    _received(site)
    site.do("edit_item", item="TEA", fields={"weight_g": 1_000})
    site.do("edit_location", location="A-02-01-1", fields={"weight_g_max": 5_000})
    talk.open("putaway")
    talk.scan("TEA")
    assert talk.scan("DAMAGE-1").outcome is Outcome.LOCATION_NOT_ALLOWED
    assert talk.scan("A-02-01-1").outcome is Outcome.LOCATION_FULL
    assert talk.scan("TEA").outcome is Outcome.WRONG_KIND
    assert talk.scan("what is this").outcome is Outcome.UNKNOWN_CODE


@scene("putaway")
def a_task_passed_over_comes_last(site: TestSite, talk: Talker) -> None:
    _received(site)
    site.do("announce_asn", asn="A2", supplier="S1", lines=[{"item": "MUG", "quantity": 3}])
    site.do("receive", asn="A2", item="MUG", quantity=3)
    talk.open("putaway")
    talk.choose("next")
    first = talk.question.goods
    assert talk.choose("skip").outcome is Outcome.ACCEPTED
    talk.choose("next")
    second = talk.question.goods
    assert first is not None
    assert second is not None
    assert {first.item, second.item} == {"TEA", "MUG"}


@scene("putaway")
def somebody_else_was_faster(site: TestSite, talk: Talker) -> None:
    _received(site)
    talk.open("putaway")
    talk.scan("TEA")
    big = talk.question.big
    assert big is not None
    site.do("put_away", item="TEA", quantity=10, location=big.text)
    assert talk.scan(big.text).outcome is Outcome.ALREADY_DONE


@scene("putaway")
def the_goods_are_gone(site: TestSite, talk: Talker) -> None:
    _received(site)
    for event, outcome in (("gone", Outcome.GONE), ("over", Outcome.CANCELLED_ELSEWHERE)):
        talk.open("putaway")
        assert talk.scan("TEA").done, event
        big = talk.question.big
        assert big is not None
        other = Talker(site, person=2)
        other.open("putaway")
        other.scan("TEA")
        if event == "gone":
            site.do(
                "move", item="TEA", from_location="DOCK-1", to_location="A-02-01-1", quantity=10
            )
            assert talk.scan(big.text).outcome is outcome
            assert other.scan(big.text).outcome is Outcome.CANCELLED_ELSEWHERE
            talk.walked |= other.walked
            return


@scene("putaway")
def a_turn_is_taken_back(site: TestSite, talk: Talker) -> None:
    _received(site)
    talk.open("putaway")
    talk.scan("TEA")
    big = talk.question.big
    assert big is not None
    assert talk.scan(big.text).outcome is Outcome.LINE_DONE
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert site.quants() == [("TEA", "DOCK-1", None, None, "available", 10, 0)]
    assert talk.at is not None
    assert talk.at.stage == "target"


@scene("putaway")
def interrupted_work_reopens_at_its_step(site: TestSite, talk: Talker) -> None:
    _received(site)
    talk.open("putaway")
    talk.scan("TEA")
    again = Talker(site)
    reply = again.open("putaway")
    assert reply.outcome is Outcome.RESUMED
    assert again.question == talk.question
    assert again.choose("leave").done
    assert again.at is None
    begun = again.open("putaway").turn
    assert begun is not None
    assert begun.stage == "source"


def _pallet(site: TestSite) -> None:
    """A pallet with loose tea and two cartons, as the supplier says."""
    site.do(
        "announce_asn", asn="A1", supplier="S1",
        lines=[
            {"item": "TEA", "quantity": 4, "unit": "PAL-1"},
            {"item": "TEA", "quantity": 2, "unit": "C1"},
            {"item": "MUG", "quantity": 3, "unit": "C2"},
        ],
        units=[{"unit": "C1", "into": "PAL-1"}, {"unit": "C2", "into": "PAL-1"}],
    )  # fmt: skip
    assert site.do("receive_unit", unit="PAL-1").done


@scene("putaway")
def a_pallet_with_cartons_is_put_away_whole(site: TestSite, talk: Talker) -> None:
    _pallet(site)
    assert talk.scan("PAL-1").outcome is Outcome.ACCEPTED
    assert talk.at is not None
    assert talk.at.stage == "whole"
    assert [row.code for row in talk.question.rows] == ["TEA", "C1", "· TEA", "C2", "· MUG"]
    assert talk.scan("PACK-1").outcome is Outcome.LOCATION_NOT_ALLOWED
    site.do("edit_location", location="A-02-01-1", fields={"units_max": 8})
    assert talk.scan("A-02-01-1").outcome is Outcome.LOCATION_FULL
    assert talk.scan("A-02-02-1").outcome is Outcome.OTHER_LOCATION
    assert talk.scan("A-02-02-1").outcome is Outcome.UNIT_DONE
    assert {row[1] for row in site.quants()} == {"A-02-02-1"}
    assert site.state("A1", "asn") == "receiving"
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert {row[1] for row in site.quants()} == {"DOCK-1"}


@scene("putaway")
def the_content_of_a_pallet_one_by_one(site: TestSite, talk: Talker) -> None:
    _pallet(site)
    talk.open("putaway")
    talk.scan("PAL-1")
    assert talk.choose("one_by_one").done
    big = talk.question.big
    assert big is not None
    assert talk.scan(big.text).outcome is Outcome.LINE_DONE
    talk.scan("PAL-1")
    for task in site.ids_of("task")[1:]:
        known = site.reader.putaway_task(ids.read(task))
        assert known is not None
        item = site.reader.item(known.item_id)
        assert item is not None
        site.do(
            "put_away", task_id=task, item=item.code, quantity=known.quantity,
            location="A-02-03-1", confirm=True,
        )  # fmt: skip
    assert talk.choose("one_by_one").outcome is Outcome.NO_WORK
    assert talk.at is not None
    assert talk.at.stage == "source"


@scene("putaway")
def somebody_else_puts_a_part_away_meanwhile(site: TestSite, talk: Talker) -> None:
    lines = [{"item": "TEA", "quantity": 8}]
    site.do("announce_asn", asn="PART", supplier="S1", lines=lines)
    site.do("receive", asn="PART", item="TEA", quantity=8)
    talk.open("putaway")
    talk.scan("TEA")
    (task,) = site.tasks("PART", "putaway")
    part = {"task_id": task["task_id"], "item": "TEA", "quantity": 6, "confirm": True}
    assert site.do("put_away", location="A-02-01-1", **part).done
    assert talk.question.big is not None
    place = talk.question.big.text
    assert talk.scan(place).outcome is Outcome.QUANTITY_CHANGED
    assert talk.question.goods is not None
    assert talk.question.goods.quantity == 2
    assert talk.scan(place).outcome is Outcome.LINE_DONE
