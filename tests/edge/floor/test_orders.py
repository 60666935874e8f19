"""Orders from intake to the lorry: allocation, picking, packing, shipping, cancelling."""

import pytest

from edge.store.claims import claim_picks
from edge.store.recorder import Actor
from models.warehouse.replies import Level, Outcome, Step
from tests.edge.site import TestSite


def picked(site: TestSite, number: str = "O1", quantity: int = 5) -> None:
    """An order for tea, picked."""
    site.stock("TEA", "A-01-01-1", quantity)
    site.order(number, ("TEA", quantity))
    site.release(number)
    site.pick_all(number)


# -- intake ----------------------------------------------------------------------------------------


def test_lines_that_make_no_sense_are_refused_with_a_reason(site: TestSite) -> None:
    reply = site.order("O1", ("TEA", 5), ("NOPE", 1), ("MUG", -3))
    assert reply.level is Level.INFO
    assert reply.data["refused"] == [
        {"line": 2, "item": "NOPE", "quantity": 1, "reason": "unknown_item"},
        {"line": 3, "item": "MUG", "quantity": -3, "reason": "quantity_not_positive"},
    ]
    nothing = site.order("O2", ("NOPE", 1))
    assert (nothing.outcome, nothing.level) == (Outcome.UNKNOWN_CODE, Level.BLOCK)
    assert site.count("dn") == 1


def test_the_same_order_twice_is_one_order(site: TestSite) -> None:
    site.order("O1", ("TEA", 5))
    again = site.order("O1", ("TEA", 5))
    assert (again.outcome, again.level) == (Outcome.ALREADY_DONE, Level.INFO)
    assert site.order("O1", ("TEA", 6)).level is Level.BLOCK
    assert site.count("dn_line") == 1


# -- allocation ------------------------------------------------------------------------------------


def test_the_oldest_stock_goes_first(site: TestSite) -> None:
    site.stock("TEA", "A-02-01-1", 3)
    site.clock.pass_s(60)
    site.stock("TEA", "A-01-01-1", 10)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    assert {(task["location"], task["quantity"]) for task in site.tasks("O1")} == {
        ("A-02-01-1", 3),
        ("A-01-01-1", 2),
    }


def test_what_expires_first_goes_first_and_expired_stock_never(site: TestSite) -> None:
    site.stock("MILK", "A-01-01-1", 4, lot="LATE", expiry="2026-06-01")
    site.stock("MILK", "A-01-02-1", 4, lot="SOON", expiry="2026-02-01")
    site.stock("MILK", "A-01-03-1", 4, lot="GONE", expiry="2026-01-04")
    site.order("O1", ("MILK", 10))
    reply = site.release("O1")
    assert reply.data["orders"] == [
        {"order": "O1", "state": "allocated", "allocated": 8, "short": 2, "backorder": "O1-B1"}
    ]
    assert {(task["lot"], task["quantity"]) for task in site.tasks("O1")} == {
        ("SOON", 4),
        ("LATE", 4),
    }


@pytest.mark.parametrize(
    "spoil",
    [
        {"type": "edit_location", "location": "A-01-01-1", "fields": {"status": "blocked"}},
        {"type": "adjust", "item": "TEA", "location": "A-01-01-1", "quantity": -5, "reason": "x"},
        {"type": "move", "item": "TEA", "from_location": "A-01-01-1", "to_location": "STAGE-1",
         "quantity": 5},
    ],
)  # fmt: skip
def test_stock_that_may_not_be_given_is_not_allocated(
    site: TestSite, spoil: dict[str, str]
) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    assert site.do(**spoil).done
    site.order("O1", ("TEA", 5))
    assert site.release("O1").outcome is Outcome.PARTIAL
    assert site.state("O1") == "short"


def test_a_short_order_waits_and_is_released_again(site: TestSite) -> None:
    site.order("O1", ("TEA", 5))
    assert site.release("O1").outcome is Outcome.PARTIAL
    assert site.count("dn") == 1
    site.stock("TEA", "A-01-01-1", 5)
    assert site.release("O1").outcome is Outcome.BATCH_DONE
    assert site.state("O1") == "allocated"


def test_the_rest_is_passed_on_again_and_again(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 2)
    site.order("O1", ("TEA", 10))
    site.release("O1")
    site.stock("TEA", "A-01-01-1", 3)
    site.release("O1-B1")
    assert site.line("O1") == {"ordered": 10, "allocated": 2, "short": 8}
    assert site.line("O1-B1") == {"ordered": 8, "allocated": 3, "short": 5}
    assert site.line("O1-B2") == {"ordered": 5}


def test_two_lines_of_one_item_share_what_there_is(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 7)
    site.order("O1", ("TEA", 5), ("TEA", 5))
    site.release("O1")
    assert site.line("O1") == {"ordered": 10, "allocated": 7, "short": 3}


# -- picking ---------------------------------------------------------------------------------------


def test_a_pick_moves_stock_and_keeps_it_reserved(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 8)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    (task,) = site.tasks("O1")
    reply = site.do("confirm_pick", **task, unit="TOTE-1")
    assert (reply.outcome, reply.data["order_state"]) == (Outcome.DOCUMENT_DONE, "picked")
    assert site.quants() == [
        ("TEA", "A-01-01-1", None, None, "available", 3, 0),
        ("TEA", "PACK-1", "TOTE-1", None, "available", 5, 5),
    ]
    stolen = site.do(
        "move", item="TEA", from_location="PACK-1", to_location="A-01-02-1", quantity=5
    )
    assert stolen.outcome is Outcome.QUANTITY_CHANGED


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"location": "A-01-02-1"}, Outcome.WRONG_LOCATION),
        ({"location": "NOPE"}, Outcome.UNKNOWN_CODE),
        ({"location": "TEA"}, Outcome.WRONG_KIND),
        ({"item": "MUG"}, Outcome.WRONG_ITEM),
        ({"item": "NOPE"}, Outcome.UNKNOWN_CODE),
        ({"quantity": 6}, Outcome.OVER_PICK),
        ({"quantity": -1}, Outcome.ZERO_QUANTITY),
        ({"quantity": 4}, Outcome.PARTIAL),
        ({"quantity": 0}, Outcome.PARTIAL),
        ({"quantity": 0, "reason": "partial"}, Outcome.ZERO_QUANTITY),
        ({"task_id": "0000000000000"}, Outcome.GONE),
        ({"task_id": "rubbish"}, Outcome.UNKNOWN_CODE),
        ({"unit": "040123450000000023"}, Outcome.UNKNOWN_CODE),
        ({"item": "0765432109876"}, Outcome.DOCUMENT_DONE),
    ],
)
def test_each_scan_of_a_pick_is_judged(
    site: TestSite, fields: dict[str, object], outcome: Outcome
) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    (task,) = site.tasks("O1")
    assert site.do("confirm_pick", **{**task, **fields}).outcome is outcome


def test_a_lot_must_be_the_one_asked_for(site: TestSite) -> None:
    site.stock("MILK", "A-01-01-1", 5, lot="L1", expiry="2026-06-01")
    site.order("O1", ("MILK", 5))
    site.release("O1")
    (task,) = site.tasks("O1")
    assert site.do("confirm_pick", **{**task, "lot": None}).outcome is Outcome.LOT_REQUIRED
    assert site.do("confirm_pick", **{**task, "lot": "L2"}).outcome is Outcome.WRONG_LOT
    site.clock.pass_s(400 * 86_400)
    assert site.do("confirm_pick", **task).outcome is Outcome.EXPIRED


def test_a_full_tote_leaves_the_rest_where_it_is(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    (task,) = site.tasks("O1")
    reply = site.do("confirm_pick", **{**task, "quantity": 2}, reason="partial", unit="T1")
    assert (reply.outcome, reply.data["left"]) == (Outcome.LINE_DONE, 3)
    (rest,) = site.tasks("O1")
    assert rest == {**task, "quantity": 3}
    assert site.do("confirm_pick", **rest, unit="T2").data["order_state"] == "picked"
    assert site.count("count") == 0


def test_a_tote_belongs_to_one_order(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    for number in ("O1", "O2"):
        site.order(number, ("TEA", 2))
    site.release("O1", "O2")
    assert site.do("confirm_pick", **site.tasks("O1")[0], unit="T1").done
    other = site.do("confirm_pick", **site.tasks("O2")[0], unit="T1")
    assert other.outcome is Outcome.UNIT_OF_OTHER_ORDER


def test_what_is_not_found_comes_from_elsewhere_and_is_counted(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 8)
    site.clock.pass_s(60)
    site.stock("TEA", "A-02-01-1", 10)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    (task,) = site.tasks("O1")
    reply = site.do("confirm_pick", **{**task, "quantity": 2}, reason="not_found")
    assert (reply.outcome, reply.level) == (Outcome.SHORT_POSTED, Level.INFO)
    assert reply.data == {
        "order": "O1",
        "order_state": "picking",
        "elsewhere": 3,
        "short": 0,
        "backorder": None,
    }
    assert site.quants() == [
        ("TEA", "A-01-01-1", None, None, "hold", 6, 0),
        ("TEA", "A-02-01-1", None, None, "available", 10, 3),
        ("TEA", "PACK-1", None, None, "available", 2, 2),
    ]
    assert (site.count("count"), site.count("exception")) == (1, 1)


def test_other_orders_keep_what_they_hope_to_find(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 8)
    for number in ("O1", "O2"):
        site.order(number, ("TEA", 3))
    site.release("O1", "O2")
    (task,) = site.tasks("O1")
    reply = site.do("confirm_pick", **{**task, "quantity": 0}, reason="not_found")
    assert reply.data["order_state"] == "cancelled"
    assert reply.data["backorder"] == "O1-B1"
    assert site.quants() == [
        ("TEA", "A-01-01-1", None, None, "available", 3, 3),
        ("TEA", "A-01-01-1", None, None, "hold", 5, 0),
    ]


def test_what_is_damaged_is_set_aside_and_the_rest_passed_on(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    (task,) = site.tasks("O1")
    reply = site.do("confirm_pick", **{**task, "quantity": 4}, reason="damaged")
    assert reply.data["short"] == 1
    assert reply.data["order_state"] == "picked"
    assert site.line("O1") == {"ordered": 5, "picked": 4, "short": 1}
    assert site.line("O1-B1") == {"ordered": 1}


def test_a_task_leased_to_another_is_theirs_until_the_lease_ends(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    site.store.begin()
    claimed = claim_picks(site.recorder, Actor(2, 9), 10)
    site.store.commit()
    assert len(claimed) == 1
    (task,) = site.tasks("O1")
    assert site.do("confirm_pick", **task).outcome is Outcome.LEASE_LOST
    site.clock.pass_s(site.site.settings.lease_s + 1)
    assert site.do("confirm_pick", **task).done
    assert site.do("confirm_pick", **task).outcome is Outcome.ALREADY_DONE


# -- packing and shipping --------------------------------------------------------------------------


def test_an_order_is_packed_into_its_own_sscc_and_leaves(site: TestSite) -> None:
    picked(site)
    packed = site.do("pack", order="O1", weight_g=1200)
    assert packed.data["unit"] == "040123450000000016"
    assert site.quants() == [("TEA", "PACK-1", "040123450000000016", None, "available", 5, 5)]
    assert site.do("pack", order="O1").outcome is Outcome.ALREADY_DONE
    shipped = site.do("ship", order="O1", carrier="DHL", tracking="1Z")
    assert shipped.data == {"units_shipped": 5, "packages": ["040123450000000016"]}
    assert site.quants() == []
    assert site.line("O1") == {"ordered": 5, "picked": 5, "packed": 5, "shipped": 5}
    again = site.do("ship", order="O1")
    assert (again.outcome, again.level) == (Outcome.ALREADY_DONE, Level.INFO)


def test_an_order_may_fill_several_packages(site: TestSite) -> None:
    picked(site)
    line = {"item": "TEA", "quantity": 2}
    first = site.do("pack", order="O1", lines=[line])
    assert (first.outcome, first.data["left"]) == (Outcome.UNIT_DONE, 3)
    too_many = site.do("pack", order="O1", lines=[{"item": "TEA", "quantity": 4}])
    assert too_many.outcome is Outcome.QUANTITY_CHANGED
    assert site.do("ship", order="O1").outcome is Outcome.STALE_STEP
    second = site.do("pack", order="O1")
    assert second.data["unit"] == "040123450000000023"
    assert site.do("ship", order="O1").data["units_shipped"] == 5


def test_a_tote_can_become_the_package(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    site.do("confirm_pick", **site.tasks("O1")[0], unit="BOX-1")
    assert site.do("pack", order="O1", unit="BOX-1").data["unit"] == "BOX-1"
    assert site.do("ship", order="O1").done


def test_a_tote_is_free_again_after_packing(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    for number in ("O1", "O2"):
        site.order(number, ("TEA", 2))
    site.release("O1", "O2")
    site.do("confirm_pick", **site.tasks("O1")[0], unit="T1")
    site.do("pack", order="O1")
    assert site.do("confirm_pick", **site.tasks("O2")[0], unit="T1").done


def test_packing_waits_for_picking(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 5))
    reply = site.do("pack", order="O1")
    assert (reply.outcome, reply.say.key) == (Outcome.STALE_STEP, "order.is_confirmed")
    assert reply.next is not None
    assert reply.next.step is Step.SCAN_DOCUMENT


# -- cancelling ------------------------------------------------------------------------------------


def test_a_cancelled_order_lets_its_stock_go(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    (task,) = site.tasks("O1")
    assert site.do("cancel_order", order="O1", reason="customer").done
    assert site.quants() == [("TEA", "A-01-01-1", None, None, "available", 5, 0)]
    assert site.do("confirm_pick", **task).outcome is Outcome.CANCELLED_ELSEWHERE
    again = site.do("cancel_order", order="O1", reason="customer")
    assert (again.outcome, again.level) == (Outcome.ALREADY_DONE, Level.INFO)


@pytest.mark.parametrize("packed", [False, True])
def test_what_was_picked_is_put_back(site: TestSite, packed: bool) -> None:
    picked(site)
    if packed:
        site.do("pack", order="O1")
    reply = site.do("cancel_order", order="O1", reason="customer")
    assert reply.data == {"to_put_back": 5}
    assert site.line("O1") == {"ordered": 5, "cancelled": 5}
    (task,) = site.tasks("O1", "putaway")
    site.order("O2", ("TEA", 5))
    site.release("O2")
    assert site.state("O2") == "short"
    back = site.do("put_away", task_id=task["task_id"], item="TEA", quantity=5,
                   location="A-01-01-1", confirm=True)  # fmt: skip
    assert back.done
    site.release("O2")
    assert site.state("O2") == "allocated"


def test_a_shipped_order_cannot_be_cancelled(site: TestSite) -> None:
    picked(site)
    site.do("pack", order="O1")
    site.do("ship", order="O1")
    reply = site.do("cancel_order", order="O1", reason="late")
    assert (reply.outcome, reply.level) == (Outcome.STALE_STEP, Level.BLOCK)


def test_a_unit_with_strange_stock_does_not_become_an_orders(site: TestSite) -> None:
    site.stock("MUG", "PACK-1", 1, unit="BOX-1")
    picked(site)
    assert site.do("pack", order="O1", unit="BOX-1").outcome is Outcome.WRONG_UNIT
    site.order("O2", ("TEA", 1))
    site.stock("TEA", "A-01-01-1", 1)
    site.release("O2")
    reply = site.do("confirm_pick", **site.tasks("O2")[0], unit="BOX-1")
    assert reply.outcome is Outcome.WRONG_UNIT


def test_releasing_what_does_not_wait_says_so_and_records_nothing(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 2))
    assert site.release("O1").outcome is Outcome.BATCH_DONE
    again = site.release("O1")
    assert (again.outcome, again.level) == (Outcome.ALREADY_DONE, Level.INFO)
    assert again.data["orders"] == [{"order": "O1", "state": "allocated", "reason": "not_waiting"}]
