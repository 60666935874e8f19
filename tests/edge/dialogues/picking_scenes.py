"""Picking: one order, several on a cart, short, lots, passed over, taken over, looked into."""

from collections.abc import Callable

from models.warehouse import ids
from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import Scene, scene
from tests.edge.dialogues.taking import TAKING, Start, hams, picked_g, scan_totes, taken_short
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE, THERE = "A-01-01-1", "A-02-01-1"


def _orders(site: TestSite, *orders: tuple[str, str, int]) -> None:
    for number, item, quantity in orders:
        site.order(number, (item, quantity))
    site.release(*(number for number, _, _ in orders))


def _stocked(site: TestSite) -> None:
    site.stock("TEA", HERE, 5)
    site.stock("MUG", THERE, 5)


def _event(talk: Talker) -> str:
    assert talk.at is not None
    return talk.at.event


def _by(site: TestSite, talk: Talker, person: int) -> Talker:
    other = Talker(site, person=person)
    other.walked, other.strays = talk.walked, talk.strays
    return other


@scene("picking")
def who_takes_their_time_keeps_what_they_took(site: TestSite, talk: Talker) -> None:
    places = [HERE, "A-01-02-1", THERE]
    for place in places:
        site.stock("TEA", place, 1)
    _orders(site, ("O1", "TEA", 3))
    talk.open("picking")
    talk.scan("O1")
    for place in places:
        site.clock.pass_s(site.site.settings.lease_s * 2 // 3)
        assert talk.scan(place).done
        assert talk.choose("all").done
    assert site.state("O1") == "picked"


@scene("picking")
def an_order_line_by_line(site: TestSite, talk: Talker) -> None:
    _stocked(site)
    site.order("O1", ("TEA", 2), ("MUG", 3))
    site.release("O1")
    talk.open("picking")
    assert [row.code for row in talk.question.rows] == ["O1"]
    talk.scan("O1")
    assert talk.question.big is not None
    assert talk.question.big.text == HERE
    assert [stop.location for stop in talk.question.stops] == [HERE, THERE]
    assert talk.scan(THERE).outcome is Outcome.WRONG_LOCATION
    talk.scan(HERE)
    assert talk.scan("MUG").outcome is Outcome.WRONG_ITEM
    talk.scan("TEA")
    assert talk.enter(quantity=3).outcome is Outcome.OVER_PICK
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.scan("TEA").outcome is Outcome.LINE_DONE
    talk.scan(THERE)
    assert talk.choose("back").done
    talk.scan(THERE)
    talk.choose("all")
    assert _event(talk) == "batch_done"
    assert site.state("O1") == "picked"
    assert talk.choose("next").outcome is Outcome.NO_WORK


@scene("picking")
def a_cart_of_two_orders(site: TestSite, talk: Talker) -> None:
    _stocked(site)
    _orders(site, ("O1", "TEA", 1), ("O2", "TEA", 2), ("O3", "MUG", 1))
    talk.open("picking")
    talk.choose("cluster")
    assert talk.scan("TOTE-1").outcome is Outcome.NEW_UNIT
    assert talk.scan("TOTE-1").done
    assert talk.scan("TOTE-1").outcome is Outcome.UNIT_OF_OTHER_ORDER
    assert talk.scan("TOTE-2").outcome is Outcome.NEW_UNIT
    assert talk.scan("TOTE-2").done
    talk.scan("TOTE-3")
    assert talk.scan("TOTE-3").done
    assert _event(talk) == "totes_done"
    talk.scan(HERE)
    talk.choose("all")
    assert _event(talk) == "tote_asked"
    assert talk.choose("back").done
    talk.choose("all")
    assert talk.scan("TOTE-1").outcome is Outcome.LINE_DONE
    talk.scan(HERE)
    talk.choose("all")
    assert talk.scan("TOTE-1").outcome is Outcome.WRONG_UNIT
    assert talk.scan("TOTE-2").done
    talk.scan(THERE)
    talk.choose("all")
    talk.scan("TOTE-3")
    assert _event(talk) == "batch_done"
    assert [site.state(number) for number in ("O1", "O2", "O3")] == ["picked"] * 3


@scene("picking")
def passed_over_comes_last_and_short_has_a_reason(site: TestSite, talk: Talker) -> None:
    _stocked(site)
    site.order("O1", ("TEA", 2), ("MUG", 3))
    site.release("O1")
    talk.open("picking")
    talk.choose("next")
    talk.choose("skip")
    assert talk.question.big is not None
    assert talk.question.big.text == THERE
    taken_short(talk, THERE)


@scene("picking")
def interrupted_picks_are_gone_on_with(site: TestSite, talk: Talker) -> None:
    _stocked(site)
    _orders(site, ("O1", "TEA", 1))
    talk.open("picking")
    talk.choose("next")
    talk.choose("leave")
    talk.open("picking")
    assert talk.at is not None
    assert (talk.at.stage, talk.at.event) == ("location", "picks_in_hand")


@scene("picking")
def somebody_takes_over(site: TestSite, talk: Talker) -> None:
    _stocked(site)
    _orders(site, ("O1", "TEA", 1))
    talk.open("picking")
    talk.choose("next")
    other = _by(site, talk, 2)
    other.open("picking")
    asked = other.scan("O1")
    assert (asked.outcome, asked.level) == (Outcome.TAKE_OVER, Level.WARN)
    assert other.scan("O1").done
    talk.open("picking")
    assert talk.question.primary is not None
    assert talk.choose(talk.question.primary.id).outcome is Outcome.LEASE_LOST
    assert talk.at is not None
    assert talk.at.stage == "order"


@scene("picking")
def another_pick_of_ones_own_is_not_booked_from_where_one_stands(
    site: TestSite, talk: Talker
) -> None:
    site.stock("TEA", HERE, 5)
    site.stock("TEA", THERE, 5)
    _orders(site, ("O1", "TEA", 5), ("O2", "TEA", 5))
    talk.open("picking")
    for order in ("O1", "O2"):
        talk.scan(order)
        talk.choose("leave")
        talk.open("picking")
    assert talk.question.big is not None
    talk.scan(talk.question.big.text)
    other = _by(site, talk, 2)
    other.open("picking")
    other.scan("O1")
    other.scan("O1")
    assert talk.choose("all").outcome is Outcome.LEASE_LOST
    assert site.line("O2").get("picked") is None


@scene("picking")
def a_lot_is_the_lot_allocated(site: TestSite, talk: Talker) -> None:
    site.add_item("MILK", tracking="lot")
    site.stock("MILK", HERE, 2, lot="L1")
    _orders(site, ("O1", "MILK", 2))
    talk.open("picking")
    talk.choose("next")
    talk.scan(HERE)
    talk.scan("MILK")
    assert talk.scan("L2").outcome is Outcome.WRONG_LOT
    assert talk.choose("back").done
    talk.scan("MILK")
    assert talk.scan("L1").done
    talk.choose("all")
    assert _event(talk) == "batch_done"


@scene("picking")
def stock_that_may_not_go_out_is_left(site: TestSite, talk: Talker) -> None:
    site.add_item("MILK", tracking="lot", shelf_life_days=9)
    site.stock("MILK", HERE, 1, lot="L1", expiry="2026-01-06")
    _orders(site, ("O1", "MILK", 1))
    talk.open("picking")
    talk.choose("next")
    talk.scan(HERE)
    talk.scan("MILK")
    talk.scan("L1")
    site.clock.pass_s(3 * 86_400)
    talk.choose("leave")
    talk.open("picking")
    talk.choose("next")
    talk.scan(HERE)
    talk.scan("MILK")
    talk.scan("L1")
    assert talk.choose("all").outcome is Outcome.EXPIRED
    talk.choose("short")
    talk.choose("not_found")


@scene("picking")
def a_blocked_location_gives_nothing(site: TestSite, talk: Talker) -> None:
    _stocked(site)
    _orders(site, ("O1", "TEA", 1))
    talk.open("picking")
    talk.choose("next")
    talk.scan(HERE)
    site.do("edit_location", location=HERE, fields={"status": "blocked"})
    assert talk.choose("all").outcome is Outcome.LOCATION_NOT_ALLOWED


@scene("picking")
def a_location_thought_empty_is_looked_into(site: TestSite, talk: Talker) -> None:
    site.do("set_rule", says={"kind": "count", "when_empty": True})
    for number, location in enumerate((HERE, THERE, "A-01-02-1", "A-01-03-1"), start=1):
        site.stock("TEA", location, number)
        site.clock.pass_s(1)
    _orders(site, ("O1", "TEA", 1), ("O2", "TEA", 2), ("O3", "TEA", 3), ("O4", "TEA", 4))
    site.order("O5", ("MUG", 1))
    talk.open("picking")
    talk.scan("O1")
    talk.scan(HERE)
    talk.choose("all")
    assert _event(talk) == "zero_asked"
    talk.choose("yes")
    assert _event(talk) == "batch_done"
    talk.choose("cluster")
    for tote in ("T-1", "T-2", "T-3"):
        talk.scan(tote)
        talk.scan(tote)
    for event, answer in (("is_empty", "yes"), ("count_asked", "no"), ("batch_done", "no")):
        assert talk.question.big is not None
        talk.scan(talk.question.big.text)
        talk.choose("all")
        assert talk.question.big is not None
        talk.scan(talk.question.big.text)
        assert _event(talk) == "zero_asked"
        talk.choose(answer)
        assert _event(talk) == event
    assert site.count('"count"') == 2


@scene("picking")
def a_tote_of_another_order_is_refused(site: TestSite, talk: Talker) -> None:
    _stocked(site)
    _orders(site, ("O1", "TEA", 1), ("O2", "MUG", 1))
    task = site.tasks("O1")[0]
    site.do("confirm_pick", **task, unit="TOTE-1")
    site.stock("MUG", HERE, 1, unit="PAL-1")
    talk.open("picking")
    talk.choose("cluster")
    assert talk.scan("TOTE-1").outcome is Outcome.UNIT_OF_OTHER_ORDER
    assert talk.scan("PAL-1").outcome is Outcome.WRONG_UNIT


@scene("picking")
def one_label_says_item_and_lot(site: TestSite, talk: Talker) -> None:
    milk = site.add_item("MILK", tracking="lot")
    site.add_gtin(milk, "04012345678901")
    site.stock("MILK", HERE, 2, lot="L1")
    _orders(site, ("O1", "MILK", 2))
    talk.open("picking")
    talk.choose("next")
    talk.scan(HERE)
    assert talk.scan("]C10104012345678901" + "10L2").outcome is Outcome.WRONG_LOT
    talk.scan("]C10104012345678901" + "10L1")
    assert _event(talk) == "counted"
    talk.scan("]C10104012345678901" + "10L1")
    assert _event(talk) == "batch_done"


@scene("picking")
def a_pack_counts_what_it_holds(site: TestSite, talk: Talker) -> None:
    (tea,) = site.reader.items("TEA")
    site.add_gtin(tea.id, "04012345678901", quantity_base=12, name="box")
    site.stock("TEA", "A-01-01-1", 50)
    site.order("O1", ("TEA", 13))
    site.release("O1")
    talk.open("picking")
    assert [row.id for row in talk.question.rows] == ["O1"]
    talk.choose("O1")
    talk.scan("A-01-01-1")
    talk.scan("4012345678901")
    assert talk.scan("4012345678901").outcome is Outcome.OVER_PICK
    assert talk.scan("TEA").done
    assert site.state("O1") == "picked"


@scene("picking")
def an_order_that_demands_a_skill_is_not_offered(site: TestSite, talk: Talker) -> None:
    _stocked(site)
    site.do("edit_location", location=HERE, fields={"skill": "cold"})
    _orders(site, ("O1", "TEA", 1), ("O2", "MUG", 1))
    talk.open("picking")
    assert [row.code for row in talk.question.rows] == ["O2"]
    refused = talk.scan("O1")
    assert (refused.outcome, refused.say.key) == (Outcome.NO_WORK, "picking.needs_skill")
    able = _by(site, talk, ids.read(site.add_person("Li Wei", skills='["cold"]')))
    able.open("picking")
    assert [row.code for row in able.question.rows] == ["O1", "O2"]
    assert able.scan("O1").done


@scene("picking")
def one_order_of_goods_sold_by_weight_needs_no_tote(site: TestSite, talk: Talker) -> None:
    hams(site, 3)
    site.stock("HAM", THERE, 9)
    site.do("set_rule", says={"kind": "count", "when_empty": True})
    site.order("O1", ("HAM", 2), ("HAM", 1), ("HAM", 4))
    site.release("O1")
    talk.open("picking")
    talk.choose("next")
    for wanted in ("line_done", "zero_asked", "batch_done"):
        assert talk.question.big is not None
        talk.scan(talk.question.big.text)
        talk.choose("all")
        assert talk.question.goods is not None
        talk.enter(weight_g=(talk.question.goods.quantity or 0) * 990)
        assert talk.at is not None
        assert talk.at.event == wanted
        if wanted == "zero_asked":
            talk.choose("yes")
    assert picked_g(site) == [1_980, 990, 3_960]


def _with_a_cart(site: TestSite, talk: Talker, totes: tuple[str, ...]) -> None:
    talk.open("picking")
    talk.choose("cluster")
    scan_totes(talk, *totes)


def _played(taking: Callable[[TestSite, Talker, Start], None]) -> Scene:
    return lambda site, talk: taking(site, talk, _with_a_cart)


for _taking in TAKING:
    scene("picking")(_played(_taking))


@scene("picking")
def a_pick_is_taken_back_and_done_again(site: TestSite, talk: Talker) -> None:
    _stocked(site)
    _orders(site, ("O1", "TEA", 2))
    before = site.quants()
    talk.open("picking")
    talk.scan("O1")
    talk.scan(HERE)
    talk.scan("TEA")
    assert talk.scan("TEA").undo is not None
    assert (_event(talk), site.state("O1")) == ("batch_done", "picked")
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert talk.at is not None
    assert (talk.at.stage, site.state("O1"), site.quants()) == ("goods", "picking", before)
    assert talk.question.words is not None
    assert talk.question.words.args == {"counted": 1, "left": 2}
    talk.scan("TEA")
    assert (_event(talk), site.state("O1")) == ("batch_done", "picked")
    assert site.do("pack", order="O1").done
    assert talk.choose("undo").outcome is Outcome.STALE_STEP


@scene("picking")
def picks_of_a_cart_are_taken_back_one_after_the_other(site: TestSite, talk: Talker) -> None:
    _stocked(site)
    _orders(site, ("O1", "TEA", 3), ("O2", "MUG", 2))
    before = site.quants()
    talk.open("picking")
    talk.choose("cluster")
    scan_totes(talk, "T-1", "T-2")
    talk.scan(HERE)
    talk.choose("short")
    talk.enter(quantity=1)
    talk.choose("partial")
    talk.scan(HERE)
    talk.choose("all")
    talk.scan("T-1")
    talk.scan(THERE)
    talk.choose("all")
    talk.scan("T-2")
    assert site.state("O1") == site.state("O2") == "picked"
    for left in (("T-1", 3),), (("T-1", 1),), ():
        assert talk.choose("undo").outcome is Outcome.UNDONE
        inside = [(unit, quantity) for _, _, unit, _, _, quantity, _ in site.quants() if unit]
        assert tuple(inside) == left
    assert site.quants() == before
    assert talk.choose("undo").outcome is Outcome.NO_WORK
    talk.choose("back")
    for place, tote in ((HERE, "T-1"), (THERE, "T-2")):
        talk.scan(place)
        talk.choose("all")
        talk.scan(tote)
    assert site.state("O1") == site.state("O2") == "picked"
