"""Units in units: a unit moves, leaves and is put away with all that is in it."""

from typing import Any

import pytest

from models.warehouse.replies import Outcome, Reply
from tests.edge.site import TestSite
from tests.edge.transfers import told

HERE, THERE, FAR = "A-01-01-1", "A-02-01-1", "A-02-02-1"


@pytest.fixture
def pallet(site: TestSite) -> TestSite:
    """A pallet with two cartons of stock."""
    site.stock("TEA", HERE, 5, unit="C1")
    site.stock("MUG", HERE, 2, unit="C2")
    for carton in ("C1", "C2"):
        assert site.do("nest_unit", unit=carton, into="PAL").done
    return site


def _where(site: TestSite) -> dict[str, str | None]:
    """Unit → location."""
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT u.code, l.code FROM handling_unit u LEFT JOIN location l ON l.id=u.location_id"
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def _lies_in(site: TestSite, code: str) -> str | None:
    unit = site.reader.unit(code)
    assert unit is not None
    outer = site.reader.unit_by_id(unit.parent_id) if unit.parent_id is not None else None
    return outer.code if outer is not None else None


def _undo(site: TestSite, reply: Reply) -> Reply:
    assert reply.undo is not None
    command: dict[str, Any] = dict(reply.undo.command)
    return site.do(**command)


# -- in and out -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "into", "key"),
    [
        ("C1", "C1", "unit.in_itself"),
        ("PAL", "C1", "unit.circle"),
        ("C1", "PAL", "unit.is_in_it"),
        ("C3", "PAL", "unit.elsewhere"),
        ("BOX", "PAL", "unit.mixes_orders"),
        ("C1", "BOX", "unit.is_closed"),
        ("GONE", "PAL", "unit.shipped"),
        ("C1", "GONE", "unit.shipped"),
        ("TOTE", "PAL", "unit.is_tote"),
        ("C1", "TOTE", "unit.is_tote"),
        ("NEW", "PAL", "unit.unknown"),
    ],
)
def test_what_may_not_lie_in_what(pallet: TestSite, unit: str, into: str, key: str) -> None:
    site = pallet
    site.stock("MUG", FAR, 3, unit="C3")
    site.stock("TEA", THERE, 9)
    for number in ("O1", "O2", "O3"):
        site.order(number, ("TEA", 1))
        site.release(number)
    site.pick_all("O1")
    site.do("pack", order="O1", unit="BOX")
    site.pick_all("O2")
    site.do("pack", order="O2", unit="GONE")
    site.do("ship", order="O2")
    (task,) = site.tasks("O3")
    site.do("confirm_pick", **task, unit="TOTE")
    assert site.do("nest_unit", unit=unit, into=into).say.key == key


def test_three_deep_and_not_one_more(pallet: TestSite) -> None:
    assert pallet.do("nest_unit", unit="PAL", into="CAGE").done
    deeper = pallet.do("nest_unit", unit="CAGE", into="TRUCK")
    assert (deeper.outcome, deeper.say.key) == (Outcome.WRONG_UNIT, "unit.too_deep")
    pallet.stock("TEA", HERE, 1, unit="C3")
    inner = pallet.do("nest_unit", unit="C3", into="C1")
    assert inner.say.key == "unit.too_deep"
    assert pallet.do("take_out_unit", unit="PAL").done
    assert pallet.do("nest_unit", unit="C3", into="C1").done
    assert pallet.do("nest_unit", unit="PAL", into="CAGE").say.key == "unit.too_deep"


def test_an_empty_pallet_comes_along(site: TestSite) -> None:
    site.stock("TEA", FAR, 1, unit="PAL")
    site.do("adjust", item="TEA", location=FAR, quantity=-1, unit="PAL", reason="x")
    site.stock("MUG", HERE, 2, unit="C1")
    assert site.do("nest_unit", unit="C1", into="PAL").done
    assert _where(site) == {"C1": HERE, "PAL": HERE}


def test_in_and_out_can_be_taken_back(pallet: TestSite) -> None:
    out = pallet.do("take_out_unit", unit="C1")
    assert _lies_in(pallet, "C1") is None
    assert _undo(pallet, out).done
    assert _lies_in(pallet, "C1") == "PAL"
    over = pallet.do("nest_unit", unit="C1", into="OTHER")
    assert _lies_in(pallet, "C1") == "OTHER"
    assert _undo(pallet, over).done
    assert _lies_in(pallet, "C1") == "PAL"
    pallet.do("take_out_unit", unit="C1")
    assert pallet.do("take_out_unit", unit="C1").outcome is Outcome.NO_WORK


# -- inside the house -----------------------------------------------------------------------------


def test_a_pallet_moves_with_all_that_is_in_it(pallet: TestSite) -> None:
    moved = pallet.do("move", unit="PAL", from_location=HERE, to_location=FAR)
    assert moved.outcome is Outcome.UNIT_DONE
    assert set(_where(pallet).values()) == {FAR}
    assert {row[1] for row in pallet.quants()} == {FAR}
    assert _undo(pallet, moved).done
    assert set(_where(pallet).values()) == {HERE}


def test_a_carton_that_moves_leaves_its_pallet_and_comes_back(pallet: TestSite) -> None:
    moved = pallet.do("move", unit="C1", from_location=HERE, to_location=FAR)
    assert _where(pallet) == {"C1": FAR, "C2": HERE, "PAL": HERE}
    assert _lies_in(pallet, "C1") is None
    assert _undo(pallet, moved).done
    assert (_where(pallet)["C1"], _lies_in(pallet, "C1")) == (HERE, "PAL")


def test_goods_leave_a_carton_and_the_carton_stays(pallet: TestSite) -> None:
    """Half of it, then all: an empty carton lies on, a whole one that is carried away does not."""
    for quantity, place in ((3, None), (2, None)):
        pallet.do(
            "move", item="TEA", unit="C1", from_location=HERE, to_location=FAR, quantity=quantity
        )
        assert _lies_in(pallet, "C2") == "PAL", place
    assert ("TEA", FAR, "C1", None, "available", 2, 0) in pallet.quants()
    assert (_where(pallet)["C1"], _lies_in(pallet, "C1")) == (FAR, None)


def test_a_unit_with_units_in_it_stays_where_they_are(pallet: TestSite) -> None:
    pallet.stock("MUG", HERE, 3, unit="PAL")
    moved = pallet.do(
        "move", item="MUG", unit="PAL", from_location=HERE, to_location=FAR, quantity=3
    )
    assert moved.done
    assert ("MUG", FAR, None, None, "available", 3, 0) in pallet.quants()
    assert _where(pallet)["PAL"] == HERE


@pytest.mark.parametrize("unit", ["PAL", "C1"])
def test_nested_units_are_not_carried_off_by_a_scan_elsewhere(pallet: TestSite, unit: str) -> None:
    elsewhere = pallet.do("receive", item="MUG", quantity=1, unit=unit)
    assert (elsewhere.outcome, elsewhere.say.key) == (Outcome.WRONG_UNIT, "unit.elsewhere")


def test_no_more_than_the_location_holds(pallet: TestSite) -> None:
    pallet.do("edit_location", location=FAR, fields={"units_max": 6})
    full = pallet.do("move", unit="PAL", from_location=HERE, to_location=FAR)
    assert full.outcome is Outcome.LOCATION_FULL
    pallet.do("edit_location", location=FAR, fields={"units_max": 7, "mix": "same_item"})
    mixed = pallet.do("move", unit="PAL", from_location=HERE, to_location=FAR)
    assert mixed.say.key == "location.one_item_only"
    pallet.do("edit_location", location=FAR, fields={"mix": "mixed"})
    assert pallet.do("move", unit="PAL", from_location=HERE, to_location=FAR).done


def test_what_is_reserved_does_not_move_with_its_pallet(pallet: TestSite) -> None:
    pallet.order("O1", ("TEA", 1))
    pallet.release("O1")
    held = pallet.do("move", unit="PAL", from_location=HERE, to_location=FAR)
    assert (held.outcome, held.say.key) == (Outcome.QUANTITY_CHANGED, "unit.partly_reserved")


def test_a_count_of_a_location_counts_what_is_in_its_units(pallet: TestSite) -> None:
    counted = pallet.do(
        "count_location", location=HERE,
        lines=[{"item": "TEA", "quantity": 5}, {"item": "MUG", "quantity": 2}],
    )  # fmt: skip
    assert counted.done
    assert pallet.count("exception") == 0


# -- in from the supplier -------------------------------------------------------------------------


def _announced(site: TestSite, **more: object) -> Reply:
    return site.do(
        "announce_asn", asn="A1", supplier="S",
        **{
            "lines": [
                {"item": "TEA", "quantity": 4, "unit": "P1"},
                {"item": "MILK", "quantity": 2, "lot": "L1", "expiry": "2026-03-01", "unit": "K1"},
                {"item": "DRILL", "quantity": 1, "lot": "N1", "unit": "K2"},
                {"item": "MUG", "quantity": 3},
            ],
            "units": [{"unit": "K1", "into": "P1"}, {"unit": "K2", "into": "K1"}],
            **more,
        },
    )  # fmt: skip


def test_a_pallet_is_received_with_all_its_cartons(site: TestSite) -> None:
    assert _announced(site).done
    assert _where(site) == {"P1": None, "K1": None, "K2": None}
    taken = site.do("receive_unit", unit="P1")
    assert (taken.outcome, taken.say.args["quantity"], taken.data["units"]) == (
        Outcome.UNIT_DONE, 7, 3,
    )  # fmt: skip
    assert [row[:6] for row in site.quants()] == [
        ("DRILL", "DOCK-1", "K2", "N1", "available", 1),
        ("MILK", "DOCK-1", "K1", "L1", "available", 2),
        ("TEA", "DOCK-1", "P1", None, "available", 4),
    ]
    assert (_lies_in(site, "K2"), _lies_in(site, "K1")) == ("K1", "P1")
    assert site.do("receive_unit", unit="P1").outcome is Outcome.ALREADY_DONE
    assert site.do("receive", asn="A1", item="MUG", quantity=3).done
    assert site.do("close_receipt", asn="A1").done
    put = site.do("put_away_unit", unit="P1", location=FAR, confirm=True)
    assert (put.outcome, put.data["tasks"]) == (Outcome.UNIT_DONE, 3)
    assert set(_where(site).values()) == {FAR}
    assert site.state("A1", "asn") == "received"
    site.do("put_away", item="MUG", quantity=3, location=THERE, confirm=True)
    assert site.state("A1", "asn") == "closed"


def test_a_pallet_that_was_filled_before_it_came_is_not_taken_in(site: TestSite) -> None:
    site.stock("MUG", "A-01-01-1", 4, unit="OURS")
    lines = [{"item": "TEA", "quantity": 1, "unit": "P-EARLY"}]
    assert site.do("announce_asn", asn="EARLY", supplier="S", lines=lines).done
    assert site.do("nest_unit", unit="OURS", into="P-EARLY").done
    refused = site.do("receive_unit", unit="P-EARLY")
    assert (refused.outcome, refused.say.key) == (Outcome.WRONG_UNIT, "asn.unit_in_use")
    assert site.check().findings == []


def test_a_carton_that_comes_alone_is_not_on_its_pallet(site: TestSite) -> None:
    _announced(site)
    assert site.do("receive_unit", unit="K1").say.args["quantity"] == 3
    assert _where(site) == {"P1": None, "K1": "DOCK-1", "K2": "DOCK-1"}
    assert _lies_in(site, "K1") is None
    assert site.do("receive_unit", unit="P1").say.args["quantity"] == 4


def test_part_of_an_announced_carton_was_counted_by_hand(site: TestSite) -> None:
    _announced(site)
    by_hand = site.do(
        "receive", asn="A1", item="MILK", quantity=1, lot="L1", expiry="2026-03-01", unit="K1"
    )
    assert by_hand.done
    assert set(_where(site).values()) == {"DOCK-1"}
    assert site.do("receive_unit", unit="P1").say.args["quantity"] == 6


@pytest.mark.parametrize(
    ("more", "key"),
    [
        (
            {"units": [{"unit": f"K{each}", "into": f"K{each + 1}"} for each in range(1, 4)]},
            "unit.too_deep",
        ),
        ({"units": [{"unit": "K1", "into": "K2"}, {"unit": "K2", "into": "K1"}]}, "unit.too_deep"),
        (
            {"lines": [{"item": "TEA", "quantity": 1, "unit": "FULL"}], "units": []},
            "asn.unit_in_use",
        ),
    ],
)
def test_a_delivery_that_cannot_be_so(site: TestSite, more: dict[str, object], key: str) -> None:
    site.stock("TEA", HERE, 1, unit="FULL")
    assert _announced(site, **more).say.key == key
    assert site.count("asn") == 0


def test_a_unit_that_left_comes_again(site: TestSite) -> None:
    site.stock("TEA", HERE, 1)
    site.order("O1", ("TEA", 1))
    site.release("O1")
    site.pick_all("O1")
    site.do("pack", order="O1", unit="P1")
    site.do("ship", order="O1")
    assert _announced(site).done
    assert site.do("receive_unit", unit="P1").done
    assert _states(site)["P1"] == "open"


def test_a_number_cannot_come_twice(site: TestSite) -> None:
    _announced(site)
    site.stock("DRILL", HERE, 1, lot="N1")
    assert site.do("receive_unit", unit="P1").outcome is Outcome.SERIAL_DUPLICATE


def test_expired_goods_are_held(site: TestSite) -> None:
    lines = [{"item": "MILK", "quantity": 2, "lot": "L1", "expiry": "2026-01-01", "unit": "K1"}]
    _announced(site, lines=lines, units=[])
    assert site.do("receive_unit", unit="K1").done
    assert [row[4] for row in site.quants()] == ["hold"]


@pytest.mark.parametrize(
    ("unit", "outcome"), [("P9", Outcome.WRONG_UNIT), ("U1", Outcome.WRONG_UNIT)]
)
def test_what_nobody_announced(site: TestSite, unit: str, outcome: Outcome) -> None:
    site.stock("TEA", HERE, 1, unit="U1")
    assert site.do("receive_unit", unit=unit).outcome is outcome
    nothing = site.do("put_away_unit", unit="U1", location=FAR)
    assert nothing.outcome is Outcome.NO_WORK


# -- out to the customer --------------------------------------------------------------------------


@pytest.fixture
def packed(site: TestSite) -> TestSite:
    """Two orders in three boxes; two of them stand on a pallet."""
    site.stock("TEA", HERE, 9)
    for number, boxes in (("O1", ("B1",)), ("O2", ("B2", "B3"))):
        site.order(number, ("TEA", len(boxes)))
        site.release(number)
        site.pick_all(number)
        for box in boxes:
            lines = [{"item": "TEA", "quantity": 1}]
            assert site.do("pack", order=number, unit=box, lines=lines).done
    for box in ("B1", "B2"):
        assert site.do("nest_unit", unit=box, into="PAL").done
    return site


def _states(site: TestSite) -> dict[str, str]:
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT code, state FROM handling_unit"
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def test_stock_and_customers_goods_do_not_share_a_pallet(packed: TestSite) -> None:
    packed.stock("MUG", "PACK-1", 1, unit="C1")
    assert packed.do("nest_unit", unit="C1", into="PAL").say.key == "unit.mixes_orders"
    loose = packed.do("adjust", item="MUG", location="PACK-1", quantity=1, reason="x", unit="PAL")
    assert loose.outcome is Outcome.UNIT_OF_OTHER_ORDER
    packed.stock("MUG", FAR, 1)
    moved = packed.do(
        "move", item="MUG", from_location=FAR, to_location="PACK-1", quantity=1, into_unit="PAL"
    )
    assert moved.outcome is Outcome.UNIT_OF_OTHER_ORDER
    packed.order("O3", ("TEA", 1))
    packed.release("O3")
    (task,) = packed.tasks("O3")
    assert packed.do("confirm_pick", **task, unit="PAL").outcome is Outcome.WRONG_UNIT


def test_a_pallet_is_staged_with_the_orders_on_it(packed: TestSite) -> None:
    staged = packed.do("stage", unit="PAL", location="STAGE-1")
    assert (staged.outcome, staged.data["waiting"]) == (Outcome.UNIT_DONE, ["B3"])
    assert (packed.state("O1"), packed.state("O2")) == ("staged", "packed")
    assert _where(packed) == {"B1": "STAGE-1", "B2": "STAGE-1", "PAL": "STAGE-1", "B3": "PACK-1"}
    assert _lies_in(packed, "B1") == "PAL"
    assert _states(packed)["PAL"] == "staged"
    assert packed.do("nest_unit", unit="B3", into="PAL").say.key == "unit.is_closed"


def test_an_order_that_is_staged_alone_leaves_the_pallet(packed: TestSite) -> None:
    assert packed.do("stage", order="O1", location="STAGE-1").outcome is Outcome.DOCUMENT_DONE
    assert (_lies_in(packed, "B1"), _lies_in(packed, "B2")) == (None, "PAL")
    assert packed.do("stage", order="O2", location="STAGE-1").outcome is Outcome.DOCUMENT_DONE
    assert _lies_in(packed, "B2") == "PAL"
    assert set(_where(packed).values()) == {"STAGE-1"}


def test_an_emptied_pallet_is_filled_again(packed: TestSite) -> None:
    packed.do("stage", unit="PAL", location="STAGE-1")
    packed.do("stage", unit="B3", location="STAGE-1")
    for box in ("B1", "B2"):
        packed.do("take_out_unit", unit=box)
    assert packed.do("nest_unit", unit="B3", into="PAL").done
    assert _states(packed)["PAL"] == "open"


def test_a_pallet_is_loaded_and_leaves_with_all_on_it(packed: TestSite) -> None:
    packed.do("plan_shipment", shipment="S1")
    loaded = packed.do("load_unit", shipment="S1", unit="PAL")
    assert loaded.data["loaded"] == 2
    assert packed.do("load_unit", shipment="S1", unit="PAL").outcome is Outcome.ALREADY_DONE
    assert _undo(packed, loaded).data["loaded"] == 0
    assert set(_states(packed).values()) == {"staged", "closed"}
    assert packed.do("load_unit", shipment="S1", unit="PAL").done
    assert packed.do("load_unit", shipment="S1", unit="B3").data["loaded"] == 3
    left = packed.do("depart_shipment", shipment="S1")
    assert (left.outcome, left.say.args["packages"]) == (Outcome.DOCUMENT_DONE, 3)
    assert set(_states(packed).values()) == {"shipped"}
    assert set(_where(packed).values()) == {None}
    assert (packed.state("O1"), packed.state("O2")) == ("shipped", "shipped")


def test_one_strange_box_keeps_the_whole_pallet_off(packed: TestSite) -> None:
    packed.do("plan_shipment", shipment="S1", orders=["O1"])
    refused = packed.do("load_unit", shipment="S1", unit="PAL")
    assert (refused.outcome, refused.say.args["unit"]) == (Outcome.WRONG_UNIT, "B2")
    assert set(_states(packed).values()) == {"closed", "open"}
    assert packed.do("load_unit", shipment="S1", unit="B1").done
    assert _lies_in(packed, "B1") is None


def test_an_order_that_is_shipped_or_cancelled_leaves_the_pallet(packed: TestSite) -> None:
    assert packed.do("ship", order="O1").done
    assert (_lies_in(packed, "B1"), _lies_in(packed, "B2")) == (None, "PAL")
    assert packed.do("cancel_order", order="O2", reason="x").done
    assert _lies_in(packed, "B2") is None
    assert _states(packed)["PAL"] == "open"


def test_the_check_finds_a_unit_that_is_not_where_it_lies(pallet: TestSite) -> None:
    where = pallet.reader.locations(FAR)[0].id
    pallet.store.connection.execute(
        "UPDATE handling_unit SET location_id=? WHERE code='PAL'", (where,)
    )
    assert pallet.check().counts["nested_unit"] == 2
    back = pallet.reader.locations(HERE)[0].id
    pallet.store.connection.execute("UPDATE handling_unit SET location_id=?", (back,))


@pytest.mark.parametrize(
    "into",
    [
        {"C": "B", "B": "P", "P": "Q", "Q": "R"},
        {"C": "B", "B": "C"},
        {"C": "C"},
        {"STRANGER": "C", "Q": "STRANGER"},
    ],
    ids=["too deep", "circle", "in itself", "of nobody"],
)
def test_what_another_site_says_of_its_units_never_makes_a_knot(
    site: TestSite, into: dict[str, str]
) -> None:
    assert told(site, ("TEA", 5, "C"), ("MUG", 2, "B"), into=into).done
    for unit in ("Q", "P", "B", "C"):
        site.do("receive_unit", unit=unit)
    assert sum(row[5] for row in site.quants()) == 7
    assert site.check().ok
