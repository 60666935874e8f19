"""Picks, collected parts and kits taken back: exact figures, and no longer once others built on
them."""

from pathlib import Path

import pytest

from models.warehouse.replies import Outcome
from tests.edge.site import TestSite

HERE, THERE = "A-01-01-1", "A-02-01-1"


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    site = TestSite(tmp_path)
    for code in ("TEA", "MUG"):
        site.add_item(code)
    return site


def one_order(site: TestSite, quantity: int = 5) -> dict[str, object]:
    """Released; the pick task."""
    site.stock("TEA", HERE, 8)
    site.order("O1", ("TEA", quantity))
    site.release("O1")
    (task,) = site.tasks("O1")
    return task


def lines(site: TestSite) -> list[tuple[object, ...]]:
    """(allocated, picked) of the order's lines."""
    return site.store.connection.execute("SELECT allocated, picked FROM dn_line").fetchall()


def test_a_pick_goes_back_and_its_task_is_open_again(site: TestSite) -> None:
    task = one_order(site)
    before = site.quants()
    site.do("confirm_pick", **task)

    reply = site.do("take_back_pick", task_id=task["task_id"], quantity=5)

    assert (reply.outcome, reply.data["order_state"]) == (Outcome.UNDONE, "picking")
    assert site.quants() == before
    assert (lines(site), site.tasks("O1")) == ([(5, 0)], [task])
    assert site.check().ok
    assert site.do("confirm_pick", **task).outcome is Outcome.DOCUMENT_DONE


def test_of_a_pick_in_two_parts_the_last_goes_back_alone(site: TestSite) -> None:
    task = one_order(site)
    site.do("confirm_pick", **{**task, "quantity": 2, "reason": "partial"})
    site.do("confirm_pick", **{**task, "quantity": 3})

    site.do("take_back_pick", task_id=task["task_id"], quantity=3)
    assert lines(site) == [(3, 2)]
    site.do("take_back_pick", task_id=task["task_id"], quantity=1)
    assert lines(site) == [(4, 1)]
    assert [each["quantity"] for each in site.tasks("O1")] == [4]
    too_many = site.do("take_back_pick", task_id=task["task_id"], quantity=2)

    assert (too_many.outcome, too_many.say.args["left"]) == (Outcome.GONE, 1)
    assert site.check().ok


def test_a_tote_that_gets_empty_is_no_orders(site: TestSite) -> None:
    task = one_order(site)
    site.do("confirm_pick", **task, unit="T-1")
    loose = site.do("take_back_pick", task_id=task["task_id"], quantity=5)
    back = site.do("take_back_pick", task_id=task["task_id"], quantity=5, unit="T-1")

    assert (loose.outcome, back.outcome) == (Outcome.GONE, Outcome.UNDONE)
    tote = site.reader.unit("T-1")
    assert tote is not None
    assert tote.dn_id is None
    assert site.check().ok


@pytest.mark.parametrize(
    ("then", "outcome"),
    [
        (("pack", {"order": "O1"}), Outcome.STALE_STEP),
        (("cancel_order", {"order": "O1", "reason": "x"}), Outcome.CANCELLED_ELSEWHERE),
    ],
)
def test_what_went_on_is_not_taken_back(
    site: TestSite, then: tuple[str, dict[str, object]], outcome: Outcome
) -> None:
    task = one_order(site)
    site.do("confirm_pick", **task)
    kind, fields = then
    assert site.do(kind, **fields).done
    before = site.quants()

    assert site.do("take_back_pick", task_id=task["task_id"], quantity=5).outcome is outcome
    assert site.quants() == before


def test_a_pick_that_went_short_is_settled(site: TestSite) -> None:
    task = one_order(site)
    site.do("confirm_pick", **{**task, "quantity": 2, "reason": "not_found"})
    reply = site.do("take_back_pick", task_id=task["task_id"], quantity=2)
    assert (reply.outcome, reply.say.key) == (Outcome.GONE, "pick.went_short")


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_is_not_taken_back(site: TestSite, quantity: int) -> None:
    task = one_order(site)
    site.do("confirm_pick", **task)
    reply = site.do("take_back_pick", task_id=task["task_id"], quantity=quantity)
    assert reply.outcome is Outcome.ZERO_QUANTITY


def kits(site: TestSite, wanted: int = 3) -> None:
    """Released; a set is of two teas and a mug."""
    site.add_item("SET")
    site.stock("TEA", HERE, 8)
    site.stock("MUG", THERE, 5)
    site.do("set_kit_part", kit="SET", item="TEA", quantity=2)
    site.do("set_kit_part", kit="SET", item="MUG", quantity=1)
    site.do("make_kit_order", order="K1", item="SET", quantity=wanted)
    site.do("release_kit_order", order="K1")


def collect(site: TestSite) -> None:
    """All parts of three kits."""
    for item, place, quantity in (("TEA", HERE, 6), ("MUG", THERE, 3)):
        site.do("collect_part", order="K1", item=item, location=place, quantity=quantity)


def test_a_collected_part_goes_back_and_is_asked_for_again(site: TestSite) -> None:
    kits(site)
    before = site.quants()
    collect(site)
    for item, place, quantity in (("TEA", HERE, 4), ("TEA", HERE, 2), ("MUG", THERE, 3)):
        assert site.do(
            "put_back_part", order="K1", item=item, location=place, quantity=quantity
        ).done
    assert site.quants() == before
    assert site.check().ok
    more = site.do("put_back_part", order="K1", item="MUG", location=THERE, quantity=1)
    assert more.outcome is Outcome.GONE


def test_a_collected_part_stays_where_the_work_is_done_unless_it_goes_into_storage(
    site: TestSite,
) -> None:
    kits(site)
    collect(site)
    for place in ("PACK-1", "DOCK-1"):
        refused = site.do("put_back_part", order="K1", item="MUG", location=place, quantity=1)
        assert refused.outcome is Outcome.LOCATION_NOT_ALLOWED
    assert site.check().ok


def test_kits_are_parts_again_and_the_order_goes_on(site: TestSite) -> None:
    kits(site)
    collect(site)
    before = site.quants()
    for quantity in (1, 2):
        site.do("build_kits", order="K1", quantity=quantity, location="A-01-02-1")
    assert site.state("K1", "kit_order") == "done"

    too_many = site.do("undo_kits", order="K1", quantity=4)
    assert too_many.outcome is Outcome.QUANTITY_CHANGED
    assert site.do("undo_kits", order="K1", quantity=2).outcome is Outcome.UNDONE
    assert site.state("K1", "kit_order") == "working"
    assert site.check().ok
    assert site.do("undo_kits", order="K1", quantity=1).outcome is Outcome.UNDONE
    assert site.quants() == before
    assert site.check().ok
    site.do("build_kits", order="K1", quantity=3, location="A-01-02-1")
    assert site.state("K1", "kit_order") == "done"
    assert site.check().ok


def test_kits_somebody_was_promised_stay_made(site: TestSite) -> None:
    kits(site)
    collect(site)
    site.do("build_kits", order="K1", quantity=3, location="A-01-02-1")
    site.order("O1", ("SET", 2))
    site.release("O1")
    assert site.do("undo_kits", order="K1", quantity=3).outcome is Outcome.GONE
    assert site.do("undo_kits", order="K1", quantity=1).outcome is Outcome.UNDONE
    assert site.check().ok


def apart(site: TestSite, tracking: str = "none") -> None:
    """Three kits brought to where they are taken apart."""
    site.add_item("SET", tracking=tracking)
    lots = ("S1", "S2", "S3") if tracking == "serial" else (None,)
    for lot in lots:
        site.stock("SET", HERE, 3 // len(lots), lot=lot)
    site.do("set_kit_part", kit="SET", item="TEA", quantity=2)
    site.do("set_kit_part", kit="SET", item="MUG", quantity=1)
    site.do("make_kit_order", order="D1", item="SET", quantity=3, kind="dekit")
    site.do("release_kit_order", order="D1")
    for lot in lots:
        brought = {"item": "SET", "location": HERE, "quantity": 3 // len(lots), "lot": lot}
        assert site.do("collect_part", order="D1", **brought).done


def test_kits_taken_apart_are_whole_again_whatever_their_parts_were_like(site: TestSite) -> None:
    apart(site)
    before = site.quants()
    parts = [
        {"item": "TEA", "quantity": 1}, {"item": "TEA", "quantity": 1, "condition": "damaged"},
        {"item": "MUG", "quantity": 1, "condition": "missing"},
    ]  # fmt: skip
    assert site.do("take_apart", order="D1", quantity=2).done
    assert site.do("take_apart", order="D1", quantity=1, parts=parts).done
    assert site.state("D1", "kit_order") == "done"

    too_many = site.do("undo_kits", order="D1", quantity=4)
    assert (too_many.outcome, too_many.say.key) == (
        Outcome.QUANTITY_CHANGED, "kit.not_so_many_apart",
    )  # fmt: skip
    back = site.do("undo_kits", order="D1", quantity=1)
    assert (back.outcome, back.say.key) == (Outcome.UNDONE, "kit.unapart")
    assert [row for row in site.quants() if row[4] == "damaged"] == []
    assert site.check().ok
    assert site.do("undo_kits", order="D1", quantity=2).done
    assert site.quants() == before
    assert site.tasks("D1", "putaway") == []
    assert site.check().ok
    assert site.do("take_apart", order="D1", quantity=3).done
    assert site.state("D1", "kit_order") == "done"


def test_a_part_that_was_missing_troubles_nobody_once_it_is_back(site: TestSite) -> None:
    apart(site)
    one = [{"item": "TEA", "quantity": 2}, {"item": "MUG", "quantity": 1, "condition": "missing"}]
    two = [{"item": "TEA", "quantity": 4}, {"item": "MUG", "quantity": 2, "condition": "missing"}]
    assert site.do("take_apart", order="D1", quantity=1, parts=one).done
    assert site.do("take_apart", order="D1", quantity=2, parts=two).done
    assert missing(site) == [("open", 1), ("open", 2)]
    assert site.do("undo_kits", order="D1", quantity=1).done
    assert missing(site) == [("open", 1), ("open", 1)]
    assert site.do("undo_kits", order="D1", quantity=2).done
    assert missing(site) == [("closed", 1), ("closed", 1)]
    assert site.check().ok


def missing(site: TestSite) -> list[tuple[object, ...]]:
    """(state, quantity) of what a supervisor hears of parts, oldest first."""
    return site.store.connection.execute(
        "SELECT state, arguments->>'quantity' FROM exception WHERE kind='kit_part_missing'"
        " AND code='D1' AND arguments->>'item'='MUG' ORDER BY id"
    ).fetchall()


def test_parts_that_were_put_away_stay_parts(site: TestSite) -> None:
    apart(site)
    site.do("take_apart", order="D1", quantity=3)
    moved = {"item": "MUG", "from_location": "PACK-1", "to_location": THERE, "quantity": 1}
    assert site.do("move", **moved).done
    refused = site.do("undo_kits", order="D1", quantity=3)
    assert (refused.outcome, refused.say.key) == (Outcome.GONE, "reverse.touched")
    assert site.do("undo_kits", order="D1", quantity=2).done
    assert site.check().ok


def test_a_kit_that_came_back_another_way_is_not_there_twice(site: TestSite) -> None:
    apart(site, tracking="serial")
    assert site.do("take_apart", order="D1", quantity=1, lot="S2").done
    site.stock("SET", THERE, 1, lot="S2")
    refused = site.do("undo_kits", order="D1", quantity=1)
    assert (refused.outcome, refused.say.key) == (Outcome.SERIAL_DUPLICATE, "serial.on_hand")
    assert site.check().ok
