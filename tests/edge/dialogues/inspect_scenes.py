"""Inspection: a share held back at receipt is judged whole, in part, and not where it is not."""

from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite


def _held(site: TestSite, *items: str, quantity: int = 10) -> None:
    """Half of what comes waits for inspection."""
    site.do("set_rule", when={}, says={"kind": "receipt", "inspect_percent": 50})
    for item in items:
        lines = [{"item": item, "quantity": quantity}]
        site.do("announce_asn", asn=f"A-{item}", supplier="S1", lines=lines)
        assert site.do("receive", asn=f"A-{item}", item=item, quantity=quantity).done


@scene("inspect")
def good_and_damaged_pieces_go_their_ways(site: TestSite, talk: Talker) -> None:
    _held(site, "TEA")
    talk.open("inspect")
    assert [(row.code, row.of) for row in talk.question.rows] == [("TEA", 5)]
    assert talk.scan("TEA").outcome is Outcome.ACCEPTED
    assert talk.enter(quantity=6).outcome is Outcome.QUANTITY_CHANGED
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.enter(quantity=2).done
    assert talk.choose("damaged").done
    assert talk.question.value == 3
    assert talk.choose("good").outcome is Outcome.LINE_DONE
    assert talk.question.rows == ()
    assert {(row[4], row[5]) for row in site.quants()} == {("available", 8), ("damaged", 2)}
    waiting = site.tasks("A-TEA", "putaway")
    assert sorted(task["quantity"] for task in waiting) == [2, 3, 5]


@scene("inspect")
def what_waits_in_several_places_is_chosen(site: TestSite, talk: Talker) -> None:
    _held(site, "TEA")
    target = site.tasks("A-TEA", "putaway")[0]
    moved = {"item": "TEA", "quantity": 2, "task_id": target["task_id"]}
    assert site.do("put_away", **moved, location="INSPECTION-1", confirm=True).done
    talk.open("inspect")
    assert talk.scan("TEA").outcome is Outcome.AMBIGUOUS
    talk.choose(talk.question.rows[0].id)
    assert talk.choose("back").done
    assert talk.scan("INSPECTION-1").done
    assert talk.choose("good").outcome is Outcome.LINE_DONE
    assert ("TEA", "INSPECTION-1", None, None, "available", 2, 0) in site.quants()
    carrier = Talker(site, person=2)
    carrier.open("putaway")
    assert carrier.scan("INSPECTION-1").done
    assert carrier.question.goods is not None
    assert carrier.question.goods.quantity == 2


@scene("inspect")
def loose_goods_beside_a_pallet_of_the_same(site: TestSite, talk: Talker) -> None:
    site.do("set_rule", when={}, says={"kind": "receipt", "inspect_percent": 100})
    lines = [{"item": "TEA", "quantity": 5}]
    site.do("announce_asn", asn="A1", supplier="S1", lines=lines)
    site.do("receive", asn="A1", item="TEA", quantity=2)
    site.do("receive", asn="A1", item="TEA", quantity=3, unit="PAL-1")
    talk.open("inspect")
    loose = next(row for row in talk.question.rows if row.of == 2)
    talk.choose(loose.id)
    assert talk.choose("good").outcome is Outcome.LINE_DONE
    assert talk.scan("PAL-1").done
    assert talk.choose("good").outcome is Outcome.LINE_DONE


@scene("inspect")
def nothing_waits_where_nothing_was_held_back(site: TestSite, talk: Talker) -> None:
    talk.open("inspect")
    nothing = talk.scan("TEA")
    assert (nothing.outcome, nothing.level) == (Outcome.NO_WORK, Level.INFO)
    site.stock("TEA", "A-01-01-1", 1, unit="PAL-1")
    assert talk.scan("PAL-1").outcome is Outcome.NO_WORK


@scene("inspect")
def somebody_else_has_judged_it(site: TestSite, talk: Talker) -> None:
    _held(site, "TEA")
    talk.open("inspect")
    talk.scan("DOCK-1")
    site.do("inspect", item="TEA", location="DOCK-1", quantity=5, verdict="good")
    assert talk.choose("good").outcome is Outcome.GONE
    assert talk.at is not None
    assert talk.at.stage == "goods"


@scene("inspect")
def a_verdict_is_taken_back_until_the_goods_are_carried_away(site: TestSite, talk: Talker) -> None:
    _held(site, "TEA")
    before = _tasks(site)
    talk.open("inspect")
    talk.scan("TEA")
    talk.enter(quantity=2)
    talk.choose("damaged")
    talk.choose("good")
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert talk.question.value == 3
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert talk.question.value == 2
    assert [row[4:6] for row in site.quants()] == [("available", 5), ("inspection", 5)]
    assert sum(_tasks(site)) == sum(before)
    talk.choose("good")
    for task in site.tasks("A-TEA", "putaway"):
        site.do("put_away", location="A-01-01-1", confirm=True, **_put(task))
    assert sum(row[5] for row in site.quants() if row[1] == "A-01-01-1") == 7
    assert talk.choose("undo").outcome is Outcome.GONE


def _put(task: dict[str, object]) -> dict[str, object]:
    return {name: task[name] for name in ("task_id", "item", "quantity")}


def _tasks(site: TestSite) -> list[int]:
    return sorted(task["quantity"] for task in site.tasks("A-TEA", "putaway"))
