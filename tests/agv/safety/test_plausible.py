"""An echo is believed at once while it can be true, and heard again where it cannot."""

import random

import pytest

from agv.motion.odometry import Motion
from agv.safety.plausible import FITTING, FITTING_OFTEN, Plausible

AHEAD, PING_S = Motion(speed_mps=0.5), 0.06


def heard(*distances: float, motion: Motion = AHEAD, repeats: bool = False) -> Plausible:
    plausible = Plausible()
    for number, distance in enumerate(distances):
        plausible.hear(distance, number * PING_S, motion, repeats=repeats)
    return plausible


CASES = {
    "a wall ahead": [2.0, 1.97, 1.94, 1.91],
    "a wall beside": [1.0, 1.01, 0.99, 1.0],
    "somebody walks away": [1.0, 1.06, 1.12, 1.18],
    "somebody comes": [1.5, 1.38, 1.27, 1.15],
    "a thin post before a wall, seen now and then": [1.5, 2.0, 1.47, 1.94, 1.91, 1.41, 1.38],
    "somebody steps in and stays": [2.0, 1.97, 0.9, 0.87, 0.84],
}


@pytest.mark.parametrize("distances", CASES.values(), ids=CASES)
def test_what_can_be_true_is_believed(distances: list[float]) -> None:
    assert not heard(*distances).doubted


def test_what_cannot_be_is_doubted_until_others_fit() -> None:
    wall = [2.0, 1.97, 1.94]
    assert heard(*wall, 0.5).doubted
    after = [1.88 - 0.03 * number for number in range(FITTING)]
    assert heard(*wall, 0.5, *after[:-1]).doubted
    assert not heard(*wall, 0.5, *after).doubted


def test_the_first_echo_after_silence_is_news_until_the_next_ping() -> None:
    assert heard(2.0).news
    assert not heard(2.0, 1.97).news
    gone = heard(2.0)
    gone.silent()
    assert not gone.news


def test_twice_is_doubted_longer() -> None:
    wall = [2.0, 1.97, 1.94, 0.5, 3.0]
    after = [1.85 - 0.03 * number for number in range(FITTING_OFTEN)]
    assert heard(*wall, *after[:-1]).doubted
    assert not heard(*wall, *after).doubted


def test_a_bend_turns_walls_nearer_and_farther() -> None:
    turning = Motion(speed_mps=0.5, turn_radps=0.8)
    assert heard(2.0, 2.15).doubted
    assert not heard(2.0, 2.15, motion=turning).doubted


def test_one_that_repeats_itself_proves_nothing() -> None:
    plausible = heard(2.0, 0.5)
    for number in range(10):
        plausible.hear(0.5, 0.12 + number * PING_S, AHEAD, repeats=True)
    assert plausible.doubted


def test_a_ghost_in_silence_is_doubted_no_longer_than_it_is_alone() -> None:
    plausible = heard(2.0, 0.5)
    for _ in range(FITTING):
        assert plausible.doubted
        plausible.silent()
    assert not plausible.doubted


def test_noise_is_doubted_at_the_third_echo_in_98_of_100() -> None:
    chance, told = random.Random(7), 0
    for _ in range(500):
        noise = [chance.uniform(0.17, 3.4) for _ in range(3)]
        told += heard(2.0, 1.97, 1.94, *noise).doubted
    assert told >= 490
