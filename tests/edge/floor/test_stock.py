"""Moves, corrections of the book, and edits of master data."""

import pytest

from models.warehouse.replies import Level, Outcome
from tests.edge.site import TestSite


def test_a_move_can_be_undone_until_the_stock_is_used(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    fields = {"item": "TEA", "from_location": "A-01-01-1", "to_location": "A-02-01-1"}
    moved = site.do("move", **fields, quantity=3)
    assert moved.undo is not None
    assert site.do(**moved.undo.command).done  # type: ignore[arg-type]
    assert site.quants() == [("TEA", "A-01-01-1", None, None, "available", 5, 0)]
    moved = site.do("move", **fields, quantity=5)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    assert moved.undo is not None
    refused = site.do(**moved.undo.command)  # type: ignore[arg-type]
    assert (refused.outcome, refused.level) == (Outcome.QUANTITY_CHANGED, Level.BLOCK)
    assert refused.say.args["available"] == 0


def test_a_unit_moves_with_all_that_is_in_it(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5, unit="PAL-1")
    site.stock("MUG", "A-01-01-1", 2, unit="PAL-1")
    moved = site.do("move", unit="PAL-1", from_location="A-01-01-1", to_location="A-02-01-1")
    assert moved.outcome is Outcome.UNIT_DONE
    assert site.quants() == [
        ("MUG", "A-02-01-1", "PAL-1", None, "available", 2, 0),
        ("TEA", "A-02-01-1", "PAL-1", None, "available", 5, 0),
    ]
    elsewhere = site.do("move", unit="PAL-1", from_location="A-01-01-1", to_location="A-02-02-1")
    assert elsewhere.outcome is Outcome.WRONG_UNIT


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"quantity": 0}, Outcome.ZERO_QUANTITY),
        ({"quantity": 6}, Outcome.QUANTITY_CHANGED),
        ({"to_location": "A-01-01-1"}, Outcome.WRONG_LOCATION),
        ({"to_location": "DAMAGE-1"}, Outcome.LOCATION_NOT_ALLOWED),
        ({"to_location": "@loss"}, Outcome.UNKNOWN_CODE),
        ({"unit": "NOPE"}, Outcome.UNKNOWN_CODE),
        ({"item": None}, Outcome.SCAN_UNIT),
    ],
)
def test_a_move_that_cannot_be_is_an_answer(
    site: TestSite, fields: dict[str, object], outcome: Outcome
) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    asked = {"item": "TEA", "from_location": "A-01-01-1", "to_location": "A-02-01-1"}
    reply = site.do("move", **{**asked, "quantity": 5, **fields})
    assert (reply.outcome, reply.level) == (outcome, Level.BLOCK)


def test_two_lots_in_one_place_need_the_lot(site: TestSite) -> None:
    for lot in ("L1", "L2"):
        site.stock("MILK", "A-01-01-1", 5, lot=lot, expiry="2026-06-01")
    fields = {"item": "MILK", "from_location": "A-01-01-1", "to_location": "A-02-01-1"}
    assert site.do("move", **fields, quantity=5).outcome is Outcome.LOT_REQUIRED
    assert site.do("move", **fields, quantity=5, lot="L2").done


def test_found_and_lost_stock_is_booked_against_the_world(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    lost = site.do("adjust", item="TEA", location="A-01-01-1", quantity=-2, reason="broken")
    assert site.quants() == [("TEA", "A-01-01-1", None, None, "available", 3, 0)]
    assert lost.undo is not None
    assert site.do(**lost.undo.command).done  # type: ignore[arg-type]
    assert site.quants() == [("TEA", "A-01-01-1", None, None, "available", 5, 0)]
    more = site.do("adjust", item="TEA", location="A-01-01-1", quantity=-6, reason="broken")
    assert more.outcome is Outcome.QUANTITY_CHANGED


def test_a_loss_takes_what_a_picker_missed_first_and_nothing_reserved(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 8)
    for number in ("O1", "O2"):
        site.order(number, ("TEA", 3))
    site.release("O1", "O2")
    (task,) = site.tasks("O1")
    site.do("confirm_pick", **{**task, "quantity": 0}, reason="not_found")
    lose = {"item": "TEA", "location": "A-01-01-1", "reason": "count"}
    assert site.do("adjust", **lose, quantity=-6).outcome is Outcome.QUANTITY_CHANGED
    assert site.do("adjust", **lose, quantity=-5).done
    assert site.quants() == [("TEA", "A-01-01-1", None, None, "available", 3, 3)]


@pytest.mark.parametrize(
    ("mix", "item", "lot", "outcome"),
    [
        ("same_item", "TEA", None, Outcome.LOCATION_NOT_ALLOWED),
        ("same_item", "MILK", "L2", Outcome.LINE_DONE),
        ("same_lot", "MILK", "L2", Outcome.LOCATION_NOT_ALLOWED),
        ("same_lot", "MILK", "L1", Outcome.LINE_DONE),
    ],
)
def test_a_location_keeps_to_its_mixing_rule(
    site: TestSite, mix: str, item: str, lot: str | None, outcome: Outcome
) -> None:
    site.stock("MILK", "A-01-01-1", 5, lot="L1", expiry="2026-06-01")
    assert site.do("edit_location", location="A-01-01-1", fields={"mix": mix}).done
    reply = site.do(
        "adjust", item=item, location="A-01-01-1", quantity=1, reason="found", lot=lot,
        expiry="2026-06-01",
    )  # fmt: skip
    assert reply.outcome is outcome


def test_a_location_carries_no_more_than_it_can(site: TestSite) -> None:
    site.add_item("IRON", weight_g=1_000)
    assert site.do("edit_location", location="A-01-01-1", fields={"weight_g_max": 2_000}).done
    fields = {"item": "IRON", "location": "A-01-01-1", "reason": "found"}
    assert site.do("adjust", **fields, quantity=2).done
    assert site.do("adjust", **fields, quantity=1).outcome is Outcome.LOCATION_FULL


def test_master_data_is_edited_field_by_field(site: TestSite) -> None:
    reply = site.do("edit_item", item="TEA", fields={"description": "Green tea", "class_abc": None})
    assert reply.data == {"fields": ["description", "class_abc"]}
    rows = site.store.connection.execute("SELECT description FROM item WHERE code='TEA'").fetchall()
    assert rows == [("Green tea",)]
    assert site.do("edit_item", item="TEA", fields={}).outcome is Outcome.STALE_STEP


def test_an_edit_is_seen_by_the_next_scan(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    (task,) = site.tasks("O1")
    assert site.do("edit_location", location="A-01-01-1", fields={"status": "blocked"}).done
    assert site.do("confirm_pick", **task).outcome is Outcome.LOCATION_NOT_ALLOWED


def test_a_full_location_does_not_change_its_property(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    fields = {"property": "hold"}
    reply = site.do("edit_location", location="A-01-01-1", fields=fields)
    assert reply.outcome is Outcome.LOCATION_NOT_ALLOWED
    assert site.do("edit_location", location="A-01-02-1", fields=fields).done
