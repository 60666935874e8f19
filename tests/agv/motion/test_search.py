"""A search ends on tape, not on bits that flip, and goes on where a tape that was found ends."""

import pytest

from agv.config import Config
from agv.motion.odometry import Motion
from agv.motion.search import FOUND_RAD_MAX, LOOKS, RESUMED_MAX, SURE_M, SWEEP_RAD, Search

STANDS = Motion()


def step(
    search: Search,
    *,
    seen: bool | None,
    heading_rad: float = 0.0,
    at_m: float = 0.0,
    motion: Motion = STANDS,
) -> Motion | None:
    return search.step(seen=seen, motion=motion, heading_rad=heading_rad, curvature=2.0, at_m=at_m)


def looks(*seen: bool | None, heading_rad: float = 0.0, motion: Motion = STANDS) -> bool:
    """Whether the search is over after these looks."""
    search = Search(Config(), side=1)
    told = [step(search, seen=each, heading_rad=heading_rad, motion=motion) for each in seen]
    return told[-1] is None


def test_tape_under_the_row_for_some_looks_ends_it() -> None:
    assert not looks(*[True] * (LOOKS - 1))
    assert looks(*[True] * LOOKS)


def test_flipped_bits_do_not() -> None:
    assert LOOKS > 2
    assert not looks(True, True, False, True, True)


def test_a_turn_in_the_dark_is_no_look() -> None:
    assert not looks(True, None, True)
    assert looks(True, None, *[True] * (LOOKS - 1))


def test_tape_that_leads_back_is_not_the_one() -> None:
    assert looks(*[True] * LOOKS, heading_rad=-FOUND_RAD_MAX + 0.01)
    assert not looks(*[True] * LOOKS, heading_rad=-FOUND_RAD_MAX - 0.01)


def test_a_robot_that_backs_on_the_tape_stands_before_it_follows() -> None:
    search = Search(Config(), side=1)
    back = Motion(speed_mps=-0.2)
    assert [step(search, seen=True, motion=back) for _ in range(LOOKS)][-1] == STANDS
    assert step(search, seen=True) is None


@pytest.mark.parametrize("side", [1, -1])
def test_it_sweeps_first_to_the_side_the_tape_was_last_seen_on(side: int) -> None:
    search = Search(Config(), side=side)
    step(search, seen=False)
    turn = step(search, seen=False)
    assert turn is not None
    assert turn.turn_radps * side > 0
    back = step(search, seen=False, heading_rad=side * (SWEEP_RAD + 0.01))
    assert back is not None
    assert back.turn_radps * side < 0


def test_it_goes_on_along_the_tape_as_it_bent_where_a_find_came_to_nothing() -> None:
    search = Search(Config(), side=1)
    for _ in range(LOOKS):
        step(search, seen=True)
    assert not search.sure(SURE_M)
    assert search.sure(SURE_M + 0.01)
    search.resume()
    step(search, seen=False, heading_rad=0.3)
    turned = step(search, seen=False, heading_rad=0.3)
    assert turned is not None
    assert turned.turn_radps < 0
    ahead = step(search, seen=False, heading_rad=0.0)
    assert ahead is not None
    assert ahead.turn_radps == pytest.approx(2.0 * ahead.speed_mps)


def test_it_gives_up_after_finds_that_come_to_nothing() -> None:
    search = Search(Config(), side=1)
    for _ in range(RESUMED_MAX):
        search.resume()
        assert not search.given_up
    search.resume()
    assert search.given_up
