"""Kits are made: collected, in part, short, by serial numbers, taken over, cancelled meanwhile."""

from models.warehouse.replies import Outcome, Reply
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE, THERE, FAR = "A-01-01-1", "A-02-01-1", "A-02-02-1"


def _kit(site: TestSite, kits: int = 3, *, tracking: str = "none", number: str = "K1") -> None:
    if not site.reader.items("SET"):
        site.add_item("SET", description="Set", tracking=tracking)
        site.stock("TEA", HERE, 8)
        site.stock("MUG", THERE, 5)
        assert site.do("set_kit_part", kit="SET", item="TEA", quantity=2).done
        assert site.do("set_kit_part", kit="SET", item="MUG", quantity=1).done
    assert site.do("make_kit_order", order=number, item="SET", quantity=kits).done
    assert site.do("release_kit_order", order=number).done


def stands(talk: Talker) -> str:
    assert talk.at is not None
    return talk.at.stage


def _by(site: TestSite, talk: Talker, person: int) -> Talker:
    other = Talker(site, person=person)
    other.walked, other.strays = talk.walked, talk.strays
    return other


@scene("kit")
def three_kits_of_two_parts(site: TestSite, talk: Talker) -> None:
    _kit(site)
    talk.open("kit")
    assert [row.code for row in talk.question.rows] == ["K1"]
    assert talk.scan("K1").done
    assert talk.question.big is not None
    assert talk.question.big.text == HERE
    assert talk.scan(THERE).outcome is Outcome.WRONG_LOCATION
    assert talk.choose("skip").done
    assert talk.scan(THERE).done
    assert talk.choose("back").done
    talk.scan(THERE)
    assert talk.scan("TEA").outcome is Outcome.WRONG_ITEM
    assert talk.scan("LOT-9").outcome is Outcome.UNKNOWN_CODE
    assert talk.scan("MUG").say.args["left"] == 2
    assert talk.enter(quantity=4).outcome is Outcome.OVER_PICK
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.choose("all").outcome is Outcome.LINE_DONE
    talk.scan(HERE)
    assert talk.enter(quantity=6).done
    assert stands(talk) == "build"
    assert talk.choose("collect").outcome is Outcome.NO_WORK
    assert talk.enter(quantity=4).outcome is Outcome.OVER_PICK
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.enter(quantity=1).done
    assert talk.choose("back").done
    talk.enter(quantity=1)
    assert talk.scan("DAMAGE-1").outcome is Outcome.LOCATION_NOT_ALLOWED
    site.do("edit_location", location=FAR, fields={"units_max": 2})
    site.stock("TEA", FAR, 2)
    assert talk.scan(FAR).outcome is Outcome.LOCATION_FULL
    assert talk.scan("A-01-02-1").outcome is Outcome.LINE_DONE
    assert talk.choose("all").done
    assert talk.scan("A-01-02-1").outcome is Outcome.DOCUMENT_DONE
    assert site.state("K1", "kit_order") == "done"
    assert [row[:6] for row in site.quants() if row[0] == "SET"] == [
        ("SET", "A-01-02-1", None, None, "available", 3)
    ]
    assert talk.scan("K1").outcome is Outcome.ALREADY_DONE
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("kit")
def one_is_made_before_all_is_collected(site: TestSite, talk: Talker) -> None:
    _kit(site, number="K1")
    site.stock("MUG", FAR, 4)
    talk.open("kit")
    assert talk.choose("next").done
    assert talk.choose("build_now").outcome is Outcome.NO_WORK
    talk.scan(HERE)
    talk.choose("all")
    talk.scan(THERE)
    assert talk.choose("short").done
    assert talk.choose("back").done
    talk.choose("short")
    assert talk.enter(quantity=3).outcome is Outcome.OVER_PICK
    assert talk.enter(quantity=1).done
    assert talk.choose("not_found").outcome is Outcome.SHORT_POSTED
    assert stands(talk) == "place"
    assert talk.choose("build_now").done
    talk.choose("all")
    assert talk.scan("PACK-1").outcome is Outcome.LINE_DONE
    assert talk.choose("collect").done
    talk.scan(FAR)
    assert talk.choose("all").done
    assert stands(talk) == "build"


@scene("kit")
def parts_are_not_there(site: TestSite, talk: Talker) -> None:
    _kit(site)
    talk.open("kit")
    talk.scan("K1")
    talk.scan(HERE)
    talk.choose("all")
    talk.scan(THERE)
    talk.choose("short")
    talk.enter(quantity=2)
    talk.choose("damaged")
    assert stands(talk) == "build"
    assert site.count("exception") == 1
    assert [order.ordered for order in [site.reader.kit_order("K1-B1")] if order] == [1]
    site.do("cancel_kit_order", order="K1", reason="x")
    site.do("cancel_kit_order", order="K1-B1", reason="x")
    talk.choose("leave")
    site.stock("MUG", FAR, 1)
    _kit(site, 1, number="K2")
    talk.open("kit")
    talk.scan("K2")
    talk.scan(HERE)
    talk.choose("short")
    talk.choose("not_found")
    assert stands(talk) == "order"
    assert site.state("K2", "kit_order") == "cancelled"
    assert talk.scan("K2").outcome is Outcome.CANCELLED_ELSEWHERE


@scene("kit")
def a_kit_with_serial_numbers(site: TestSite, talk: Talker) -> None:
    _kit(site, 2, tracking="serial")
    talk.open("kit")
    talk.scan("K1")
    for location in (HERE, THERE):
        talk.scan(location)
        talk.choose("all")
    assert talk.choose("all").done
    assert stands(talk) == "serial"
    assert talk.choose("back").done
    talk.choose("all")
    assert talk.scan("SN-1").say.args["left"] == 1
    assert talk.scan("SN-1").outcome is Outcome.SERIAL_DUPLICATE
    assert talk.scan("SN-2").done
    assert stands(talk) == "target"
    assert talk.scan("A-01-02-1").outcome is Outcome.DOCUMENT_DONE
    assert {row[3] for row in site.quants() if row[0] == "SET"} == {"SN-1", "SN-2"}


@scene("kit")
def a_lot_that_expires_on_the_way(site: TestSite, talk: Talker) -> None:
    site.add_item("SET", tracking="lot")
    site.add_item("MILK", tracking="lot", shelf_life_days=10)
    site.stock("MILK", HERE, 2, lot="L1", expiry="2026-01-10")
    site.do("set_kit_part", kit="SET", item="MILK")
    _kit_of_milk(site, talk)
    assert talk.scan("MILK").outcome is Outcome.LOT_REQUIRED
    assert talk.scan("L2").outcome is Outcome.WRONG_LOT
    assert talk.scan("L1").done
    assert talk.choose("all").done
    talk.choose("all")
    site.clock.pass_s(9 * 86_400)
    assert talk.scan("A-01-02-1").outcome is Outcome.EXPIRED
    assert stands(talk) == "build"
    site.do("cancel_kit_order", order="K1", reason="x")
    assert talk.choose("all").outcome is Outcome.LEASE_LOST


@scene("kit")
def a_lot_that_expired_where_it_lies(site: TestSite, talk: Talker) -> None:
    site.add_item("SET", tracking="lot")
    site.add_item("MILK", tracking="lot", shelf_life_days=10)
    site.stock("MILK", HERE, 2, lot="L1", expiry="2026-01-10")
    site.do("set_kit_part", kit="SET", item="MILK")
    _kit_of_milk(site, talk)
    talk.scan("L1")
    site.clock.pass_s(9 * 86_400)
    assert talk.choose("all").outcome is Outcome.EXPIRED


def _kit_of_milk(site: TestSite, talk: Talker) -> None:
    assert site.do("make_kit_order", order="K1", item="SET", quantity=2).done
    assert site.do("release_kit_order", order="K1").done
    talk.open("kit")
    talk.scan("K1")
    talk.scan(HERE)


@scene("kit")
def work_goes_on_where_it_was(site: TestSite, talk: Talker) -> None:
    _kit(site)
    talk.open("kit")
    talk.scan("K1")
    talk.choose("leave")
    assert talk.open("kit").say.key == "kit.begun"
    assert stands(talk) == "place"
    other = _by(site, talk, 2)
    other.open("kit")
    assert other.choose("next").outcome is Outcome.NO_WORK
    assert other.choose("K1").outcome is Outcome.TAKE_OVER
    assert other.choose("K1").done
    assert talk.scan(HERE).outcome is Outcome.LEASE_LOST
    assert stands(talk) == "order"


@scene("kit")
def everything_was_brought_before(site: TestSite, talk: Talker) -> None:
    _kit(site)
    for item, location, quantity in (("TEA", HERE, 6), ("MUG", THERE, 3)):
        site.do("collect_part", order="K1", item=item, location=location, quantity=quantity)
    talk.open("kit")
    talk.scan("K1")
    assert stands(talk) == "build"


@scene("kit")
def the_order_is_cancelled_at_each_step(site: TestSite, talk: Talker) -> None:
    steps = {
        "goods": [("scan", HERE)],
        "reason": [("scan", HERE), ("choose", "short")],
        "build": [*_ALL],
        "target": [*_ALL, ("choose", "all")],
    }
    for number, (stage, given) in enumerate(steps.items()):
        _kit(site, number=f"K{number}")
        _reach(talk, f"K{number}", given)
        assert stands(talk) == stage
        site.do("cancel_kit_order", order=f"K{number}", reason="x")
        site.stock("TEA", HERE, 6)
        site.stock("MUG", THERE, 3)
        assert _anything(talk, stage).outcome is Outcome.LEASE_LOST
        assert stands(talk) == "order"


@scene("kit")
def the_order_is_cancelled_while_numbers_are_scanned(site: TestSite, talk: Talker) -> None:
    _kit(site, tracking="serial")
    _reach(talk, "K1", [*_ALL, ("choose", "all")])
    site.do("cancel_kit_order", order="K1", reason="x")
    assert talk.question.sides == () or talk.scan("SN-1").outcome is Outcome.LEASE_LOST


_ALL = (("scan", HERE), ("choose", "all"), ("scan", THERE), ("choose", "all"))


def _reach(talk: Talker, number: str, given: list[tuple[str, str]]) -> None:
    talk.open("kit")
    assert talk.scan(number).done
    for how, what in given:
        reply = talk.scan(what) if how == "scan" else talk.choose(what)
        assert reply.done, reply


def _anything(talk: Talker, stage: str) -> Reply:
    return talk.choose({"goods": "all", "reason": "damaged", "build": "all"}.get(stage, "back"))


@scene("kit")
def what_was_collected_and_made_is_taken_back(site: TestSite, talk: Talker) -> None:
    _kit(site, 2)
    before = site.quants()
    talk.open("kit")
    talk.scan("K1")
    for place in (HERE, THERE):
        talk.scan(place)
        talk.choose("all")
    assert stands(talk) == "build"
    collected = site.quants()
    for kits in (1, 1):
        talk.enter(quantity=kits)
        talk.scan("A-01-02-1")
    assert site.state("K1", "kit_order") == "done"
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert (stands(talk), site.state("K1", "kit_order")) == ("target", "working")
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert site.quants() == collected
    for stage in ("goods", "goods"):
        assert talk.choose("undo").outcome is Outcome.UNDONE
        assert stands(talk) == stage
    assert site.quants() == before
    for place in (HERE, THERE):
        talk.choose("back")
        talk.scan(place)
        talk.choose("all")
    talk.choose("all")
    assert talk.scan("PACK-1").outcome is Outcome.DOCUMENT_DONE
    (kit,) = site.reader.items("SET")
    assert [task.quantity for task in site.reader.putaway_tasks(kit.id)] == [2]
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert site.reader.putaway_tasks(kit.id) == []
