"""Zone by zone: a tote goes from picker to picker, or each zone brings its own to packing."""

from collections.abc import Callable

from models.warehouse import ids
from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import Scene, scene
from tests.edge.dialogues.taking import TAKING, Start, scan_totes
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

NEAR, FAR = "A-01-01-1", "A-02-01-1"
HAND = "A-02-04-2"


def _zoned(site: TestSite, *, hand_over: bool = True) -> None:
    """Aisle one is zone N, aisle two zone F, which has a hand-over place."""
    for location, zone in ((NEAR, "N"), ("A-01-02-1", "N"), (FAR, "F"), ("A-02-02-1", "F")):
        site.do("edit_location", location=location, fields={"zone": zone})
    if hand_over:
        site.do("edit_location", location=HAND, fields={"kind": "handover", "zone": "F"})
    site.stock("TEA", NEAR, 20)
    site.stock("MUG", FAR, 20)


def _orders(site: TestSite, *numbers: str) -> None:
    for number in numbers:
        site.order(number, ("TEA", 2), ("MUG", 3))
    site.release(*numbers)


def _by(site: TestSite, talk: Talker, person: int) -> Talker:
    other = Talker(site, person=person)
    other.walked, other.strays = talk.walked, talk.strays
    return other


def _in_zone(talk: Talker, zone: str) -> None:
    talk.open("zone")
    assert talk.choose(zone).done


def _fresh(talk: Talker, tote: str) -> None:
    talk.scan(tote)
    talk.scan(tote)


def _pick(talk: Talker, location: str, tote: str) -> None:
    assert talk.scan(location).done
    assert talk.choose("all").done
    assert talk.scan(tote).done


def _event(talk: Talker) -> str:
    assert talk.at is not None
    return talk.at.event


def _stage(talk: Talker) -> str:
    assert talk.at is not None
    return talk.at.stage


def _tote(site: TestSite, code: str) -> tuple[str | None, bool, str]:
    unit = site.reader.unit(code)
    assert unit is not None
    assert unit.location_id is not None
    place = site.reader.location(unit.location_id)
    assert place is not None
    return unit.zone, unit.holder_id is not None, place.code


@scene("zone")
def a_tote_goes_through_two_zones(site: TestSite, talk: Talker) -> None:
    _zoned(site)
    _orders(site, "O1")
    talk.open("zone")
    assert [(row.code, row.of) for row in talk.question.rows] == [("F", 1), ("N", 1)]
    assert talk.enter(text="X").outcome is Outcome.NO_WORK
    talk.choose("N")
    assert talk.choose("next").done
    _fresh(talk, "T-1")
    assert _event(talk) == "totes_done"
    _pick(talk, NEAR, "T-1")
    assert (_event(talk), _stage(talk)) == ("batch_done", "hand")
    assert talk.question.big is not None
    assert talk.question.big.text == HAND
    assert _tote(site, "T-1") == ("N", True, "PACK-1")
    assert talk.scan(NEAR).outcome is Outcome.LOCATION_NOT_ALLOWED
    assert talk.scan(HAND).done
    assert (_event(talk), _tote(site, "T-1")) == ("all_set_down", ("F", False, HAND))
    other = _by(site, talk, 2)
    _in_zone(other, "F")
    assert [row.code for row in other.question.rows] == ["T-1", "O1"]
    assert other.scan("T-1").done
    assert (_event(other), _tote(site, "T-1")) == ("tote_taken", ("F", True, "PACK-1"))
    _pick(other, FAR, "T-1")
    assert other.question.big is not None
    assert other.question.big.text == "PACK-1"
    other.scan("PACK-1")
    assert _tote(site, "T-1") == (None, False, "PACK-1")
    assert site.state("O1") == "picked"
    assert site.do("pack", order="O1").done
    assert other.choose("next").outcome is Outcome.NO_WORK
    assert other.choose("other_zone").done


@scene("zone")
def zones_pick_one_order_at_the_same_time(site: TestSite, talk: Talker) -> None:
    _zoned(site, hand_over=False)
    _orders(site, "O1")
    other = _by(site, talk, 2)
    for picker, zone, tote, place in ((talk, "N", "T-1", NEAR), (other, "F", "T-2", FAR)):
        _in_zone(picker, zone)
        assert picker.scan("O1").done
        _fresh(picker, tote)
        _pick(picker, place, tote)
    assert talk.scan("PACK-1").done
    packer = _by(site, talk, 3)
    packer.open("packing")
    warned = packer.scan("O1")
    assert (warned.outcome, warned.say.key) == (Outcome.PARTIAL, "packing.totes_missing")
    assert warned.say.args["totes"] == "T-2 (F)"
    assert other.scan("PACK-1").done
    assert packer.scan("T-1").done
    assert packer.question.words is not None
    assert packer.question.words.args["totes"] == "T-1, T-2"


@scene("zone")
def a_cart_of_totes_is_set_down_with_one_scan_a_place(site: TestSite, talk: Talker) -> None:
    _zoned(site)
    _orders(site, "O1", "O2")
    site.order("O3", ("TEA", 1))
    site.release("O3")
    _in_zone(talk, "N")
    assert talk.choose("cluster").done
    _fresh(talk, "T-1")
    assert talk.scan("T-1").outcome is Outcome.UNIT_OF_OTHER_ORDER
    _fresh(talk, "T-2")
    _fresh(talk, "T-3")
    for tote in ("T-1", "T-2", "T-3"):
        _pick(talk, NEAR, tote)
    assert talk.scan(HAND).done
    assert (_event(talk), _stage(talk)) == ("set_down", "hand")
    asked = talk.scan(HAND)
    assert (asked.outcome, asked.level) == (Outcome.OTHER_LOCATION, Level.WARN)
    assert talk.scan("PACK-1").done
    assert _event(talk) == "all_set_down"
    assert [_tote(site, f"T-{n}")[2] for n in (1, 2, 3)] == [HAND, HAND, "PACK-1"]


@scene("zone")
def work_left_is_gone_on_with_where_it_was(site: TestSite, talk: Talker) -> None:
    _zoned(site)
    _orders(site, "O1")
    _in_zone(talk, "N")
    talk.choose("next")
    assert talk.choose("back").done
    talk.choose("next")
    _fresh(talk, "T-1")
    talk.choose("leave")
    talk.open("zone")
    assert (_event(talk), _stage(talk)) == ("picks_in_hand", "location")
    talk.scan(NEAR)
    talk.choose("all")
    assert talk.scan("T-9").outcome is Outcome.NEW_UNIT
    assert talk.scan("T-9").done
    talk.choose("leave")
    talk.open("zone")
    assert (_event(talk), _stage(talk)) == ("totes_in_hand", "hand")
    assert talk.scan(HAND).done


@scene("zone")
def a_tote_in_hand_and_a_tote_that_waits_are_taken_over(site: TestSite, talk: Talker) -> None:
    _zoned(site)
    _orders(site, "O1", "O2")
    site.stock("MUG", "A-01-02-1", 1, unit="PAL-1")
    _in_zone(talk, "N")
    talk.scan("O1")
    _fresh(talk, "T-1")
    _pick(talk, NEAR, "T-1")
    other = _by(site, talk, 2)
    _in_zone(other, "F")
    assert other.scan("PAL-1").outcome is Outcome.WRONG_UNIT
    assert other.scan("T-1").outcome is Outcome.TAKE_OVER
    assert other.scan("T-1").done
    assert talk.choose("go_on").done
    assert (_event(talk), _stage(talk)) == ("all_set_down", "work")
    assert talk.choose("other_zone").done
    talk.choose("F")
    assert talk.choose("O1").outcome is Outcome.WRONG_KIND
    assert talk.scan("O1").outcome is Outcome.TAKE_OVER
    assert talk.scan("O1").done
    assert talk.choose("back").done
    assert other.scan(FAR).outcome is Outcome.LEASE_LOST


@scene("zone")
def nothing_is_left_for_the_tote_here(site: TestSite, talk: Talker) -> None:
    _zoned(site)
    _orders(site, "O1")
    _in_zone(talk, "N")
    talk.choose("next")
    _fresh(talk, "T-1")
    _pick(talk, NEAR, "T-1")
    talk.scan(HAND)
    for task in site.tasks("O1"):
        site.do("confirm_pick", **task)
    assert talk.choose("other_zone").done
    talk.enter(text="F")
    assert talk.scan("O1").outcome is Outcome.NO_WORK
    assert talk.choose("next").done
    assert (_event(talk), _stage(talk)) == ("tote_passed", "hand")
    talk.scan("PACK-1")
    assert site.state("O1") == "picked"


@scene("zone")
def a_tote_in_hand_takes_the_rest_of_its_order(site: TestSite, talk: Talker) -> None:
    _zoned(site)
    site.order("O1", ("TEA", 2))
    site.release("O1")
    _in_zone(talk, "N")
    talk.choose("next")
    _fresh(talk, "T-1")
    talk.scan(NEAR)
    talk.scan("TEA")
    talk.choose("short")
    talk.choose("partial")
    site.clock.pass_s(1000)
    assert talk.scan(NEAR).outcome is Outcome.LEASE_LOST
    assert talk.scan("T-1").outcome is Outcome.ALREADY_DONE
    assert _stage(talk) == "hand"
    talk.choose("leave")
    site.do("confirm_pick", **site.tasks("O1")[0], unit="T-1", zone="N")
    assert site.state("O1") == "picked"


@scene("zone")
def a_zone_of_ones_own_is_not_asked_for(site: TestSite, talk: Talker) -> None:
    _zoned(site)
    _orders(site, "O1")
    person = site.add_person("Li Wei")
    site.do("edit_person", person=person, fields={"zones": ["N"]})
    own = _by(site, talk, person=ids.read(person))
    own.open("zone")
    assert (_event(own), _stage(own)) == ("zone_known", "work")
    own.choose("next")
    site.stock("MUG", FAR, 1, unit="PAL-1")
    assert own.scan("PAL-1").outcome is Outcome.WRONG_UNIT
    _fresh(own, "T-1")
    own.scan(NEAR)
    own.scan("TEA")
    own.choose("short")
    own.enter(quantity=1)
    own.choose("partial")
    site.clock.pass_s(1000)
    assert own.scan(NEAR).outcome is Outcome.LEASE_LOST
    assert own.scan("O1").done
    assert _event(own) == "found"
    _pick(own, NEAR, "T-1")
    assert own.scan(HAND).done


@scene("zone")
def a_tote_scanned_says_the_zone(site: TestSite, talk: Talker) -> None:
    _zoned(site)
    _orders(site, "O1", "O2")
    site.stock("MUG", FAR, 1, unit="PAL-1")
    site.do("confirm_pick", **site.tasks("O1")[0], unit="T-1", zone="N")
    talk.open("zone")
    assert (_event(talk), _stage(talk)) == ("totes_in_hand", "hand")
    talk.choose("leave")
    other = _by(site, talk, 2)
    other.open("zone")
    assert other.scan("PAL-1").outcome is Outcome.WRONG_UNIT
    assert other.scan("T-1").outcome is Outcome.TAKE_OVER
    assert other.scan("T-1").done
    assert (_event(other), _stage(other)) == ("tote_passed", "hand")
    other.scan(HAND)
    other.choose("leave")
    assert talk.scan("T-1").done
    assert (_event(talk), _stage(talk)) == ("tote_taken", "location")
    assert site.do("set_down_totes", units=["T-1"], location=HAND, confirm=True).done
    talk.choose("leave")
    site.clock.pass_s(1000)
    talk.open("zone")
    talk.scan("T-1")
    assert (_event(talk), _stage(talk)) == ("tote_taken", "location")
    for task in site.tasks("O1"):
        site.do("confirm_pick", **task, unit="T-1", zone="F")
    assert talk.scan(FAR).outcome is Outcome.LEASE_LOST
    assert talk.choose("other_zone").done
    assert talk.scan("T-1").done
    assert (_event(talk), _stage(talk)) == ("totes_in_hand", "hand")


def _with_a_cart(site: TestSite, talk: Talker, totes: tuple[str, ...]) -> None:
    _in_zone(talk, "A")
    talk.choose("cluster")
    scan_totes(talk, *totes)


def _played(taking: Callable[[TestSite, Talker, Start], None]) -> Scene:
    return lambda site, talk: taking(site, talk, _with_a_cart)


for _taking in TAKING:
    scene("zone")(_played(_taking))
