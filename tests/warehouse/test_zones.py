"""Where a tote goes from zone to zone."""

import pytest

from models.warehouse.zones import ZoneLeft, begins_in, next_zone

A, B, C = ZoneLeft("A", 1, 2, 2), ZoneLeft("B", 50, 1, 1), ZoneLeft("C", 90, 3, 3)
HELD = ZoneLeft("B", 50, 1, 0)


@pytest.mark.parametrize(
    ("left", "here", "zone"),
    [
        ((A, B, C), "A", "B"),
        ((A, B, C), "B", "C"),
        ((A, B), "B", "A"),
        ((A,), "A", None),
        ((A, HELD, C), "A", "C"),
        ((HELD,), "A", None),
        ((B, C), "A", "B"),
        ((A, B), None, "A"),
        ((), "A", None),
    ],
    ids=[
        "the next in walking order",
        "ahead before behind",
        "behind when nothing is ahead",
        "only this one is left",
        "others pick there already",
        "all of it is picked by others",
        "this zone is done",
        "it comes from packing",
        "nothing is left",
    ],
)
def test_where_a_tote_goes_next(
    left: tuple[ZoneLeft, ...], here: str | None, zone: str | None
) -> None:
    assert next_zone(left, here) == zone


@pytest.mark.parametrize(
    ("left", "zone", "begins"),
    [((A, B), "A", True), ((A, B), "B", False), ((), "A", False), ((B,), "B", True)],
)
def test_an_order_begins_in_its_first_zone(
    left: tuple[ZoneLeft, ...], zone: str, begins: bool
) -> None:
    assert begins_in(left, zone) is begins
