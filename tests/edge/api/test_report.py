"""The database for analysts: it holds what the site holds, and every column is described."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from edge.export.report import ReportError, write_report
from edge.export.tables import TABLES
from edge.export.views import VIEWS
from tests.edge.api.test_plans import a_day
from tests.edge.serving import Served, Tablet


def rows(report: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(report)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.fixture
def report(served: Served, tablet: Tablet, tmp_path: Path) -> Path:
    """Of a day's work, made while the site is being served."""
    a_day(served, tablet)
    target = tmp_path / "report.db"
    seen: list[str] = []
    made = write_report(served.folder, target, served.clock(), lambda name, _: seen.append(name))
    assert made.tables["orders"] == 3
    assert set(seen) == {table.name for table in TABLES}
    return target


def test_stock_and_ledger_agree_with_the_site(report: Path, served: Served) -> None:
    here = served.get("/api/v1/stock").json()["items"]
    told = rows(report, "SELECT item, location, on_hand, allocated FROM stock ORDER BY 1, 2")
    assert told == sorted(
        (row["item"], row["location"], row["on_hand"], row["allocated"]) for row in here
    )
    by_item = rows(
        report,
        "SELECT item, sum(CASE WHEN to_location LIKE '@%' THEN 0 ELSE quantity END)"
        " - sum(CASE WHEN from_location LIKE '@%' THEN 0 ELSE quantity END)"
        " FROM movements GROUP BY item ORDER BY item",
    )
    assert by_item == rows(report, "SELECT item, on_hand FROM stock_by_item")


def test_the_views_answer(report: Path) -> None:
    assert rows(report, "SELECT hour, person, picks, units FROM picks_per_person_hour") == [
        ("2026-11-22T12:00Z", "Mia", 2, 3)
    ]
    assert rows(report, "SELECT item, days_0_30, oldest_days FROM stock_ageing ORDER BY item") == [
        ("CUP", 48, 0), ("TEA", 8, 0),
    ]  # fmt: skip
    assert [row[0] for row in rows(report, "SELECT number FROM open_orders_ageing")] == ["SO-2"]
    for view in VIEWS:
        assert rows(report, f"SELECT count(*) FROM {view.name}"), view.name


def test_every_column_is_described_as_datasette_reads_it(report: Path) -> None:
    metadata = json.loads(report.with_name("report.db.metadata.json").read_text())
    tables = metadata["databases"]["report"]["tables"]
    assert set(tables) == {"about", *(table.name for table in TABLES), *(v.name for v in VIEWS)}
    for table in TABLES:
        found = [row[1] for row in rows(report, f"PRAGMA table_info({table.name})")]
        assert list(tables[table.name]["columns"]) == found
        assert all(tables[table.name]["columns"].values())
    for view in VIEWS:
        found = [row[1] for row in rows(report, f"PRAGMA table_info({view.name})")]
        assert set(view.columns) <= set(found), view.name


def test_a_report_takes_the_place_of_a_report_and_of_nothing_else(
    report: Path, served: Served, tmp_path: Path
) -> None:
    write_report(served.folder, report, served.clock(), lambda _, __: None)
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    for target in (other, served.folder / "r.db", served.folder / "edge.db"):
        with pytest.raises(ReportError):
            write_report(served.folder, target, served.clock(), lambda _, __: None)
    assert other.read_text() == "mine"
