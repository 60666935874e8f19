"""Kits are taken apart: good, damaged and missing parts, lots, dates and serial numbers."""

from models.warehouse.replies import Outcome, Reply
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE, THERE = "A-01-01-1", "A-02-01-1"


def _parts(site: TestSite, *, tracking: str = "none") -> None:
    site.add_item("SET", description="Set", tracking=tracking)
    assert site.do("set_kit_part", kit="SET", item="TEA", quantity=2).done
    assert site.do("set_kit_part", kit="SET", item="MUG", quantity=1).done


def _order(site: TestSite, kits: int = 3, number: str = "D1") -> None:
    made = site.do("make_kit_order", order=number, item="SET", quantity=kits, kind="dekit")
    assert made.done
    assert site.do("release_kit_order", order=number).done


def stands(talk: Talker) -> str:
    assert talk.at is not None
    return talk.at.stage


def _by(site: TestSite, talk: Talker, person: int) -> Talker:
    other = Talker(site, person=person)
    other.walked, other.strays = talk.walked, talk.strays
    return other


def _of(site: TestSite, item: str) -> list[tuple[object, ...]]:
    return [tuple(row[1:6]) for row in site.quants() if row[0] == item]


@scene("dekit")
def three_kits_in_two_goes(site: TestSite, talk: Talker) -> None:
    _parts(site)
    site.stock("SET", HERE, 3)
    _order(site)
    talk.open("dekit")
    assert talk.scan("D1").done
    assert talk.scan(THERE).outcome is Outcome.WRONG_LOCATION
    assert talk.choose("skip").done
    assert talk.choose("apart_now").outcome is Outcome.NO_WORK
    talk.scan(HERE)
    assert talk.choose("back").done
    talk.scan(HERE)
    assert talk.scan("TEA").outcome is Outcome.WRONG_ITEM
    assert talk.scan("SET").done
    assert talk.enter(quantity=4).outcome is Outcome.OVER_PICK
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.choose("all").done
    assert stands(talk) == "apart"
    assert talk.choose("collect").outcome is Outcome.NO_WORK
    assert talk.enter(quantity=4).outcome is Outcome.OVER_PICK
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.enter(quantity=1).done
    assert talk.choose("back").done
    talk.enter(quantity=1)
    assert talk.scan("MUG").outcome is Outcome.WRONG_ITEM
    assert talk.enter(quantity=3).outcome is Outcome.QUANTITY_CHANGED
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.scan("LOT-9").outcome is Outcome.UNKNOWN_CODE
    assert talk.scan("TEA").done
    assert talk.choose("damaged").done
    assert talk.choose("good").done
    assert talk.choose("missing").outcome is Outcome.LINE_DONE
    assert _of(site, "TEA") == [
        ("PACK-1", None, None, "available", 1), ("PACK-1", None, None, "damaged", 1),
    ]  # fmt: skip
    talk.choose("all")
    assert talk.choose("good").done
    assert talk.choose("good").outcome is Outcome.DOCUMENT_DONE
    assert _of(site, "MUG") == [("PACK-1", None, None, "available", 2)]
    assert site.state("D1", "kit_order") == "done"
    assert talk.scan("D1").outcome is Outcome.ALREADY_DONE
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("dekit")
def some_before_all_are_brought(site: TestSite, talk: Talker) -> None:
    _parts(site)
    site.stock("SET", HERE, 1)
    site.stock("SET", THERE, 2)
    _order(site)
    talk.open("dekit")
    assert talk.choose("next").done
    talk.scan(HERE)
    assert talk.choose("all").outcome is Outcome.LINE_DONE
    assert talk.choose("apart_now").done
    assert talk.choose("collect").done
    talk.scan(THERE)
    talk.choose("short")
    assert talk.choose("back").done
    talk.choose("short")
    assert talk.enter(quantity=2).outcome is Outcome.OVER_PICK
    assert talk.enter(quantity=1).done
    assert talk.choose("damaged").done
    assert stands(talk) == "apart"
    assert site.reader.kit_order("D1-B1") is not None


@scene("dekit")
def kits_are_elsewhere_or_nowhere(site: TestSite, talk: Talker) -> None:
    _parts(site)
    site.stock("SET", HERE, 1)
    _order(site, 1)
    site.stock("SET", THERE, 1)
    talk.open("dekit")
    talk.scan("D1")
    talk.scan(HERE)
    talk.choose("short")
    assert talk.choose("not_found").outcome is Outcome.SHORT_POSTED
    assert stands(talk) == "place"
    talk.scan(THERE)
    talk.choose("short")
    assert talk.choose("not_found").outcome is Outcome.DOCUMENT_DONE
    assert talk.scan("D1").outcome is Outcome.CANCELLED_ELSEWHERE


@scene("dekit")
def parts_with_lots_dates_and_numbers(site: TestSite, talk: Talker) -> None:
    site.add_item("SET", tracking="lot")
    site.add_item("MILK", tracking="lot", shelf_life_days=10)
    site.add_item("DRILL", tracking="serial")
    site.do("set_kit_part", kit="SET", item="MILK", quantity=2)
    site.do("set_kit_part", kit="SET", item="DRILL", quantity=2)
    site.stock("SET", HERE, 1, lot="S1")
    site.stock("SET", HERE, 1, lot="S2")
    site.stock("DRILL", THERE, 1, lot="N-9")
    site.stock("MILK", THERE, 1, lot="L1", expiry="2026-02-01")
    _order(site, 2)
    talk.open("dekit")
    talk.scan("D1")
    for _ in range(2):
        assert talk.scan(HERE).done
        assert talk.choose("all").outcome is Outcome.LOT_REQUIRED
        assert talk.scan("S9").outcome is Outcome.WRONG_LOT
        assert talk.question.goods is not None
        assert talk.scan(str(talk.question.goods.lot)).done
        assert talk.choose("all").done
    assert talk.choose("all").outcome is Outcome.LOT_REQUIRED
    assert talk.scan("S9").outcome is Outcome.WRONG_LOT
    assert talk.scan("S2").done
    assert talk.choose("all").outcome is Outcome.OVER_PICK
    assert talk.enter(quantity=1).done
    assert talk.choose("good").outcome is Outcome.LOT_REQUIRED
    assert talk.scan("L1").done
    assert talk.enter(quantity=1).done
    assert talk.enter(expiry="2026-03-01").done
    assert talk.choose("good").outcome is Outcome.WRONG_LOT
    assert talk.enter(expiry="2026-02-01").done
    assert talk.choose("good").done
    assert talk.scan("L7").done
    assert talk.entry() == "date"
    assert talk.choose("good").outcome is Outcome.EXPIRY_REQUIRED
    assert talk.enter(expiry="2026-04-01").done
    assert talk.choose("good").done
    assert talk.choose("good").outcome is Outcome.SERIAL_REQUIRED
    assert talk.scan("N-9").outcome is Outcome.SERIAL_DUPLICATE
    assert talk.scan("N-1").done
    assert talk.choose("good").done
    assert talk.scan("N-1").outcome is Outcome.SERIAL_DUPLICATE
    assert talk.scan("N-2").done
    assert talk.choose("damaged").outcome is Outcome.LINE_DONE
    assert {row[2] for row in _of(site, "DRILL")} == {"N-9", "N-1", "N-2"}
    assert {row[2] for row in _of(site, "SET")} == {"S1"}


@scene("dekit")
def a_lot_that_expired_where_it_lies(site: TestSite, talk: Talker) -> None:
    _parts(site, tracking="lot")
    site.do("edit_item", item="SET", fields={"shelf_life_days": 10})
    site.stock("SET", HERE, 1, lot="S1", expiry="2026-01-10")
    _order(site, 1)
    talk.open("dekit")
    talk.scan("D1")
    talk.scan(HERE)
    talk.scan("S1")
    site.clock.pass_s(9 * 86_400)
    assert talk.choose("all").outcome is Outcome.EXPIRED


@scene("dekit")
def work_goes_on_where_it_was(site: TestSite, talk: Talker) -> None:
    _parts(site)
    site.stock("SET", HERE, 3)
    _order(site)
    talk.open("dekit")
    talk.scan("D1")
    talk.choose("leave")
    assert talk.open("dekit").say.key == "kit.begun"
    other = _by(site, talk, 2)
    assert other.open("dekit").say.key == "kit.which_order"
    assert other.choose("next").outcome is Outcome.NO_WORK
    assert other.scan("D1").outcome is Outcome.TAKE_OVER
    assert other.scan("D1").done
    assert talk.scan(HERE).outcome is Outcome.LEASE_LOST
    talk.choose("leave")
    other.choose("leave")
    site.do("collect_part", order="D1", item="SET", location=HERE, quantity=3)
    site.clock.pass_s(3600)
    assert site.do("collect_part", order="D1", item="SET", location=HERE, quantity=3).done
    talk.open("dekit")
    talk.scan("D1")
    assert stands(talk) == "apart"


@scene("dekit")
def the_order_is_cancelled_at_each_step(site: TestSite, talk: Talker) -> None:
    _parts(site)
    steps = {
        "goods": [("scan", HERE)],
        "reason": [("scan", HERE), ("choose", "short")],
        "apart": [("scan", HERE), ("choose", "all")],
        "parts": [("scan", HERE), ("choose", "all"), ("choose", "all")],
    }
    for number, (stage, given) in enumerate(steps.items()):
        site.stock("SET", HERE, 3)
        _order(site, 3, f"D{number}")
        talk.open("dekit")
        assert talk.scan(f"D{number}").done
        for how, what in given:
            assert (talk.scan(what) if how == "scan" else talk.choose(what)).done
        assert stands(talk) == stage
        site.do("cancel_kit_order", order=f"D{number}", reason="x")
        assert _anything(talk, stage).outcome is Outcome.LEASE_LOST
        assert stands(talk) == "order"


def _anything(talk: Talker, stage: str) -> Reply:
    return talk.choose({"goods": "all", "reason": "damaged", "apart": "all"}.get(stage, "good"))


@scene("dekit")
def what_was_sorted_wrong_is_whole_again(site: TestSite, talk: Talker) -> None:
    _parts(site)
    site.stock("SET", HERE, 2)
    _order(site, 2)
    talk.open("dekit")
    talk.scan("D1")
    talk.scan(HERE)
    talk.choose("all")
    whole = site.quants()
    talk.choose("all")
    assert talk.choose("damaged").done
    assert talk.choose("missing").outcome is Outcome.DOCUMENT_DONE
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert stands(talk) == "parts"
    assert site.quants() == whole
    assert site.reader.troubles() == []
    assert site.state("D1", "kit_order") == "working"
    assert talk.choose("good").outcome is Outcome.DOCUMENT_DONE
    assert _of(site, "MUG") == [("PACK-1", None, None, "available", 2)]
