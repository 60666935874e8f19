"""Dialogue tables: read strictly, drawn as they are."""

from pathlib import Path

import pytest

from models.warehouse.dialogues.table import DialogueError, read
from models.warehouse.replies import Level, Outcome
from tests.golden import Golden
from tests.warehouse.dialogues_page import page

DOCS = Path(__file__).parents[2] / "docs"


def test_an_edge_says_where_and_how_loud() -> None:
    table = read("x", "a: item | skip\n  line_done b\n  found =\nb: location\n  gone a")
    assert (table.first, table.stages["a"].options) == ("a", ("skip",))
    done, found, gone = (
        table.edge("a", "line_done"),
        table.edge("a", "found"),
        table.edge("b", "gone"),
    )
    assert (done.target, done.outcome, done.level) == ("b", Outcome.LINE_DONE, Level.OK)
    assert (found.target, found.outcome, found.level) == ("a", Outcome.ACCEPTED, Level.OK)
    assert (gone.outcome, gone.level) == (Outcome.GONE, Level.BLOCK)


@pytest.mark.parametrize(
    "table",
    [
        "a: nonsense",
        "a: item\n  found b",
        "a: item\n  found =\n  found =",
        "a: item\n  found =\nb: item\n  found =",
        "  found =",
    ],
)
def test_a_table_that_contradicts_itself_is_an_error(table: str) -> None:
    with pytest.raises(DialogueError):
        read("x", table)


def test_an_event_a_stage_does_not_foresee_is_an_error() -> None:
    table = read("x", "a: item\n  found =")
    with pytest.raises(DialogueError, match=r"x\.a does not foresee gone"):
        table.edge("a", "gone")
    assert table.after_refusal("a", "gone") == "a"
    assert table.foresees("a", "unknown_code")


def test_the_page_of_diagrams_is_up_to_date(pytestconfig: pytest.Config) -> None:
    update = bool(pytestconfig.option.update_golden)
    Golden(DOCS, update=update).check("dialogues.md", page())
