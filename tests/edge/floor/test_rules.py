"""The site's rules at work: where stock goes, which is taken, what a location takes."""

from typing import Any

import msgspec
import pytest

from models.warehouse import ids
from models.warehouse.replies import Level, Outcome
from tests.edge.site import TestSite


def _target(site: TestSite, item: str, quantity: int = 1) -> str:
    """Where the site sends what is received."""
    asn = f"A-{item}-{site.count('asn')}"
    site.do("announce_asn", asn=asn, supplier="S", lines=[{"item": item, "quantity": quantity}])
    assert site.do("receive", asn=asn, item=item, quantity=quantity).done
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT l.code FROM task t JOIN location l ON l.id=t.to_location"
        " WHERE t.kind='putaway' ORDER BY t.id DESC LIMIT 1"
    ).fetchall()
    return str(rows[0][0])


def _edit(site: TestSite, location: str, **fields: object) -> None:
    assert site.do("edit_location", location=location, fields=fields).done


def test_without_rules_stock_lies_beside_its_like_else_in_an_empty_place(site: TestSite) -> None:
    site.stock("TEA", "A-02-01-1", 1)
    assert _target(site, "TEA") == "A-02-01-1"
    assert _target(site, "MUG") == "A-01-01-1"


def test_a_location_kept_for_an_item_comes_first_and_takes_nothing_else(site: TestSite) -> None:
    _edit(site, "A-02-03-1", item="TEA")
    assert _target(site, "TEA") == "A-02-03-1"
    refused = site.do("adjust", item="MUG", location="A-02-03-1", quantity=1, reason="x")
    assert (refused.outcome, refused.say.key) == (
        Outcome.LOCATION_NOT_ALLOWED,
        "location.kept_for_other",
    )


def test_a_rule_sends_heavy_goods_to_their_zone(site: TestSite) -> None:
    site.do("edit_item", item="TEA", fields={"weight_g": 30_000})
    for location in ("A-02-02-1", "A-02-02-2"):
        _edit(site, location, zone="HEAVY")
    rule = site.do(
        "set_rule",
        when={"weight_g_min": 20_000},
        says={"kind": "putaway", "strategy": "empty", "zone": "HEAVY"},
    )
    assert _target(site, "TEA") == "A-02-02-1"
    assert _target(site, "MUG") == "A-01-01-1"
    assert site.do("drop_rule", rule=rule.data["rule"]).done
    site.do("put_away", item="TEA", quantity=1, location="A-02-02-1")
    site.add_item("ANVIL", weight_g=30_000)
    assert _target(site, "ANVIL") == "A-01-01-2"


def test_bulk_lies_near_the_pick_face(site: TestSite) -> None:
    _edit(site, "A-02-02-1", item="TEA", min_quantity=2, max_quantity=10, units_max=10)
    site.do("set_rule", says={"kind": "putaway", "strategy": "near_pick_face"})
    near = _target(site, "TEA", 20)
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT code FROM location ORDER BY"
        " abs(sequence-(SELECT sequence FROM location WHERE code='A-02-02-1')),"
        " sequence LIMIT 3"
    ).fetchall()
    assert near in {row[0] for row in rows} - {"A-02-02-1"}


@pytest.mark.parametrize(
    ("item", "location", "quantity", "key"),
    [
        ({"weight_g": 100}, {"weight_g_max": 500}, 6, "location.full_weight"),
        ({}, {"units_max": 5}, 6, "location.full_units"),
        (
            {"length_mm": 10, "width_mm": 10, "height_mm": 10},
            {"volume_mm3_max": 5_000},
            6,
            "location.full_volume",
        ),
    ],
)
def test_a_location_takes_no_more_than_it_holds(
    site: TestSite, item: dict[str, int], location: dict[str, int], quantity: int, key: str
) -> None:
    if item:
        site.do("edit_item", item="TEA", fields=item)
    _edit(site, "A-01-01-1", **location)
    site.stock("TEA", "A-01-01-1", quantity - 1)
    full = site.do("adjust", item="TEA", location="A-01-01-1", quantity=1, reason="x")
    assert (full.outcome, full.level, full.say.key) == (Outcome.LOCATION_FULL, Level.BLOCK, key)
    assert _target(site, "TEA") == "A-01-01-2"


def test_a_removal_rule_says_which_stock_is_taken(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.clock.pass_s(60)
    site.stock("TEA", "A-02-01-1", 3)
    site.order("O1", ("TEA", 1))
    site.release("O1")
    assert [task["location"] for task in site.tasks("O1")] == ["A-01-01-1"]
    site.do("set_rule", when={"item": "TEA"}, says={"kind": "removal", "sort": ["lifo"]})
    site.order("O2", ("TEA", 4))
    site.release("O2")
    assert [task["location"] for task in site.tasks("O2")] == ["A-01-01-1", "A-02-01-1"]
    assert [task["quantity"] for task in site.tasks("O2")] == [1, 3]


def test_a_rule_keeps_its_kind(site: TestSite) -> None:
    fifo, lifo = ({"kind": "removal", "sort": [sort]} for sort in ("fifo", "lifo"))
    rule = site.do("set_rule", says=fifo).data["rule"]
    changed = site.do("set_rule", says=lifo, rule=rule, priority=1)
    assert changed.data["rule"] == rule
    other = site.do("set_rule", says={"kind": "putaway", "strategy": "any"}, rule=rule)
    assert other.say.key == "rule.other_kind"
    assert [each.priority for each in site.reader.rules("removal")] == [1]
    assert site.do("set_rule", says=fifo, rule="0000000000009").say.key == "rule.unknown"


def test_a_code_names_one_rule_that_holds(site: TestSite) -> None:
    fifo, lifo = ({"kind": "removal", "sort": [sort]} for sort in ("fifo", "lifo"))
    first = site.do("set_rule", says=fifo, code=" R-1 ").data["rule"]
    assert site.do("set_rule", says=lifo, code="R-1", priority=7).data["rule"] == first
    assert [rule.priority for rule in site.reader.rules("removal")] == [7]
    other = site.do("set_rule", says={"kind": "putaway", "strategy": "any"}, code="R-1")
    assert other.say.key == "rule.other_kind"
    second = site.do("set_rule", says=fifo).data["rule"]
    taken = site.do("set_rule", says=fifo, rule=second, code="R-1")
    assert (taken.outcome, taken.say.key) == (Outcome.WRONG_KIND, "rule.code_taken")
    assert site.do("drop_rule", rule=first).done
    assert site.do("set_rule", says=fifo, rule=second, code="R-1").data["rule"] == second
    assert site.do("set_rule", says=lifo, rule=second).data["rule"] == second
    assert site.reader.rule_of("R-1") == ids.read(str(second))


def test_a_rule_that_cannot_be_read_is_no_command(site: TestSite) -> None:
    for says in ({"kind": "putaway", "strategy": "somewhere"}, {"kind": "burning"}, {}):
        with pytest.raises(msgspec.ValidationError):
            site.command("set_rule", says=says)
    with pytest.raises(msgspec.ValidationError):
        site.command("set_rule", says={"kind": "putaway", "strategy": "any"}, when={"x": 1})
