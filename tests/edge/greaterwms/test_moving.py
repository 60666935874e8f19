"""A sound database comes over whole: side by side, once, without its secrets."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge.intake.errors import IntakeError
from tests.edge.greaterwms.conftest import Move, change, figures, found
from tests.edge.greaterwms.other import CHECK_CODE, OPENID, PASSWORD
from tests.edge.site import TestSite

SAMPLE_FIGURES = {
    "items": 161, "locations": 90, "suppliers": 49, "customers": 51, "people": 81, "drivers": 41,
    "assets": 41, "tariffs": 144, "printed labels": 320,
    "available in locations": 13_370, "damaged in locations": 64, "to inspect in locations": 27,
    "on hold in locations": 18, "picked, awaiting dispatch": 745, "at receiving": 1_482,
    "in the building": 15_706, "allocated": 770, "ordered": 1_348, "of which back-orders": 1_252,
    "available to promise": 12_504, "announced": 1_730, "arrived": 2_269, "unloaded": 2_120,
    "in transit": 556,
    "ASN at 1 (announced)": 2, "ASN at 2 (arrived)": 3, "ASN at 3 (receiving)": 3,
    "ASN at 4 (received)": 2, "DN at 1 (draft)": 2, "DN at 2 (confirmed)": 5,
    "DN at 3 (allocated)": 5, "DN at 4 (picked)": 5, "DN at 5 (shipped)": 5,
    "count differences to approve": 6, "items whose stock on hand differs": 0,
    "items whose allocated stock differs": 0, "items whose picked stock differs": 0,
}  # fmt: skip
"""As counted in the sample by SQL of its own."""
SMALL_FIGURES = {
    "items": 3, "locations": 7, "suppliers": 2, "customers": 2, "people": 5, "drivers": 1,
    "assets": 1, "tariffs": 1, "printed labels": 26,
    "available in locations": 135, "damaged in locations": 5, "to inspect in locations": 20,
    "on hold in locations": 10, "picked, awaiting dispatch": 6, "at receiving": 7,
    "in the building": 183, "allocated": 8, "ordered": 13, "of which back-orders": 9,
    "available to promise": 123, "announced": 10, "arrived": 20, "unloaded": 7, "in transit": 3,
    "ASN at 1 (announced)": 1, "ASN at 2 (arrived)": 1, "ASN at 3 (receiving)": 1,
    "ASN at 4 (received)": 1, "DN at 1 (draft)": 1, "DN at 2 (confirmed)": 2,
    "DN at 3 (allocated)": 1, "DN at 4 (picked)": 1, "DN at 5 (shipped)": 1,
    "count differences to approve": 2, "items whose stock on hand differs": 0,
    "items whose allocated stock differs": 0, "items whose picked stock differs": 0,
}  # fmt: skip


def _all(home: TestSite) -> dict[str, list[Any]]:
    """Every row of every table."""
    names: list[tuple[Any, ...]] = home.store.connection.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: home.store.connection.execute(f'SELECT * FROM "{name}"').fetchall()
        for (name,) in names
    }


def test_a_sound_database_comes_over_whole(move: Move, other: Path) -> None:
    report = move(other)
    assert report.state == "moved_in"
    assert figures(report) == {name: (value, value) for name, value in SMALL_FIGURES.items()}
    assert report.unexplained == 0
    assert found(report) == set()
    notes = {(each.rule, each.table) for each in report.findings}
    assert notes == {
        ("empty_draft", "asnlist"), ("empty_draft", "dnlist"), ("picked_short", "pickinglist"),
        ("unknown_t", "pickinglist"), ("code_taken", "customer"),
    }  # fmt: skip
    for each in report.tables:
        assert each.read == each.imported + each.history + each.refused
        assert each.refused == 0


def test_the_sample_comes_over_whole(home: TestSite, move: Move, sample: Path) -> None:
    before = sample.read_bytes()
    report = move(sample)
    assert figures(report) == {name: (value, value) for name, value in SAMPLE_FIGURES.items()}
    assert report.unexplained == 0
    assert found(report) == set()
    counts = {(each.rule): each.count for each in report.counts}
    assert counts == {
        "volume_differs": 33, "unknown_t": 15, "picked_short": 1, "recorded_per_bin": 1,
        "unknown_goods_brand": 2,
    }  # fmt: skip
    pairs = next(each.detail for each in report.findings if each.rule == "recorded_per_bin")
    assert pairs.startswith("80 pairs")
    assert sample.read_bytes() == before
    said: list[tuple[Any, ...]] = home.store.connection.execute(
        "SELECT sum(n.counted-n.book), group_concat(n.counted-n.book) FROM count_line n"
    ).fetchall()
    assert said[0][0] == 0
    assert sorted(said[0][1].split(",")) == ["-1", "-1", "-1", "1", "1", "1"]


def test_looking_first_changes_nothing(home: TestSite, move: Move, other: Path) -> None:
    before = _all(home)
    report = move(other, write=False)
    assert report.state == "checked"
    assert figures(report) == {name: (value, value) for name, value in SMALL_FIGURES.items()}
    assert _all(home) == before


def test_a_second_run_changes_nothing(home: TestSite, move: Move, other: Path) -> None:
    first = move(other)
    before = _all(home)
    second = move(other)
    assert second.state == "moved_in_before"
    assert second.figures == first.figures
    assert {each.table: each for each in second.tables} == {
        each.table: each for each in first.tables if each.read
    }
    assert _all(home) == before


def test_nothing_of_a_secret_is_carried_over(home: TestSite, move: Move, other: Path) -> None:
    report = move(other)
    home.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    bodies = home.path.read_bytes() + msgspec.json.encode(report)
    for secret in (OPENID, PASSWORD, "app-secret-1", str(CHECK_CODE)):
        assert secret.encode() not in bodies, secret
    people = home.store.connection.execute(
        "SELECT name, role, pin_hash, badge, partner_id IS NOT NULL FROM person ORDER BY name"
    ).fetchall()
    assert people == [
        ("Ann", "supervisor", None, None, 0), ("Bo", "outbound", None, None, 0),
        ("Leaf Ltd", "supplier", None, None, 1), ("Zed", "viewer", None, None, 0),
        ("shop", "admin", None, None, 0),
    ]  # fmt: skip


def test_master_data_says_what_it_said_there(home: TestSite, move: Move, other: Path) -> None:
    move(other)
    execute = home.store.connection.execute
    assert execute(
        "SELECT description, base_uom, weight_g, length_mm, width_mm, height_mm, min_quantity,"
        " cost_micro, price_micro FROM item WHERE code='TEA'"
    ).fetchall() == [("Tea 茶", "Box", 250, 100, 200, 50, 5, 1_250_000, 3_100_000)]
    assert execute("SELECT code, kind, city FROM partner ORDER BY code").fetchall() == [
        ("Café Süd", "customer", "wuhan"), ("Clay Co", "supplier", "hefei"),
        ("Clay Co (customer)", "customer", "wuhan"), ("Leaf Ltd", "supplier", "hefei"),
    ]  # fmt: skip
    assert execute("SELECT code, property, size_class FROM location WHERE code LIKE 'R%'"
                   " ORDER BY sequence").fetchall() == [
        ("R1", "normal", "Big"), ("R2", "normal", "Big"), ("R3", "normal", "Big"),
        ("R4", "normal", "Big"), ("RD", "damage", "Big"), ("RH", "hold", "Big"),
        ("RI", "inspection", "Big"),
    ]  # fmt: skip
    assert execute(
        "SELECT weight_fee_micro, volume_fee_micro, minimum_micro FROM tariff"
    ).fetchall() == [(1_500_000, 100_000_000, 20_250_000)]
    assert execute("SELECT city FROM site_address").fetchall() == [("shenzhen",)]
    assert execute("SELECT driver, vehicle, state FROM shipment").fetchall() == [
        ("Dee", "B 12", "departed")
    ]


def test_times_are_of_the_zone_that_is_named(home: TestSite, move: Move, other: Path) -> None:
    move(other, time_zone="Europe/Berlin")
    since = home.store.connection.execute("SELECT DISTINCT created_at_ms FROM asn").fetchall()
    assert since == [(1_772_440_200_123,)]  # 2026-03-02T08:30:00.123Z


def test_what_the_site_has_of_the_same_code_stays(home: TestSite, move: Move, other: Path) -> None:
    known = home.add_item("TEA", description="Our tea")
    move(other)
    rows = home.store.connection.execute(
        "SELECT id, description FROM item WHERE code='TEA'"
    ).fetchall()
    assert rows == [(known, "Our tea")]


def test_a_change_after_the_move_is_not_read_again(home: TestSite, move: Move, other: Path) -> None:
    move(other)
    before = _all(home)
    change(other, "UPDATE stockbin SET goods_qty=goods_qty+1 WHERE id=1")
    with pytest.raises(IntakeError, match="moved_in_already"):
        move(other)
    assert _all(home) == before
