"""One seed, one history: neither the order of a set nor of a hash may decide anything."""

from tests.simulation.campaign import simulated

FIRST, WORLDS = 16, 6  # one of them on SQLite


def test_worlds_repeat_message_for_message_under_another_hash_seed() -> None:
    one = simulated(FIRST, WORLDS, hash_seed=1)
    other = simulated(FIRST, WORLDS, hash_seed=2)
    assert (one.seeds, one.sqlite_seeds) == (WORLDS, 1)
    assert one == other
