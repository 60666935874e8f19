"""What the row says, and how bars are counted."""

import pytest

from agv.config import Geometry
from agv.motion.line import is_bar, is_skewed_bar, view
from agv.motion.markers import Group, Markers

OFFSETS = Geometry().sensor_offsets_m


def row(drawn: str) -> tuple[bool, ...]:
    return tuple(each == "X" for each in drawn)


@pytest.mark.parametrize(
    ("drawn", "near", "bear", "offset"),
    [
        ("..X..", 0.0, 0, 0.0),
        (".XX..", 0.0, 0, 0.009),
        ("X....", 0.0, 0, 0.036),
        (".....", 0.0, 0, None),
        ("X...X", 0.0, 1, 0.036),
        ("X...X", 0.0, -1, -0.036),
        ("X...X", -0.03, 0, -0.036),
        ("XX..X", 0.03, 0, 0.027),
    ],
)
def test_the_middle_of_the_chosen_tape(
    drawn: str, near: float, bear: int, offset: float | None
) -> None:
    expected = None if offset is None else pytest.approx(offset)
    assert view(row(drawn), OFFSETS, near, bear).offset_m == expected


@pytest.mark.parametrize(
    ("active", "sensors", "bar"),
    [(5, 5, True), (4, 5, True), (3, 5, False), (3, 3, True), (2, 3, False)],
)
def test_what_is_a_bar(active: int, sensors: int, bar: bool) -> None:
    assert is_bar(active, sensors) is bar


@pytest.mark.parametrize("step_m", [0.001, 0.003, 0.007])
@pytest.mark.parametrize("bars", [1, 2, 3])
def test_bars_are_counted_by_way(step_m: float, bars: int) -> None:
    markers, pitch, found = Markers(0.045), 0.045, []
    for number in range(round(0.4 / step_m)):
        at_m = number * step_m
        inside = any(0 <= at_m - 0.1 - each * pitch <= 0.02 for each in range(bars))
        group = markers.see(bar=inside, clear=not inside, at_m=at_m)
        found += [group] if group else []
    assert [each.bars for each in found] == [bars]
    assert found[0].at_m == pytest.approx(0.1, abs=step_m)


def test_a_flickering_edge_is_one_bar() -> None:
    markers = Markers(0.045)
    for at_m, bar in ((0.1, True), (0.103, False), (0.106, True), (0.12, True)):
        markers.see(bar=bar, clear=not bar, at_m=at_m)
    assert markers.see(bar=False, clear=True, at_m=0.3) == Group(bars=1, at_m=0.1)


@pytest.mark.parametrize(
    ("lately", "bar"),
    [
        (["..X..", "###..", "..###"], True),
        (["###..", "..###", "..X.."], False),
        (["..X..", ".XX..", "###.."], False),
        (["X.X..", "..XX.", ".XX.."], False),
    ],
)
def test_a_bar_that_passes_aslant_is_one_though_no_look_sees_it_whole(
    lately: list[str], bar: bool
) -> None:
    assert is_skewed_bar([row(each.replace("#", "X")) for each in lately]) is bar
