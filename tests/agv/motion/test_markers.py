"""Bars are counted by way, whatever the row's slant, the tape under it and bits that flip."""

import math
import random
from collections.abc import Sequence

import pytest

from agv.config import Geometry
from agv.motion.markers import Group, Markers

OFFSETS = Geometry().sensor_offsets_m
PITCH_M, BAR_M, HALF_TAPE_M = 0.045, 0.020, 0.0095
FIRST_M = 0.1


def row(at_m: float, bars: int, slant_rad: float, tape_m: float) -> tuple[bool, ...]:
    """What a row at `at_m` sees of bars from `FIRST_M` on, slanted, with the tape at `tape_m`."""
    seen = []
    for offset in OFFSETS:
        ahead = at_m + offset * math.tan(slant_rad) - FIRST_M
        on_bar = any(0 <= ahead - each * PITCH_M <= BAR_M for each in range(bars))
        seen.append(on_bar or abs(offset - tape_m) <= HALF_TAPE_M)
    return tuple(seen)


def found(looks: Sequence[tuple[float, tuple[bool, ...]]]) -> list[Group]:
    markers = Markers(PITCH_M, len(OFFSETS))
    told = [markers.see(line, at_m) for at_m, line in looks]
    return [group for group in told if group is not None]


@pytest.mark.parametrize("slant_rad", [0.0, 0.15, -0.3])
@pytest.mark.parametrize("step_m", [0.0015, 0.003, 0.007])
@pytest.mark.parametrize("bars", [1, 2, 3])
def test_bars_are_counted_however_fast_and_aslant(
    slant_rad: float, step_m: float, bars: int
) -> None:
    looks = [
        (number * step_m, row(number * step_m, bars, slant_rad, 0.0))
        for number in range(round(0.4 / step_m))
    ]
    (group,) = found(looks)
    assert group.bars == bars
    assert group.at_m == pytest.approx(FIRST_M, abs=0.01)


def test_a_tape_that_wanders_from_sensor_to_sensor_takes_no_bar() -> None:
    """Three sensors in a row lose one bar each."""
    tape = (0.004, 0.0, 0.012, 0.018)
    looks = []
    for number in range(60):
        at_m = number * 0.0065
        beside = tape[min(max(round((at_m - FIRST_M) / PITCH_M), 0), 3)]
        looks.append((at_m, row(at_m, 3, 0.1, beside)))
    assert [group.bars for group in found(looks)] == [3]


def test_a_slanted_end_of_one_bar_and_beginning_of_the_next_are_no_bar_between_them() -> None:
    """Leaving the first on the right while meeting the second on the left: never clear."""
    looks = [(n * 0.006, row(n * 0.006, 2, 0.33, 0.006)) for n in range(60)]
    between = [line for at_m, line in looks if FIRST_M < at_m < FIRST_M + PITCH_M]
    assert all(sum(line) >= 2 for line in between)
    assert [group.bars for group in found(looks)] == [2]


def test_two_bits_that_flip_beside_a_tape_under_two_sensors_are_no_bar() -> None:
    tape, flipped = (False, False, True, True, False), (True, True, True, True, False)
    looks = [(number * 0.003, flipped if number == 30 else tape) for number in range(120)]
    assert found(looks) == []


def test_a_flickering_edge_is_one_bar() -> None:
    off, on = (False, False, True, False, False), (True,) * 5
    drawn = [off, off, on, on, off, on, on, *[off] * 40]
    assert [g.bars for g in found([(n * 0.003, line) for n, line in enumerate(drawn)])] == [1]


def test_a_robot_that_stands_on_the_end_of_a_bar_counts_it_once() -> None:
    """Its slanted edge comes and goes under some sensors for as long as the robot stands."""
    chance, slant_rad, there_m = random.Random(2), 0.3, FIRST_M + BAR_M + 0.011
    looks = [(n * 0.0015, row(n * 0.0015, 1, slant_rad, 0.0)) for n in range(88)]
    for _ in range(500):
        edge_m = there_m + chance.uniform(-0.012, 0.002)
        looks.append((there_m, row(edge_m, 1, slant_rad, 0.0)))
    looks += [(there_m + n * 0.003, row(there_m + n * 0.003, 1, slant_rad, 0.0)) for n in range(60)]
    assert [group.bars for group in found(looks)] == [1]


def test_a_tape_unseen_for_one_look_before_a_bar_takes_it_from_nobody() -> None:
    looks = [(n * 0.004, row(n * 0.004, 1, 0.0, 0.009)) for n in range(60)]
    looks[23] = (looks[23][0], (False,) * 5)
    assert [group.bars for group in found(looks)] == [1]


def test_bits_that_flip_make_no_bar_of_a_tape_for_a_hundred_metres() -> None:
    chance, tape = random.Random(4), (False, False, True, True, False)
    looks = [
        (number * 0.005, tuple(each != (chance.random() < 0.002) for each in tape))
        for number in range(20_000)
    ]
    assert found(looks) == []


def test_three_sensors_want_both_beside_the_tape() -> None:
    markers, told = Markers(PITCH_M, 3), []
    for number in range(100):
        at_m = number * 0.004
        bar, one = 0.1 <= at_m <= 0.12, 0.22 <= at_m <= 0.24
        told.append(markers.see((bar or one, True, bar), at_m))
    assert [group.bars for group in told if group] == [1]
