"""What happens between the first location and the last tote, wherever the picks come from.

The scenes are played in each dialogue that shares these stages; `start` brings a person with a cart
to the first location and gives the tote of each order.
"""

from collections.abc import Callable
from typing import Any

from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

Start = Callable[[TestSite, Talker, tuple[str, ...]], None]
HERE, THERE = "A-01-01-1", "A-02-01-1"


def release(site: TestSite, *orders: tuple[str, str, int]) -> None:
    """Orders of one line each."""
    for number, item, quantity in orders:
        site.order(number, (item, quantity))
    site.release(*(number for number, _, _ in orders))


def scan_totes(talk: Talker, *totes: str) -> None:
    """Each is new, so each is scanned twice."""
    for tote in totes:
        talk.scan(tote)
        talk.scan(tote)


def event(talk: Talker) -> str:
    """What came of the last turn."""
    assert talk.at is not None
    return talk.at.event


def stage(talk: Talker) -> str:
    """Where the last turn led."""
    assert talk.at is not None
    return talk.at.stage


def a_full_tote_is_followed_by_another(site: TestSite, talk: Talker, start: Start) -> None:
    site.do("set_rule", says={"kind": "count", "when_empty": True})
    site.stock("TEA", HERE, 4)
    site.stock("MUG", THERE, 4)
    site.stock("TEA", "A-01-02-1", 1, unit="PAL-1")
    site.order("O1", ("TEA", 4), ("MUG", 2))
    site.order("O2", ("MUG", 1))
    site.release("O1", "O2")
    start(site, talk, ("T-1", "T-2"))
    talk.scan(HERE)
    talk.enter(quantity=4)
    assert talk.choose("full").done
    assert talk.choose("back").done
    talk.choose("full")
    assert talk.scan("T-1").outcome is Outcome.WRONG_UNIT
    assert talk.scan("PAL-1").outcome is Outcome.WRONG_UNIT
    assert talk.scan("T-3").outcome is Outcome.NEW_UNIT
    assert talk.scan("T-3").done
    assert event(talk) == "zero_asked"
    talk.choose("yes")
    talk.scan(THERE)
    talk.choose("all")
    assert talk.scan("T-3").done
    assert event(talk) == "line_done"
    talk.scan(THERE)
    talk.choose("all")
    talk.choose("full")
    assert talk.scan("T-3").outcome is Outcome.UNIT_OF_OTHER_ORDER
    talk.scan("T-4")
    assert talk.scan("T-4").done
    assert event(talk) == "batch_done"


def a_fresh_tote_may_come_before_the_last_line(site: TestSite, talk: Talker, start: Start) -> None:
    site.stock("TEA", HERE, 4)
    site.stock("MUG", THERE, 4)
    site.order("O1", ("TEA", 3), ("MUG", 2))
    site.release("O1")
    start(site, talk, ("T-1",))
    talk.scan(HERE)
    talk.choose("all")
    talk.choose("full")
    scan_totes(talk, "T-2")
    assert event(talk) == "line_done"


def another_lot_is_taken_by_a_second_scan(site: TestSite, talk: Talker, start: Start) -> None:
    milk = site.add_item("MILK", tracking="lot", shelf_life_days=9)
    site.add_gtin(milk, "04012345678901")
    for lot, expiry, quantity in (
        ("L1", "2026-02-01", 4), ("L2", "2026-03-01", 4), ("L3", "2026-04-01", 1),
        ("L0", "2025-12-01", 9),
    ):  # fmt: skip
        site.stock("MILK", HERE, quantity, lot=lot, expiry=expiry)
    release(site, ("O1", "MILK", 2), ("O2", "MILK", 2))
    start(site, talk, ("T-1", "T-2"))
    talk.scan(HERE)
    talk.scan("MILK")
    assert talk.scan("L9").outcome is Outcome.WRONG_LOT
    asked = talk.scan("L2")
    assert (asked.outcome, asked.level) == (Outcome.REPLACE_LOT, Level.WARN)
    assert talk.scan("L2").done
    assert (event(talk), stage(talk)) == ("stock_changed", "goods")
    assert talk.question.goods is not None
    assert talk.question.goods.lot == "L2"
    talk.choose("all")
    talk.scan("T-1")
    talk.scan(HERE)
    talk.scan("MILK")
    for lot, outcome in (("L3", Outcome.QUANTITY_CHANGED), ("L0", Outcome.EXPIRED)):
        assert talk.scan(lot).outcome is Outcome.REPLACE_LOT
        assert talk.scan(lot).outcome is outcome
    site.do("edit_location", location=HERE, fields={"status": "blocked"})
    assert talk.scan("L2").outcome is Outcome.REPLACE_LOT
    assert talk.scan("L2").outcome is Outcome.LOCATION_NOT_ALLOWED
    assert talk.choose("back").done
    label = "]C10104012345678901" + "10"
    assert talk.scan(label + "L9").outcome is Outcome.WRONG_LOT
    assert talk.scan(label + "L2").outcome is Outcome.REPLACE_LOT
    assert talk.scan(label + "L2").outcome is Outcome.LOCATION_NOT_ALLOWED
    site.do("edit_location", location=HERE, fields={"status": "active"})
    talk.scan(label + "L0")
    assert talk.scan(label + "L0").outcome is Outcome.EXPIRED
    talk.scan(label + "L3")
    assert talk.scan(label + "L3").outcome is Outcome.QUANTITY_CHANGED
    talk.scan(label + "L2")
    assert talk.scan(label + "L2").done
    talk.choose("all")
    talk.scan("T-2")
    assert event(talk) == "batch_done"


def another_pallet_is_taken_by_a_second_scan(site: TestSite, talk: Talker, start: Start) -> None:
    site.stock("TEA", HERE, 5, unit="PAL-1")
    site.clock.pass_s(1)
    site.stock("TEA", HERE, 5, unit="PAL-2")
    site.stock("MUG", HERE, 5, unit="PAL-3")
    release(site, ("O1", "TEA", 2))
    start(site, talk, ("T-1",))
    talk.scan(HERE)
    assert talk.scan("PAL-1").done
    assert event(talk) == "unit_ok"
    assert talk.scan("PAL-3").outcome is Outcome.WRONG_UNIT
    assert talk.scan("PAL-2").outcome is Outcome.REPLACE_UNIT
    assert talk.scan("PAL-2").done
    assert event(talk) == "stock_changed"
    talk.choose("all")
    talk.scan("T-1")
    left = {unit: quantity for _, _, unit, _, _, quantity, _ in site.quants() if unit != "T-1"}
    assert left == {"PAL-1": 5, "PAL-2": 3, "PAL-3": 5}


def stock_turns_bad_in_hand(site: TestSite, talk: Talker, start: Start) -> None:
    site.add_item("MILK", tracking="lot", shelf_life_days=9)
    site.stock("MILK", HERE, 1, lot="L1", expiry="2026-01-05")
    release(site, ("O1", "MILK", 1))
    site.clock.pass_s(86_400 - 8 * 3600 - 600)
    start(site, talk, ("T-1",))
    talk.scan(HERE)
    talk.scan("MILK")
    talk.scan("L1")
    talk.choose("all")
    site.do("edit_location", location=HERE, fields={"status": "blocked"})
    assert talk.scan("T-1").outcome is Outcome.LOCATION_NOT_ALLOWED
    talk.choose("full")
    talk.scan("T-2")
    assert talk.scan("T-2").outcome is Outcome.LOCATION_NOT_ALLOWED
    site.do("edit_location", location=HERE, fields={"status": "active"})
    site.clock.pass_s(700)
    talk.scan("T-2")
    assert talk.scan("T-2").outcome is Outcome.EXPIRED
    talk.choose("back")
    assert talk.scan("T-1").outcome is Outcome.EXPIRED


def the_lease_ends_at_every_stage(site: TestSite, talk: Talker, start: Start) -> None:
    site.add_item("MILK", tracking="lot")
    site.stock("MILK", HERE, 9, lot="L1")
    taken = (("scan", HERE), ("scan", "MILK"), ("scan", "L1"), ("choose", "all"))
    walks = {
        "location": (),
        "goods": taken[:1],
        "lot": taken[:2],
        "put": taken,
        "fresh": (*taken, ("choose", "full")),
        "reason": (("choose", "short"),),
        "weight": (("scan", HERE), ("choose", "all")),
    }
    hams(site)
    for number, (wanted, turns) in enumerate(walks.items(), start=1):
        order = f"O{number}"
        release(site, (order, "HAM" if wanted == "weight" else "MILK", 1))
        talk.choose("leave")
        start(site, talk, (f"T-{number}",))
        for way, what in turns:
            talk.scan(what) if way == "scan" else talk.choose(what)
        assert stage(talk) == wanted
        site.do("cancel_order", order=order, reason="x")
        last = talk.scan(HERE) if wanted == "location" else talk.choose("back")
        assert last.outcome is Outcome.LEASE_LOST


def what_is_scanned_must_be_what_is_asked(site: TestSite, talk: Talker, start: Start) -> None:
    site.stock("TEA", HERE, 5)
    site.stock("MUG", THERE, 5)
    release(site, ("O1", "TEA", 3), ("O2", "MUG", 2))
    start(site, talk, ("T-1", "T-2"))
    assert talk.scan(THERE).outcome is Outcome.WRONG_LOCATION
    assert talk.choose("skip").done
    talk.choose("skip")
    talk.scan(HERE)
    assert talk.choose("back").done
    talk.scan(HERE)
    assert talk.scan("MUG").outcome is Outcome.WRONG_ITEM
    assert talk.enter(quantity=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.enter(quantity=4).outcome is Outcome.OVER_PICK
    talk.scan("TEA")
    assert event(talk) == "counted"
    talk.choose("all")
    assert talk.choose("back").done
    talk.choose("all")
    assert talk.scan("T-2").outcome is Outcome.WRONG_UNIT
    assert talk.scan("T-1").done
    talk.scan(THERE)
    talk.choose("all")
    talk.scan("T-2")
    assert event(talk) == "batch_done"


def taken_short(talk: Talker, location: str) -> None:
    """Two picks: of the first fewer than 3 are asked and 1 is found, of the second none."""
    talk.choose("short")
    assert talk.choose("back").done
    talk.scan(location)
    talk.choose("short")
    assert talk.enter(quantity=3).outcome is Outcome.OVER_PICK
    assert talk.choose("partial").outcome is Outcome.ZERO_QUANTITY
    talk.enter(quantity=1)
    talk.choose("damaged")
    assert event(talk) == "short_posted"
    talk.choose("short")
    talk.choose("not_found")
    assert event(talk) == "batch_done"


def short_has_a_reason(site: TestSite, talk: Talker, start: Start) -> None:
    site.stock("TEA", HERE, 5)
    site.stock("MUG", THERE, 5)
    site.order("O1", ("TEA", 3), ("MUG", 2))
    site.release("O1")
    start(site, talk, ("T-1",))
    taken_short(talk, HERE)


def a_location_thought_empty_is_looked_into(site: TestSite, talk: Talker, start: Start) -> None:
    site.do("set_rule", says={"kind": "count", "when_empty": True})
    for number, location in enumerate((HERE, "A-01-02-1", "A-01-03-1"), start=1):
        site.stock("TEA", location, number)
        site.clock.pass_s(1)
    release(site, *((f"O{number}", "TEA", number) for number in (1, 2, 3)))
    start(site, talk, ("T-1", "T-2", "T-3"))
    for wanted, answer in (("is_empty", "yes"), ("count_asked", "no"), ("batch_done", "no")):
        for _ in range(2):
            assert talk.question.big is not None
            talk.scan(talk.question.big.text)
            if stage(talk) == "goods":
                talk.choose("all")
        assert event(talk) == "zero_asked"
        talk.choose(answer)
        assert event(talk) == wanted


def a_fresh_tote_may_empty_a_location(site: TestSite, talk: Talker, start: Start) -> None:
    site.stock("TEA", HERE, 2)
    release(site, ("O1", "TEA", 2))
    start(site, talk, ("T-1",))
    talk.scan(HERE)
    talk.choose("all")
    talk.choose("full")
    scan_totes(talk, "T-2")
    assert event(talk) == "batch_done"


def a_cart_gone_on_with_asks_for_its_totes_again(
    site: TestSite, talk: Talker, start: Start
) -> None:
    site.stock("TEA", HERE, 5)
    release(site, ("O1", "TEA", 1), ("O2", "TEA", 2))
    site.stock("MUG", THERE, 1)
    site.order("O3", ("MUG", 1))
    site.release("O3")
    site.do("confirm_pick", **site.tasks("O3")[0], unit="T-3")
    start(site, talk, ("T-1", "T-2"))
    dialogue = talk.at.dialogue if talk.at is not None else ""
    talk.choose("leave")
    talk.open(dialogue)
    assert event(talk) == "picks_in_hand"
    talk.scan(HERE)
    talk.choose("all")
    assert talk.scan("T-3").outcome is Outcome.UNIT_OF_OTHER_ORDER
    assert talk.scan("T-4").outcome is Outcome.NEW_UNIT
    assert talk.scan("T-4").outcome is Outcome.LINE_DONE


def hams(site: TestSite, quantity: int = 10) -> None:
    """Sold by weight, about a kilogram each."""
    item = site.add_item("HAM", description="Ham", catch_weight=1, weight_g=1_000)
    site.add_gtin(item, "95011015300038")
    site.stock("HAM", HERE, quantity)


def ham_label(grams: int) -> str:
    """One ham, and what it weighs (310n)."""
    return f"]C101950110153000383103{grams:06}"


def picked_g(site: TestSite) -> list[int]:
    """The weights of all picks, in their order."""
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT weight_g FROM movement WHERE kind='pick' ORDER BY id"
    ).fetchall()
    return [row[0] for row in rows]


def goods_sold_by_weight_are_weighed_before_they_go_into_a_tote(
    site: TestSite, talk: Talker, start: Start
) -> None:
    hams(site)
    release(site, ("O1", "HAM", 2), ("O2", "HAM", 3))
    start(site, talk, ("T-1", "T-2"))
    talk.scan(HERE)
    assert talk.choose("all").done
    assert stage(talk) == "weight"
    assert talk.question.words is not None
    assert talk.question.words.args == {"expected": 2_000}
    assert talk.choose("back").done
    talk.choose("all")
    assert talk.enter(weight_g=0).outcome is Outcome.ZERO_QUANTITY
    assert talk.enter(weight_g=200).outcome is Outcome.WRONG_WEIGHT
    assert talk.enter(weight_g=200).done
    assert stage(talk) == "put"
    scan_totes(talk, "T-1")
    assert picked_g(site) == [200]
    talk.scan(HERE)
    for grams in (1_100, 1_200):
        assert talk.scan(ham_label(grams)).done
    assert talk.scan(ham_label(9_999)).outcome is Outcome.WRONG_WEIGHT
    assert talk.scan(ham_label(700)).done
    assert stage(talk) == "put"
    scan_totes(talk, "T-2")
    assert picked_g(site) == [200, 3_000]


def less_than_asked_for_is_weighed_too(site: TestSite, talk: Talker, start: Start) -> None:
    hams(site)
    release(site, ("O1", "HAM", 3), ("O2", "HAM", 3))
    start(site, talk, ("T-1", "T-2"))
    for wanted in ("short_posted", "batch_done"):
        talk.scan(HERE)
        talk.choose("all")
        talk.enter(weight_g=3_000)
        assert stage(talk) == "put"
        talk.choose("back")
        talk.choose("short")
        talk.enter(quantity=2)
        assert talk.choose("damaged").done
        assert stage(talk) == "weight"
        talk.enter(weight_g=2_100)
        assert event(talk) == wanted
    assert picked_g(site) == [2_100, 2_100]


def somebody_took_the_tote(site: TestSite, talk: Talker, start: Start) -> None:
    """Less is found, and what there is cannot go into what stands in the cart's slot."""
    site.stock("TEA", HERE, 5)
    site.stock("MUG", THERE, 5)
    release(site, ("O1", "TEA", 3))
    start(site, talk, ("T-1",))
    talk.choose("short")
    talk.enter(quantity=2)
    site.stock("MUG", THERE, 1, unit="T-1")
    assert talk.choose("damaged").outcome is Outcome.WRONG_UNIT
    site.do("adjust", item="MUG", location=THERE, unit="T-1", quantity=-1, reason="taken out")
    release(site, ("O2", "MUG", 1))
    (other,) = site.tasks("O2")
    assert site.do("confirm_pick", **other, unit="T-1").done
    assert talk.choose("damaged").outcome is Outcome.UNIT_OF_OTHER_ORDER
    assert stage(talk) == "reason"


TAKING = (
    somebody_took_the_tote,
    goods_sold_by_weight_are_weighed_before_they_go_into_a_tote,
    less_than_asked_for_is_weighed_too,
    a_full_tote_is_followed_by_another,
    a_fresh_tote_may_come_before_the_last_line,
    a_fresh_tote_may_empty_a_location,
    another_lot_is_taken_by_a_second_scan,
    another_pallet_is_taken_by_a_second_scan,
    stock_turns_bad_in_hand,
    the_lease_ends_at_every_stage,
    what_is_scanned_must_be_what_is_asked,
    short_has_a_reason,
    a_location_thought_empty_is_looked_into,
    a_cart_gone_on_with_asks_for_its_totes_again,
)
