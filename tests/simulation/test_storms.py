"""Whole fleets under faults: the same worlds in each `make test`, so that a change is what shows.

`make simulate SEEDS=10000 SEED=n` explores others.
"""

import pytest

from tests.simulation.campaign import simulated

WORLDS = 300
SHARDS = 4


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_storm_breaks_an_invariant(shard: int) -> None:
    worlds = WORLDS // SHARDS
    outcome = simulated(1 + shard * worlds, worlds)
    assert outcome.violations == []
    assert (outcome.seeds, outcome.sqlite_seeds > 0) == (worlds, True)
