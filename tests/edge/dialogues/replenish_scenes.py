"""Replenishment: bulk goods come to the pick face, in part, not at all, or by somebody else."""

from models.warehouse.replies import Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

FACE, BULK = "A-01-01-1", "A-02-01-1"


def _low(site: TestSite, quantity: int = 8) -> None:
    fields = {"item": "TEA", "min_quantity": 2, "max_quantity": 10, "units_max": 12}
    site.do("edit_location", location=FACE, fields=fields)
    site.stock("TEA", BULK, 20, unit="PAL-1")
    assert site.do("request_replenishment", location=FACE, quantity=quantity).done


def _stands(talk: Talker) -> str:
    assert talk.at is not None
    return f"{talk.at.dialogue}.{talk.at.stage}"


@scene("replenish")
def a_face_is_filled_in_two_goes(site: TestSite, talk: Talker) -> None:
    _low(site)
    talk.open("replenish")
    assert talk.choose("next").done
    assert talk.scan("A-02-02-1").outcome is Outcome.WRONG_LOCATION
    site.stock("MUG", "A-02-02-1", 1, unit="PAL-2")
    assert talk.scan("PAL-2").outcome is Outcome.WRONG_UNIT
    assert talk.scan("PAL-1").done
    assert talk.enter(quantity=9).outcome is Outcome.QUANTITY_CHANGED
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.enter(quantity=5).done
    assert talk.scan(BULK).outcome is Outcome.WRONG_LOCATION
    assert talk.scan(FACE).outcome is Outcome.ACCEPTED
    assert _stands(talk) == "replenish.take"
    assert talk.scan(BULK).done
    assert talk.choose("back").done
    assert talk.scan(BULK).done
    assert talk.scan(FACE).outcome is Outcome.LINE_DONE
    assert [row[5] for row in site.quants() if row[1] == FACE] == [8]
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("replenish")
def nothing_is_there(site: TestSite, talk: Talker) -> None:
    _low(site)
    talk.open("replenish")
    assert talk.scan(BULK).done
    assert talk.choose("skip").done
    assert talk.choose("next").done
    assert talk.choose("empty").outcome is Outcome.ZERO_CHECK
    assert talk.choose("empty").outcome is Outcome.SHORT_POSTED
    assert site.count('"count"') == 1


@scene("replenish")
def the_face_has_no_room(site: TestSite, talk: Talker) -> None:
    _low(site)
    site.stock("TEA", FACE, 6)
    talk.open("replenish")
    talk.choose("next")
    talk.scan(BULK)
    assert talk.scan(FACE).outcome is Outcome.LOCATION_FULL
    talk.enter(quantity=6)
    assert talk.scan(FACE).done


@scene("replenish")
def somebody_else_was_faster(site: TestSite, talk: Talker) -> None:
    _low(site)
    for stage in ("take", "face"):
        talk.open("replenish")
        assert talk.choose("next").done
        if stage == "face":
            assert talk.scan(BULK).done
        (task, *_) = reversed(site.ids_of("task"))
        assert site.do("replenish", task_id=task, quantity=8).done
        site.stock("TEA", FACE, -8)
        site.do("request_replenishment", location=FACE, quantity=8)
        assert talk.scan(BULK if stage == "take" else FACE).outcome is Outcome.ALREADY_DONE
        assert _stands(talk) == "replenish.source"
