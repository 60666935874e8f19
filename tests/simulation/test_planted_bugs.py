"""The gate: every planted bug is found, or the simulator is blind to its kind."""

import pytest

from tests.simulation.bugs import BUGS
from tests.simulation.campaign import simulated


@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_planted_bug_is_found(bug: str) -> None:
    outcome = simulated(1, BUGS[bug].seeds, "--bug", bug)
    assert outcome.violations, f"not found in {outcome.seeds} worlds: {BUGS[bug].what}"
