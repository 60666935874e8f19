"""A search ends on tape, not on bits that flip."""

from agv.config import Config
from agv.motion.odometry import Motion
from agv.motion.search import LOOKS, Search


def looks(*seen: bool | None) -> bool:
    """Whether the search is over after these looks of a robot that stands."""
    search = Search(Config(), side=1, heading_rad=0.0)
    told = [search.step(seen=each, motion=Motion(), heading_rad=0.0, at_m=0.0) for each in seen]
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
