"""A site to move into, and the way there."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.intake.greaterwms.report import Report
from edge.intake.greaterwms.run import Wish, move_in
from tests.edge.greaterwms.other import make
from tests.edge.site import TestSite

SAMPLE = Path(__file__).parents[4] / "shared/data/greaterwms/sample_db.sqlite3"
Move = Callable[..., Report]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[TestSite]:
    """An empty site; whatever happens in a test, it holds in the end."""
    made = TestSite(tmp_path)
    made.clock.ms = 1_800_000_000_000
    yield made
    assert made.check().findings == []
    made.close()


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A small and sound GreaterWMS database."""
    return make(tmp_path / "other.db")


@pytest.fixture
def move(home: TestSite, tmp_path: Path) -> Move:
    """`move(file, write=True, account=…)`."""

    def call(file: Path, *, write: bool = True, **more: str) -> Report:
        wish = Wish(file, write=write, **more)
        return move_in(home.store, home.recorder, wish, tmp_path, lambda *_: None)

    return call


@pytest.fixture
def sample() -> Path:
    """The database of a running 2.1.50, where it lies beside the checkout."""
    if not SAMPLE.exists():
        pytest.skip(f"the sample of GreaterWMS is not at {SAMPLE}")
    return SAMPLE


def change(file: Path, *statements: str) -> None:
    """Damage a database."""
    base = sqlite3.connect(file)
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()


def figures(report: Report) -> dict[str, tuple[int, int]]:
    """There and here, by name."""
    return {each.name: (each.source, each.target) for each in report.figures}


def found(report: Report) -> set[tuple[str, str, str, int]]:
    """Level, rule, table and row of all findings that are more than notes."""
    return {
        (each.level, each.rule, each.table, each.row)
        for each in report.findings
        if each.level != "note"
    }
