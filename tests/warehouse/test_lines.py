"""The arithmetic of an order line."""

import msgspec
import pytest

from models.warehouse.lines import faults, open_quantity


class Line(msgspec.Struct, frozen=True):
    ordered: int = 10
    allocated: int = 0
    picked: int = 0
    packed: int = 0
    shipped: int = 0
    short: int = 0
    cancelled: int = 0


@pytest.mark.parametrize(
    ("line", "state", "found"),
    [
        (Line(), "confirmed", []),
        (Line(), "allocated", ["open"]),
        (Line(allocated=7, short=3), "allocated", []),
        (Line(allocated=8, short=3), "allocated", ["open"]),
        (Line(picked=10, packed=10, shipped=10), "shipped", []),
        (Line(picked=10, packed=10, shipped=9), "shipped", ["not_all_shipped"]),
        (Line(picked=4, packed=5, short=6), "packing", ["order_of_work"]),
        (Line(allocated=10), "cancelled", ["allocated_when_over"]),
        (Line(cancelled=10), "cancelled", []),
        (Line(allocated=-1, short=11), "allocated", ["negative"]),
    ],
)
def test_what_does_not_add_up_is_named(line: Line, state: str, found: list[str]) -> None:
    assert faults(line, state) == found


def test_open_is_what_nobody_has_spoken_for() -> None:
    assert open_quantity(Line(allocated=2, picked=3, short=1, cancelled=1)) == 3
