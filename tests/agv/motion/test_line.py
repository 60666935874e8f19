"""What the row says."""

import pytest

from agv.config import Geometry
from agv.motion.line import view

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
