"""State tables: closed, reachable, rising in rank, and drawn as they are."""

from pathlib import Path

import pytest

from models.warehouse.states import DN_STATES, DOCUMENTS, IllegalTransition, Transitions
from tests.golden import Golden
from tests.warehouse.states_page import page

DOCS = Path(__file__).parents[2] / "docs"
# Steps back are the owner's new revision.
STEPS_BACK = {
    ("count", "counted", "recount"),
    ("count", "review", "recount"),
    ("handling_unit", "loaded", "unload"),
    ("handling_unit", "closed", "reopen"),
    ("handling_unit", "staged", "reopen"),
}


@pytest.mark.parametrize("table", DOCUMENTS, ids=lambda table: str(table.name))
def test_every_state_is_known_and_can_be_reached(table: Transitions) -> None:
    sources = {source for source, _ in table.moves}
    assert sources | set(table.moves.values()) == set(table.order)
    reached = {next(state for state in table.order if state in sources)}
    for _ in table.order:
        reached |= {to for (source, _), to in table.moves.items() if source in reached}
    assert reached == set(table.order)


@pytest.mark.parametrize("table", DOCUMENTS, ids=lambda table: str(table.name))
def test_no_event_lowers_the_rank(table: Transitions) -> None:
    back = {
        (table.name, source, event)
        for (source, event), target in table.moves.items()
        if table.ranks[target] < table.ranks[source]
    }
    assert back <= STEPS_BACK


def test_an_event_that_is_not_allowed_is_an_error_with_its_names() -> None:
    assert not DN_STATES.allows("shipped", "pick")
    with pytest.raises(IllegalTransition, match="dn: pick is not allowed in state shipped"):
        DN_STATES.after("shipped", "pick")


def test_the_page_of_diagrams_is_up_to_date(pytestconfig: pytest.Config) -> None:
    update = bool(pytestconfig.option.update_golden)
    Golden(DOCS, update=update).check("states.md", page())
