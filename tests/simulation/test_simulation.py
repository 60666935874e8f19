"""Worlds in `make test`, and the gate: every planted bug is found."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.simulation.bugs import BUGS
from tests.simulation.worlds import Outcome

WORLDS = 300
SHARDS = 4
ROOT = Path(__file__).parents[2]


def simulated(first: int, seeds: int, *options: str) -> Outcome:
    """A campaign in a process of its own (see tests.powerloss)."""
    command = [sys.executable, "-m", "tests.simulation", "--json", "--processes", "1"]
    chosen = ["--seed", str(first), "--seeds", str(seeds), *options]
    done = subprocess.run([*command, *chosen], cwd=ROOT, capture_output=True, check=False)
    assert done.stdout, done.stderr.decode()
    return msgspec.json.decode(done.stdout, type=Outcome)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_storm_breaks_an_invariant(seed: int, shard: int) -> None:
    worlds = WORLDS // SHARDS
    outcome = simulated(seed + shard * worlds, worlds)
    assert outcome.violations == []
    assert (outcome.seeds, outcome.sqlite_seeds > 0) == (worlds, True)


@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_planted_bug_is_found(bug: str) -> None:
    outcome = simulated(1, BUGS[bug].seeds, "--bug", bug)
    assert outcome.violations, f"not found in {outcome.seeds} worlds: {BUGS[bug].what}"
