"""Work: whatever comes next, each task in its own dialogue, and back."""

from typing import Any

from models.warehouse import ids
from models.warehouse.replies import Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite


def _received(site: TestSite, item: str, quantity: int = 10) -> None:
    asn = f"A-{item}"
    site.do("announce_asn", asn=asn, supplier="S1", lines=[{"item": item, "quantity": quantity}])
    assert site.do("receive", asn=asn, item=item, quantity=quantity).done


def _stands(talk: Talker) -> str:
    assert talk.at is not None
    return f"{talk.at.dialogue}.{talk.at.stage}"


@scene("work")
def a_putaway_leads_to_its_target_and_back(site: TestSite, talk: Talker) -> None:
    _received(site, "TEA")
    assert talk.open("work").outcome is Outcome.ACCEPTED
    assert talk.scan("DOCK-1").outcome is Outcome.ACCEPTED
    assert talk.choose("next").done
    assert _stands(talk) == "putaway.target"
    big = talk.question.big
    assert big is not None
    assert talk.scan(big.text).outcome is Outcome.LINE_DONE
    assert _stands(talk) == "work.where"
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("work")
def picks_come_by_priority_and_end_where_the_queue_goes_on(site: TestSite, talk: Talker) -> None:
    site.stock("MUG", "A-01-02-1", 5)
    site.stock("TEA", "A-02-01-1", 5)
    site.order("O1", ("MUG", 1))
    site.order("O2", ("TEA", 1), priority=5)
    site.release("O1", "O2")
    talk.open("work")
    for place, item in (("A-02-01-1", "TEA"), ("A-01-02-1", "MUG")):
        assert talk.choose("next").done
        assert _stands(talk) == "picking.location"
        assert talk.scan(place).done
        assert talk.scan(item).done
        if _stands(talk) != "work.where":
            assert talk.choose("all").done
        assert _stands(talk) == "work.where"
    assert site.state("O1") == site.state("O2") == "picked"


@scene("work")
def with_nothing_to_carry_there_is_a_count(site: TestSite, talk: Talker) -> None:
    site.do("request_count", location="A-01-01-1")
    talk.open("work")
    assert talk.choose("next").done
    assert _stands(talk) == "count.goods"
    assert talk.choose("skip").done
    assert _stands(talk) == "work.where"
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("work")
def what_is_passed_over_comes_last(site: TestSite, talk: Talker) -> None:
    _received(site, "TEA")
    _received(site, "MUG")
    talk.open("work")
    seen: list[Any] = []
    for _ in range(3):
        talk.choose("next")
        goods = talk.question.goods
        assert goods is not None
        seen.append(goods.item)
        talk.choose("skip")
    assert seen == ["TEA", "MUG", "TEA"]


@scene("work")
def nobody_is_sent_to_what_another_does(site: TestSite, talk: Talker) -> None:
    _received(site, "TEA")
    talk.open("work")
    assert talk.choose("next").done
    other = Talker(site, person=2)
    other.open("work")
    assert other.choose("next").outcome is Outcome.NO_WORK
    site.clock.pass_s(site.site.settings.lease_s + 1)
    assert other.choose("next").done
    assert _stands(other) == "putaway.target"
    big = other.question.big
    assert big is not None
    assert other.scan(big.text).outcome is Outcome.LINE_DONE
    assert talk.scan(big.text).outcome is Outcome.ALREADY_DONE
    assert _stands(talk) == "work.where"


@scene("work")
def a_dialogue_opened_by_hand_ends_where_it_begins(site: TestSite, talk: Talker) -> None:
    _received(site, "TEA")
    talk.open("putaway")
    talk.choose("next")
    talk.choose("skip")
    assert _stands(talk) == "putaway.source"


@scene("work")
def a_refill_comes_in_its_turn(site: TestSite, talk: Talker) -> None:
    fields = {"item": "TEA", "min_quantity": 2, "max_quantity": 10}
    site.do("edit_location", location="A-01-01-1", fields=fields)
    site.stock("TEA", "A-02-01-1", 20)
    site.do("request_replenishment", location="A-01-01-1")
    talk.open("work")
    assert talk.choose("next").done
    assert _stands(talk) == "replenish.take"
    assert talk.scan("A-02-01-1").done
    assert talk.scan("A-01-01-1").outcome is Outcome.LINE_DONE
    assert _stands(talk) == "work.where"


def _kits(site: TestSite) -> None:
    site.add_item("SET")
    site.stock("TEA", "A-01-01-1", 4)
    site.do("set_kit_part", kit="SET", item="TEA", quantity=2)
    site.do("make_kit_order", order="K1", item="SET", quantity=2)
    site.do("release_kit_order", order="K1")


@scene("work")
def kits_come_in_their_turn_and_go_on_where_they_were_left(site: TestSite, talk: Talker) -> None:
    _kits(site)
    talk.open("work")
    assert talk.choose("next").done
    assert _stands(talk) == "kit.place"
    talk.scan("A-01-01-1")
    assert talk.choose("all").done
    assert _stands(talk) == "kit.build"
    talk.choose("leave")
    talk.open("work")
    assert talk.choose("next").done
    assert _stands(talk) == "kit.build"
    talk.choose("all")
    assert talk.scan("A-01-02-1").outcome is Outcome.DOCUMENT_DONE
    assert _stands(talk) == "work.where"


@scene("work")
def kits_to_be_taken_apart_come_too(site: TestSite, talk: Talker) -> None:
    site.add_item("SET")
    site.stock("SET", "A-01-01-1", 2)
    site.do("set_kit_part", kit="SET", item="TEA", quantity=2)
    site.do("make_kit_order", order="D1", item="SET", quantity=2, kind="dekit")
    site.do("release_kit_order", order="D1")
    talk.open("work")
    assert talk.choose("next").done
    assert _stands(talk) == "dekit.place"
    talk.scan("A-01-01-1")
    talk.choose("all")
    talk.choose("leave")
    talk.open("work")
    assert talk.choose("next").done
    assert _stands(talk) == "dekit.apart"


@scene("work")
def kits_that_another_makes_are_passed_by(site: TestSite, talk: Talker) -> None:
    _kits(site)
    other = Talker(site, person=2)
    other.open("kit")
    other.scan("K1")
    talk.open("work")
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("work")
def what_was_done_is_taken_back_from_where_the_work_goes_on(site: TestSite, talk: Talker) -> None:
    _received(site, "TEA")
    site.stock("MUG", "A-01-02-1", 5)
    site.order("O1", ("MUG", 2))
    before = site.quants()
    talk.open("work")
    talk.choose("next")
    big = talk.question.big
    assert big is not None
    assert talk.scan(big.text).outcome is Outcome.LINE_DONE
    site.release("O1")
    reserved = site.quants()
    talk.choose("next")
    assert talk.scan("A-01-02-1").done
    talk.scan("MUG")
    talk.choose("all")
    assert _stands(talk) == "work.where"
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert _stands(talk).startswith("picking.")
    assert site.quants() == reserved
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert _stands(talk) == "putaway.target"
    assert [row[:5] for row in site.quants() if row[0] == "TEA"] == [
        row[:5] for row in before if row[0] == "TEA"
    ]
    assert talk.choose("undo").outcome is Outcome.NO_WORK


@scene("work")
def taken_back_and_done_again_the_queue_goes_on(site: TestSite, talk: Talker) -> None:
    _kits(site)
    talk.open("work")
    talk.choose("next")
    talk.scan("A-01-01-1")
    talk.choose("all")
    talk.choose("all")
    assert talk.scan("A-01-02-1").outcome is Outcome.DOCUMENT_DONE
    assert _stands(talk) == "work.where"
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert _stands(talk) == "kit.target"
    assert site.state("K1", "kit_order") == "working"
    assert talk.scan("A-01-02-1").outcome is Outcome.DOCUMENT_DONE
    assert _stands(talk) == "work.where"


@scene("work")
def kits_go_to_those_who_can_make_them(site: TestSite, talk: Talker) -> None:
    site.do("edit_location", location="A-01-01-1", fields={"skill": "high"})
    _kits(site)
    talk.open("work")
    assert talk.choose("next").outcome is Outcome.NO_WORK
    talk.choose("leave")
    talk.open("kit")
    assert talk.question.rows == ()
    assert talk.choose("next").outcome is Outcome.NO_WORK
    refused = talk.scan("K1")
    assert (refused.outcome, refused.say.key) == (Outcome.NO_WORK, "picking.needs_skill")
    able = Talker(site, ids.read(site.add_person("Li Wei", skills='["high"]')))
    able.open("work")
    assert able.choose("next").done
    assert _stands(able) == "kit.place"
