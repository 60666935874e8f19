"""Whole fleets under faults in `make test`; `make simulate SEEDS=10000` runs more of them."""

import pytest

from tests.simulation.campaign import simulated

WORLDS = 300
SHARDS = 4


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_storm_breaks_an_invariant(seed: int, shard: int) -> None:
    worlds = WORLDS // SHARDS
    outcome = simulated(seed + shard * worlds, worlds)
    assert outcome.violations == []
    assert (outcome.seeds, outcome.sqlite_seeds > 0) == (worlds, True)
