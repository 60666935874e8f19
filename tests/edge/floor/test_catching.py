"""Catch weight on the floor: asked where goods are handled, carried along everywhere, conserved."""

from typing import Any

import pytest

from models.warehouse.replies import Level, Outcome, Reply
from tests.edge.site import TestSite

LINES = [{"item": "HAM", "quantity": 10}]


@pytest.fixture
def ham(site: TestSite) -> TestSite:
    """A ham weighs about a kilogram; ten are announced."""
    site.add_item("HAM", description="Ham", catch_weight=1, weight_g=1_000)
    site.do("announce_asn", asn="A1", supplier="LEAF", lines=LINES)
    return site


def weights(site: TestSite) -> dict[str, tuple[int, int]]:
    """Pieces and grams by location."""
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT l.code, sum(q.quantity), sum(q.weight_g) FROM quant q"
        " JOIN location l ON l.id=q.location_id GROUP BY l.code"
    ).fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def receive(site: TestSite, quantity: int, weight_g: int | None = None, **more: object) -> Reply:
    return site.do("receive", asn="A1", item="HAM", quantity=quantity, weight_g=weight_g, **more)


def put_away(site: TestSite) -> str:
    """Everything that waits, to one location."""
    for task in site.tasks("A1", "putaway"):
        site.do(
            "put_away", task_id=task["task_id"], item="HAM", quantity=task["quantity"],
            location="A-01-01-1",
        )  # fmt: skip
    return "A-01-01-1"


def test_a_weight_is_asked_for_and_a_strange_one_asked_about(ham: TestSite) -> None:
    missing = receive(ham, 3)
    assert missing.next is not None
    assert (missing.outcome, missing.next.accepts) == (Outcome.WEIGHT_REQUIRED, ("weight", "item"))
    assert receive(ham, 3, 0).outcome is Outcome.ZERO_QUANTITY
    strange = receive(ham, 3, 9_000)
    assert (strange.outcome, strange.level, strange.say.args) == (
        Outcome.WRONG_WEIGHT, Level.WARN, {"item": "HAM", "weighed": 9_000, "expected": 3_000},
    )  # fmt: skip
    assert weights(ham) == {}
    assert receive(ham, 3, 9_000, confirm=True).done
    assert weights(ham) == {"DOCK-1": (3, 9_000)}


def test_ordinary_goods_are_not_weighed(ham: TestSite) -> None:
    ham.stock("TEA", "A-01-01-1", 5)
    rows = ham.store.connection.execute("SELECT weight_g FROM movement").fetchall()
    assert rows == [(None,)]


def test_weight_goes_along_from_dock_to_door(ham: TestSite) -> None:
    receive(ham, 10, 10_450)
    place = put_away(ham)
    assert weights(ham) == {place: (10, 10_450)}
    ham.do("move", item="HAM", from_location=place, to_location="A-01-02-1", quantity=3)
    assert weights(ham) == {place: (7, 7_315), "A-01-02-1": (3, 3_135)}
    ham.order("O1", ("HAM", 8))
    ham.release("O1")
    for task, weight_g in zip(ham.tasks("O1"), (None, None), strict=False):
        assert ham.do("confirm_pick", **task, weight_g=weight_g).outcome is Outcome.WEIGHT_REQUIRED
    for task in ham.tasks("O1"):
        assert ham.do("confirm_pick", **task, weight_g=task["quantity"] * 1_010).done
    ham.do("pack", order="O1")
    assert ham.do("ship", order="O1").done
    shipped: list[tuple[Any, ...]] = ham.store.connection.execute(
        "SELECT sum(weight_g) FROM movement WHERE kind='ship'"
    ).fetchall()
    assert shipped == [(8_080,)]
    assert ham.check().ok


def test_the_scale_knows_better_than_the_book(ham: TestSite) -> None:
    receive(ham, 2, 2_000)
    put_away(ham)
    ham.order("O1", ("HAM", 2))
    ham.release("O1")
    (task,) = ham.tasks("O1")
    assert ham.do("confirm_pick", **task, weight_g=2_100).done
    assert list(weights(ham).values()) == [(2, 2_100)]
    weighed = ham.store.connection.execute(
        "SELECT weight_g FROM movement WHERE kind='weigh' ORDER BY weight_g"
    ).fetchall()
    assert weighed == [(0,), (100,)]
    assert ham.check().ok


def test_less_on_the_scale_leaves_nothing_behind_in_an_empty_place(ham: TestSite) -> None:
    receive(ham, 2, 2_000)
    place = put_away(ham)
    ham.order("O1", ("HAM", 2))
    ham.release("O1")
    (task,) = ham.tasks("O1")
    first = {**task, "quantity": 1, "reason": "partial"}
    assert ham.do("confirm_pick", **first, weight_g=900).done
    assert weights(ham)[place] == (1, 1_100)
    (rest,) = ham.tasks("O1")
    assert ham.do("confirm_pick", **rest, weight_g=1_000).done
    assert place not in weights(ham)
    assert sum(grams for _, grams in weights(ham).values()) == 1_900
    assert ham.check().ok


def test_found_and_lost_goods_have_their_weight(ham: TestSite) -> None:
    ham.stock("HAM", "A-01-01-1", 2)
    ham.stock("HAM", "A-01-01-1", 1, weight_g=1_300)
    assert weights(ham) == {"A-01-01-1": (3, 3_300)}
    ham.do("adjust", item="HAM", location="A-01-01-1", quantity=-1, reason="gone")
    assert weights(ham) == {"A-01-01-1": (2, 2_200)}


def test_a_weight_split_over_lines_and_inspection_adds_up(ham: TestSite) -> None:
    ham.do(
        "announce_asn", asn="A2", supplier="LEAF",
        lines=[{"item": "HAM", "quantity": 2}, {"item": "HAM", "quantity": 5}],
    )  # fmt: skip
    assert ham.do("receive", asn="A2", item="HAM", quantity=7, weight_g=7_001).done
    rows: list[tuple[Any, ...]] = ham.store.connection.execute(
        "SELECT weight_g FROM movement ORDER BY id"
    ).fetchall()
    assert rows == [(2_000,), (5_001,)]


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE quant SET weight_g=weight_g+1",
        "UPDATE movement SET weight_g=weight_g-1 WHERE kind='receive'",
    ],
)
def test_the_check_finds_a_gram_that_is_not_accounted_for(ham: TestSite, tamper: str) -> None:
    receive(ham, 2, 2_000)
    assert ham.check().ok
    ham.store.connection.execute(tamper)
    counts = ham.check().counts
    undo = tamper.replace("+1", "~1").replace("-1", "+1").replace("~1", "-1")
    ham.store.connection.execute(undo)
    assert {"weight", "weight_conservation"} == set(counts)


def test_what_is_sold_by_weight_is_settled_before_anything_of_it_is_there(ham: TestSite) -> None:
    unknown = ham.do("edit_item", item="MUG", fields={"catch_weight": True})
    assert (unknown.outcome, unknown.say.key) == (Outcome.BAD_VALUE, "item.needs_weight")
    assert ham.do("edit_item", item="MUG", fields={"catch_weight": True, "weight_g": 300}).done
    emptied = ham.do("edit_item", item="MUG", fields={"weight_g": None})
    assert emptied.outcome is Outcome.BAD_VALUE
    receive(ham, 1, 1_000)
    lies = ham.do("edit_item", item="HAM", fields={"catch_weight": False})
    assert (lies.outcome, lies.say.key) == (Outcome.STALE_STEP, "item.has_stock")
    assert ham.do("edit_item", item="HAM", fields={"weight_g": 1_100}).done
    made = ham.do("create_item", item="EEL", fields={"catch_weight": True})
    assert made.say.key == "item.needs_weight"
