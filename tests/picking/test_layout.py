"""The layout is recognised from where locations lie, or not at all."""

import pytest

from edge.floor.layout import Layout as Rows
from edge.floor.layout import spots
from models.picking.layout import Layout, Place, Spot, recognise


def grid(xs: list[int], ys: list[int]) -> list[Place]:
    return [Place(f"{x}/{y}", x, y) for x in xs for y in ys]


def test_the_default_layout_is_one_block() -> None:
    places = [
        Place(spot.code, spot.x_mm, spot.y_mm)
        for spot in spots(Rows())
        if spot.kind == "storage" and spot.property == "normal"
    ]

    layout = recognise(places)

    aisles = (0, 3_600, 7_200, 10_800, 20_400, 24_000, 27_600, 31_200)
    assert layout == Layout(aisles, (0, 21_000))


def test_a_stretch_that_all_aisles_leave_out_is_a_cross_aisle() -> None:
    ys = [*range(1_000, 6_000, 1_000), *range(9_000, 14_000, 1_000)]

    layout = recognise(grid([0, 3_000], ys))

    assert layout == Layout((0, 3_000), (0, 7_000, 14_000))
    assert layout.blocks == 2


def test_aisles_may_run_the_other_way() -> None:
    layout = recognise(grid(list(range(1_000, 20_000, 1_000)), [0, 3_000]))

    assert layout == Layout((0, 3_000), (0, 20_000), is_turned=True)
    assert layout.spot(Place("a", 5_000, 3_000)) == Spot(3_000, 5_000, 0)


def test_both_faces_of_an_aisle_are_one_aisle() -> None:
    layout = recognise(grid([0, 1_200, 4_000, 5_200], [1_000, 2_000, 3_000]))

    assert layout is not None
    assert layout.aisles == (600, 4_600)


@pytest.mark.parametrize(
    "places",
    [[], grid([0, 1_000, 2_000, 3_000], [0, 1_000, 2_000, 3_000])],
    ids=["nothing", "a field without aisles"],
)
def test_what_has_no_aisles_is_not_recognised(places: list[Place]) -> None:
    assert recognise(places) is None


def test_places_outside_are_reached_from_the_cross_aisle_beside_them() -> None:
    layout = Layout((0, 3_000), (0, 10_000))

    assert layout.spot(Place("pack", 4_000, -5_000)) == Spot(4_000, 0, 5_000)
    assert layout.spot(Place("dock", -2_000, 12_000)) == Spot(-2_000, 10_000, 2_000)
    assert layout.spot(Place("lost", 1_501, 5_000)) is not None
    assert layout.spot(Place("lost", 4_501, 5_000)) is None
