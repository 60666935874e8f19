"""What an ultrasonic sensor says is believed only while it can be true."""

import pytest

from agv.config import Safety, Ultrasonic
from agv.hardware.board import Echo, EchoKind
from agv.motion.odometry import Motion
from agv.safety.ear import Ear, Hearing


def ear() -> Ear:
    return Ear(Ultrasonic(name="front", trigger=1, echo=2), Safety(), 0.12)


STANDS, AHEAD = Motion(), Motion(speed_mps=0.5)
BEND = Motion(speed_mps=0.5, turn_radps=0.8)


def hears(
    *distances: float | None, every_s: float = 0.12, motion: Motion = AHEAD
) -> tuple[Ear, float]:
    listening, now_s = ear(), 0.0
    for distance in distances:
        now_s += every_s
        kind = EchoKind.NO_ECHO if distance is None else EchoKind.DISTANCE
        raw = 0 if distance is None else round(distance * 5_827)
        echo = Echo(sensor=0, at_s=now_s, kind=kind, distance_m=distance, raw_us=raw)
        listening.hear(echo, now_s, motion)
    return listening, now_s


CASES = {
    "steady": ([1.0, 0.99, 0.98], Hearing.OK),
    "nothing comes back": ([1.0, None, None], Hearing.NO_ECHO),
    "the same to the microsecond": ([1.0] * 4, Hearing.FROZEN),
    "one below the bound": ([1.0] * 3, Hearing.OK),
    "to and fro": ([0.5, 2.0] * 4, Hearing.NOISY),
    "a thing that steps in and out": ([2.0, 0.5, 0.5, 2.0, 2.0], Hearing.OK),
}


@pytest.mark.parametrize(("heard", "state"), CASES.values(), ids=CASES)
def test_what_is_believed(heard: list[float | None], state: Hearing) -> None:
    listening, now_s = hears(*heard)
    assert listening.state(now_s) is state


def test_standing_still_the_same_reading_is_no_fault() -> None:
    listening, now_s = hears(*[1.0] * 50, motion=STANDS)
    assert listening.state(now_s) is Hearing.OK


def test_a_sensor_that_froze_under_way_is_known_though_the_robot_stands() -> None:
    listening, now_s = hears(1.0, 1.0)
    assert (listening.doubtful, listening.state(now_s)) == (True, Hearing.OK)
    for number in (1, 2):
        echo = Echo(sensor=0, at_s=now_s, kind=EchoKind.DISTANCE, distance_m=1.0, raw_us=5_827)
        listening.hear(echo, now_s + number * 0.12, STANDS)
    assert listening.state(now_s) is Hearing.FROZEN


def test_one_repetition_is_doubt_until_another_reading_comes() -> None:
    assert hears(1.0, 1.0)[0].doubtful
    assert not hears(1.0, 1.0, 0.99)[0].doubtful
    assert not hears(1.0, 1.0, None)[0].doubtful
    assert not hears(1.0, 1.0, motion=STANDS)[0].doubtful


def test_in_a_bend_a_distance_may_be_steady_for_a_moment() -> None:
    steady, _ = hears(*[1.0] * 2, motion=BEND)
    assert (steady.doubtful, steady.asks_again) == (False, True)
    listening, now_s = hears(*[1.0] * 3, motion=BEND)
    assert (listening.doubtful, listening.state(now_s)) == (True, Hearing.OK)
    listening, now_s = hears(*[1.0] * 9, motion=BEND)
    assert listening.state(now_s) is Hearing.FROZEN


def test_to_and_fro_is_no_free_way_before_it_is_a_fault() -> None:
    listening, now_s = hears(2.0, 0.5, 2.0)
    assert (listening.unsure, listening.state(now_s)) == (True, Hearing.OK)
    assert not hears(2.0, 0.5, 0.5)[0].unsure


def test_silence_of_the_sensor_is_stale() -> None:
    listening, now_s = hears(1.0)
    assert listening.state(now_s + 0.2) is Hearing.OK
    assert listening.state(now_s + 0.21) is Hearing.STALE


def test_one_missed_echo_keeps_the_distance_two_lose_it() -> None:
    assert hears(1.0, 1.0, 1.1, None)[0].median_m == 1.0
    assert hears(1.0, 1.0, 1.1, None, None)[0].median_m is None


def test_a_ghost_between_missing_echoes_is_no_distance() -> None:
    listening, _ = hears(None, None, 3.0)
    assert (listening.nearest_m, listening.median_m) == (3.0, None)


def test_an_echo_that_nothing_explains_is_heard_again_before_anything_else() -> None:
    ghost, now_s = hears(2.0, 1.97, 1.94, 0.6, every_s=0.06)
    assert (ghost.doubtful, ghost.asks_again, ghost.state(now_s)) == (True, True, Hearing.OK)
    assert hears(2.0, 1.97, 1.94, 0.6, 1.88, every_s=0.06)[0].doubtful
    assert not hears(2.0, 1.97, 1.94, 0.6, 1.88, 1.85, every_s=0.06)[0].doubtful
