"""A batch waits for those under way, never for anybody else."""

from edge.store.crowd import CROWD_MAX, Crowd


def test_the_first_one_waits_for_nobody() -> None:
    assert Crowd().is_here(1)


def test_a_crowd_in_two_halves_becomes_one() -> None:
    crowd = Crowd()
    crowd.served(4, 4)
    assert not crowd.is_here(7)
    assert crowd.is_here(8)


def test_who_did_not_come_is_not_expected_again() -> None:
    crowd = Crowd()
    crowd.served(8, 0)
    crowd.served(1, 0)
    assert crowd.is_here(1)


def test_a_great_crowd_is_not_waited_for_as_a_whole() -> None:
    crowd = Crowd()
    crowd.served(250, 1_000)
    assert crowd.is_here(CROWD_MAX)
    assert not crowd.is_here(CROWD_MAX - 1)
