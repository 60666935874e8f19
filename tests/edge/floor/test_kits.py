"""Kits are made of their parts and taken apart again; nothing appears or vanishes on the way."""

import pytest

from models.warehouse.replies import Outcome, Reply
from tests.edge.site import TestSite

HERE, THERE, FAR = "A-01-01-1", "A-02-01-1", "A-02-02-1"


@pytest.fixture
def kits(site: TestSite) -> TestSite:
    """A set is two of tea and a mug; there is stock for four."""
    site.add_item("SET")
    site.stock("TEA", HERE, 8)
    site.stock("MUG", THERE, 5)
    assert site.do("set_kit_part", kit="SET", item="TEA", quantity=2).done
    assert site.do("set_kit_part", kit="SET", item="MUG").done
    return site


def _make(site: TestSite, number: str, kits: int, **fields: object) -> Reply:
    return site.do("make_kit_order", **{"order": number, "item": "SET", "quantity": kits, **fields})


def _collect(site: TestSite, number: str, item: str, quantity: int, **fields: object) -> Reply:
    location = HERE if item == "TEA" else THERE
    fields = {"order": number, "item": item, "location": location, "quantity": quantity, **fields}
    return site.do("collect_part", **fields)


def _released(site: TestSite, kits: int) -> None:
    assert _make(site, "K1", kits).done
    assert site.do("release_kit_order", order="K1").done


def _lots(site: TestSite, item: str) -> list[tuple[str | None, str | None, int]]:
    rows = site.store.connection.execute(
        "SELECT o.code, o.expiry, q.quantity FROM quant q JOIN item i ON i.id=q.item_id"
        " LEFT JOIN lot o ON o.id=q.lot_id WHERE i.code=? ORDER BY o.code",
        (item,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


# -- what a kit is made of ------------------------------------------------------------------------


def test_no_kit_is_in_itself(kits: TestSite) -> None:
    kits.add_item("BIG")
    assert kits.do("set_kit_part", kit="BIG", item="SET", quantity=3).done
    for kit, item in (("SET", "SET"), ("SET", "BIG"), ("TEA", "BIG"), ("MUG", "SET")):
        reply = kits.do("set_kit_part", kit=kit, item=item)
        assert (reply.outcome, reply.say.key) == (Outcome.WRONG_ITEM, "kit.in_itself"), kit
    with pytest.raises(Exception, match="quantity"):
        kits.command("set_kit_part", kit="BIG", item="TEA", quantity=0)


def test_an_order_keeps_the_parts_it_was_made_with(kits: TestSite) -> None:
    _make(kits, "K1", 2)
    assert kits.do("set_kit_part", kit="SET", item="TEA", quantity=4).done
    assert kits.do("drop_kit_part", kit="SET", item="MUG").done
    again = kits.do("drop_kit_part", kit="SET", item="MUG")
    assert (again.outcome, again.say.key) == (Outcome.ALREADY_DONE, "kit.no_part")
    _make(kits, "K2", 1)
    kits.do("release_kit_order", order="K1")
    kits.do("release_kit_order", order="K2")
    reserved = {(row[0], row[6]) for row in kits.quants()}
    assert reserved == {("TEA", 8), ("MUG", 2)}


def test_a_kit_has_a_bound_of_parts(kits: TestSite) -> None:
    for number in range(48):
        kits.add_item(f"P{number}")
        assert kits.do("set_kit_part", kit="SET", item=f"P{number}").done
    assert kits.do("set_kit_part", kit="SET", item="DRILL").outcome is Outcome.TOO_MANY
    assert kits.do("set_kit_part", kit="SET", item="TEA", quantity=3).done


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"quantity": 0}, "quantity.not_positive"),
        ({"item": "TEA"}, "kit.no_kit"),
        ({"location": HERE}, "kit.no_workplace"),
        ({"order": "O1"}, "kit.number_taken"),
        ({"order": "K1"}, "kit.number_taken"),
    ],
)
def test_what_is_no_order(kits: TestSite, fields: dict[str, object], key: str) -> None:
    kits.order("O1", ("TEA", 1))
    _make(kits, "K1", 1)
    asked: dict[str, object] = {"order": "K2", "item": "SET", "quantity": 1, **fields}
    assert kits.do("make_kit_order", **asked).say.key == key


# -- release --------------------------------------------------------------------------------------


def test_stock_for_some_kits_only(kits: TestSite) -> None:
    _make(kits, "K1", 6)
    reply = kits.do("release_kit_order", order="K1")
    assert (reply.outcome, reply.data["kits"], reply.data["split"]) == (
        Outcome.PARTIAL, 4, "K1-B1",
    )  # fmt: skip
    rest = kits.reader.kit_order("K1-B1")
    assert rest is not None
    assert (rest.state, rest.ordered) == ("draft", 2)
    none = kits.do("release_kit_order", order="K1-B1")
    assert (none.outcome, none.say.args["item"]) == (Outcome.NO_WORK, "TEA")
    assert kits.state("K1-B1", "kit_order") == "draft"
    assert kits.do("release_kit_order", order="K1").say.key == "kit.is_released"
    assert kits.do("release_kit_order", order="K9").outcome is Outcome.UNKNOWN_CODE


def test_parts_are_reserved_as_for_customers(kits: TestSite) -> None:
    """The first to expire goes first; what is held, damaged or promised is not there for kits."""
    kits.add_item("BOX")
    kits.do("set_kit_part", kit="BOX", item="MILK")
    kits.stock("MILK", HERE, 2, lot="LATE", expiry="2026-03-01")
    kits.stock("MILK", THERE, 2, lot="SOON", expiry="2026-02-01")
    kits.stock("MILK", FAR, 2, lot="OVER", expiry="2026-01-01")
    kits.stock("MILK", "DAMAGE-1", 2, lot="LATE", status="damaged")
    kits.order("O1", ("MILK", 1))
    kits.do("make_kit_order", order="K1", item="BOX", quantity=9)
    assert kits.do("release_kit_order", order="K1").data["kits"] == 3
    held = {row[3]: row[6] for row in kits.quants() if row[0] == "MILK" and row[4] == "available"}
    assert held == {"SOON": 2, "LATE": 1, "OVER": 0}


# -- collect --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"item": "MILK"}, Outcome.WRONG_ITEM),
        ({"location": FAR}, Outcome.WRONG_LOCATION),
        ({"quantity": 7}, Outcome.OVER_PICK),
        ({"quantity": 0}, Outcome.ZERO_QUANTITY),
        ({"quantity": -1, "reason": "damaged"}, Outcome.ZERO_QUANTITY),
        ({"unit": "U9"}, Outcome.WRONG_UNIT),
        ({"order": "K2"}, Outcome.STALE_STEP),
    ],
)
def test_what_is_not_collected(kits: TestSite, fields: dict[str, object], outcome: Outcome) -> None:
    kits.stock("MUG", FAR, 1, unit="U9")
    _released(kits, 3)
    _make(kits, "K2", 1)
    asked: dict[str, object] = {"order": "K1", "item": "TEA", "location": HERE, "quantity": 6}
    assert kits.do("collect_part", **{**asked, **fields}).outcome is outcome


def test_collected_parts_stay_the_orders(kits: TestSite) -> None:
    _released(kits, 3)
    assert _collect(kits, "K1", "TEA", 4).data["left"] == 2
    assert _collect(kits, "K1", "TEA", 2).done
    assert ("TEA", "PACK-1", None, None, "available", 6, 6) in kits.quants()
    assert kits.state("K1", "kit_order") == "working"
    stolen = kits.do("move", item="TEA", from_location="PACK-1", to_location=FAR, quantity=1)
    assert stolen.outcome is Outcome.QUANTITY_CHANGED


def test_a_part_that_is_missing_comes_from_elsewhere(kits: TestSite) -> None:
    kits.clock.pass_s(60)
    kits.stock("MUG", FAR, 4)
    _released(kits, 3)
    reply = _collect(kits, "K1", "MUG", 1, reason="not_found")
    assert (reply.say.key, reply.data["kits_left"], reply.data["to_collect"]) == (
        "kit.short_from_elsewhere", 3, 8,
    )  # fmt: skip
    assert ("MUG", THERE, None, None, "hold", 4, 0) in kits.quants()
    assert ("MUG", FAR, None, None, "available", 4, 2) in kits.quants()
    assert kits.count('"count"') == kits.count("exception") == 1


def test_a_part_that_is_nowhere_makes_the_order_shorter(kits: TestSite) -> None:
    _released(kits, 4)
    _collect(kits, "K1", "TEA", 8)
    reply = _collect(kits, "K1", "MUG", 1, reason="damaged")
    assert (reply.data["kits_left"], reply.data["split"]) == (1, "K1-B1")
    # Six of the tea were carried in vain: free, and to be put away.
    assert ("TEA", "PACK-1", None, None, "available", 8, 2) in kits.quants()
    waiting = kits.reader.putaway_tasks(kits.reader.items("TEA")[0].id)
    assert [task.quantity for task in waiting] == [6]
    assert kits.do("build_kits", order="K1", quantity=1).outcome is Outcome.DOCUMENT_DONE


def test_what_is_brought_of_a_short_part_and_not_needed_is_free(kits: TestSite) -> None:
    _released(kits, 4)
    reply = _collect(kits, "K1", "TEA", 5, reason="not_found")
    assert reply.data["kits_left"] == 2
    assert ("TEA", "PACK-1", None, None, "available", 5, 4) in kits.quants()


def test_an_order_of_which_nothing_can_be_made_ends(kits: TestSite) -> None:
    _released(kits, 4)
    reply = _collect(kits, "K1", "MUG", 0, reason="not_found")
    assert reply.data["kits_left"] == 0
    assert kits.state("K1", "kit_order") == "cancelled"
    assert not any(row[6] for row in kits.quants())


# -- build ----------------------------------------------------------------------------------------


def test_parts_become_kits_in_one_command(kits: TestSite) -> None:
    _released(kits, 3)
    _collect(kits, "K1", "TEA", 4)
    _collect(kits, "K1", "MUG", 3)
    over = kits.do("build_kits", order="K1", quantity=3)
    assert (over.outcome, over.say.args["asked"]) == (Outcome.OVER_PICK, 2)
    built = kits.do("build_kits", order="K1", quantity=2, location=FAR)
    assert (built.outcome, built.say.args["left"]) == (Outcome.LINE_DONE, 1)
    assert ("SET", FAR, None, None, "available", 2, 0) in kits.quants()
    rows = kits.store.connection.execute(
        "SELECT m.kind, i.code, m.quantity, m.reason FROM movement m JOIN item i ON i.id=m.item_id"
        " WHERE m.kind LIKE 'kit_%e' ORDER BY m.id"
    ).fetchall()
    assert sorted(rows) == [
        ("kit_make", "SET", 2, "kit"), ("kit_use", "MUG", 2, "kit"), ("kit_use", "TEA", 4, "kit"),
    ]  # fmt: skip
    cancelled = kits.do("cancel_kit_order", order="K1", reason="enough")
    assert cancelled.data["done"] == 2
    assert not any(row[6] for row in kits.quants())


@pytest.mark.parametrize("location", ["DOCK-1", "STAGE-1", "HOLD-1"])
def test_kits_are_put_where_goods_may_lie(kits: TestSite, location: str) -> None:
    _released(kits, 1)
    _collect(kits, "K1", "TEA", 2)
    _collect(kits, "K1", "MUG", 1)
    refused = kits.do("build_kits", order="K1", quantity=1, location=location)
    assert refused.outcome is Outcome.LOCATION_NOT_ALLOWED
    assert kits.do("build_kits", order="K1", quantity=1).done
    waiting = kits.reader.putaway_tasks(kits.reader.items("SET")[0].id)
    assert [task.quantity for task in waiting] == [1]


def test_a_kit_keeps_as_long_as_its_first_part(kits: TestSite) -> None:
    kits.add_item("BOX", tracking="lot", shelf_life_days=100)
    kits.do("set_kit_part", kit="BOX", item="MILK")
    kits.do("set_kit_part", kit="BOX", item="TEA")
    kits.stock("MILK", THERE, 1, lot="L1", expiry="2026-02-01")
    kits.stock("MILK", THERE, 2, lot="L2", expiry="2026-03-01")
    kits.do("make_kit_order", order="K1", item="BOX", quantity=3)
    kits.do("release_kit_order", order="K1")
    _collect(kits, "K1", "TEA", 3)
    _collect(kits, "K1", "MILK", 1, lot="L1")
    _collect(kits, "K1", "MILK", 2, lot="L2")
    for _ in range(2):
        assert kits.do("build_kits", order="K1", quantity=1).done
    other = kits.do("build_kits", order="K1", quantity=1, lot="L1")
    assert (other.outcome, other.say.key) == (Outcome.WRONG_LOT, "lot.other_expiry")
    assert kits.do("build_kits", order="K1", quantity=1, lot="MINE").done
    assert _lots(kits, "BOX") == [
        ("L1", "2026-02-01", 1), ("L2", "2026-03-01", 1), ("MINE", "2026-03-01", 1),
    ]  # fmt: skip


def test_a_kit_without_dated_parts_keeps_for_its_own_shelf_life(kits: TestSite) -> None:
    kits.add_item("BOX", tracking="lot", shelf_life_days=10)
    kits.do("set_kit_part", kit="BOX", item="TEA")
    for number, days in (("K1", 0), ("K2", 0), ("K1x", 1)):
        kits.clock.pass_s(days * 86_400)
        kits.do("make_kit_order", order=number, item="BOX", quantity=1)
        kits.do("release_kit_order", order=number)
        _collect(kits, number, "TEA", 1)
        lot = {"lot": "SAME"} if number == "K2" else {}
        assert kits.do("build_kits", order=number, quantity=1, **lot).done
    assert _lots(kits, "BOX") == [
        ("K1", "2026-01-15", 1), ("K1x", "2026-01-16", 1), ("SAME", "2026-01-15", 1),
    ]  # fmt: skip


def test_two_dates_of_one_lot_are_two_lots_of_the_kit(kits: TestSite) -> None:
    kits.add_item("BOX", tracking="lot", shelf_life_days=10)
    kits.add_item("CREAM", tracking="lot")
    kits.do("set_kit_part", kit="BOX", item="CREAM")
    kits.stock("CREAM", THERE, 2, lot="L1")
    kits.do("make_kit_order", order="K1", item="BOX", quantity=2)
    kits.do("release_kit_order", order="K1")
    _collect(kits, "K1", "CREAM", 2, lot="L1")
    kits.do("build_kits", order="K1", quantity=1)
    kits.clock.pass_s(86_400)
    kits.do("build_kits", order="K1", quantity=1)
    assert _lots(kits, "BOX") == [
        ("L1", "2026-01-15", 1), ("L1/2026-01-16", "2026-01-16", 1),
    ]  # fmt: skip


def test_each_kit_with_serial_numbers_has_its_own(kits: TestSite) -> None:
    kits.do("set_kit_part", kit="DRILL", item="TEA")
    kits.stock("DRILL", FAR, 1, lot="N1")
    kits.do("make_kit_order", order="K1", item="DRILL", quantity=2)
    kits.do("release_kit_order", order="K1")
    _collect(kits, "K1", "TEA", 2)
    for serials, outcome in (
        ([], Outcome.SERIAL_REQUIRED),
        (["N2"], Outcome.SERIAL_REQUIRED),
        (["N2", "N2"], Outcome.SERIAL_REQUIRED),
        (["N1", "N2"], Outcome.SERIAL_DUPLICATE),
        (["N2", "N3"], Outcome.DOCUMENT_DONE),
    ):
        reply = kits.do("build_kits", order="K1", quantity=2, serials=serials)
        assert reply.outcome is outcome, serials
    assert [row[0] for row in _lots(kits, "DRILL")] == ["N1", "N2", "N3"]


# -- take apart -----------------------------------------------------------------------------------


def _apart(site: TestSite, kits: int) -> None:
    site.stock("SET", FAR, kits)
    assert _make(site, "D1", kits, kind="dekit").done
    assert site.do("release_kit_order", order="D1").done
    site.do("collect_part", order="D1", item="SET", location=FAR, quantity=kits)


def test_kits_become_parts_again(kits: TestSite) -> None:
    _apart(kits, 3)
    assert kits.do("take_apart", order="D1", quantity=1).done
    parts = [
        {"item": "TEA", "quantity": 3},
        {"item": "TEA", "quantity": 1, "condition": "damaged"},
        {"item": "MUG", "quantity": 1},
        {"item": "MUG", "quantity": 1, "condition": "missing"},
    ]
    reply = kits.do("take_apart", order="D1", quantity=2, parts=parts)
    assert reply.outcome is Outcome.DOCUMENT_DONE
    assert [row for row in kits.quants() if row[1] == "PACK-1"] == [
        ("MUG", "PACK-1", None, None, "available", 2, 0),
        ("TEA", "PACK-1", None, None, "available", 5, 0),
        ("TEA", "PACK-1", None, None, "damaged", 1, 0),
    ]
    assert kits.count("exception") == 1


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ([{"item": "TEA", "quantity": 4}], "kit.parts_differ"),
        ([{"item": "TEA", "quantity": 5}, {"item": "MUG", "quantity": 2}], "kit.parts_differ"),
        ([{"item": "DRILL", "quantity": 1}], "kit.not_in_it"),
        ([], "kit.parts_differ"),
    ],
)
def test_all_parts_are_accounted_for(
    kits: TestSite, parts: list[dict[str, object]], key: str
) -> None:
    _apart(kits, 2)
    assert kits.do("take_apart", order="D1", quantity=2, parts=parts).say.key == key


def test_each_kind_of_order_does_its_own(kits: TestSite) -> None:
    _apart(kits, 1)
    _released(kits, 1)
    assert kits.do("build_kits", order="D1", quantity=1).say.key == "kit.is_dekit"
    assert kits.do("take_apart", order="K1", quantity=1).say.key == "kit.is_kit"
    kits.do("take_apart", order="D1", quantity=1)
    assert kits.do("take_apart", order="D1", quantity=1).outcome is Outcome.ALREADY_DONE
    assert kits.do("cancel_kit_order", order="D1", reason="x").outcome is Outcome.ALREADY_DONE


def test_which_kit_was_taken_apart_is_known(kits: TestSite) -> None:
    kits.do("set_kit_part", kit="DRILL", item="TEA")
    for number in ("N1", "N2"):
        kits.stock("DRILL", FAR, 1, lot=number)
    kits.do("make_kit_order", order="D1", item="DRILL", quantity=2, kind="dekit")
    kits.do("release_kit_order", order="D1")
    for number in ("N1", "N2"):
        kits.do("collect_part", order="D1", item="DRILL", location=FAR, quantity=1, lot=number)
    assert kits.do("take_apart", order="D1", quantity=1).outcome is Outcome.SERIAL_REQUIRED
    wrong = kits.do("take_apart", order="D1", quantity=1, lot="N3")
    assert wrong.say.key == "kit.lot_not_collected"
    assert kits.do("take_apart", order="D1", quantity=1, lot="N2").done
    assert [row[0] for row in _lots(kits, "DRILL")] == ["N1"]


@pytest.mark.parametrize(
    ("part", "outcome"),
    [
        ({"quantity": 2}, Outcome.SERIAL_REQUIRED),
        ({"quantity": 2, "lot": "N2"}, Outcome.SERIAL_REQUIRED),
        ({"quantity": 1, "lot": "N1"}, Outcome.SERIAL_DUPLICATE),
    ],
)
def test_parts_with_serial_numbers_come_one_by_one(
    kits: TestSite, part: dict[str, object], outcome: Outcome
) -> None:
    kits.add_item("CASE")
    kits.do("set_kit_part", kit="CASE", item="DRILL", quantity=2)
    kits.stock("DRILL", HERE, 1, lot="N1")
    kits.stock("CASE", FAR, 1)
    kits.do("make_kit_order", order="D1", item="CASE", quantity=1, kind="dekit")
    kits.do("release_kit_order", order="D1")
    kits.do("collect_part", order="D1", item="CASE", location=FAR, quantity=1)
    other = {"item": "DRILL", "quantity": 1, "condition": "missing"}
    parts = [{"item": "DRILL", **part}, *([other] if part["quantity"] == 1 else [])]
    assert kits.do("take_apart", order="D1", quantity=1, parts=parts).outcome is outcome


# -- kits that customers want ---------------------------------------------------------------------


def test_an_order_that_lacks_kits_proposes_to_make_them(kits: TestSite) -> None:
    kits.stock("SET", FAR, 1)
    kits.order("O1", ("SET", 4))
    backorder = kits.release("O1").data["orders"][0]["backorder"]  # type: ignore[index]
    proposed = kits.reader.kit_order("KIT-O1-1")
    assert proposed is not None
    assert (proposed.state, proposed.ordered, proposed.kind) == ("draft", 3, "kit")
    kits.release(str(backorder))
    assert kits.count("kit_order") == 1
    kits.order("O2", ("SET", 2))
    kits.release("O2")
    second = kits.reader.kit_order("KIT-O2-1")
    assert second is not None
    assert second.ordered == 2
    kits.release("O2")
    assert kits.count("kit_order") == 2


def test_what_is_no_kit_is_not_proposed(kits: TestSite) -> None:
    kits.order("O1", ("DRILL", 1))
    kits.release("O1")
    assert kits.count("kit_order") == 0


def test_the_check_finds_a_kit_that_came_of_nothing(kits: TestSite) -> None:
    _released(kits, 1)
    kits.store.connection.execute("UPDATE kit_order SET done=1")
    assert kits.check().counts["kit_order"] == 3
    kits.store.connection.execute("UPDATE kit_order SET done=0")
