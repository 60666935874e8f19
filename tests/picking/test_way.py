"""The way between places is drawn along aisles and is as long as the planner says."""

import pytest

from models.picking.layout import Place, recognise
from models.picking.routes import Floor, plan_route
from models.picking.way import way_through

AISLES, BAYS, APART, PITCH = 4, 10, 4_000, 1_000


def place(aisle: int, bay: int) -> Place:
    return Place(f"{aisle}-{bay}", aisle * APART, bay * PITCH)


PLACES = [place(aisle, bay) for aisle in range(AISLES) for bay in range(BAYS)]
LAYOUT = recognise(PLACES)


def test_one_walks_along_the_aisle_and_by_the_nearest_cross_aisle() -> None:
    way = way_through(LAYOUT, [place(0, 1), place(0, 3), place(2, 2)])
    assert list(way.points) == [
        (0, 1_000), (0, 3_000), (0, -1_000), (8_000, -1_000), (8_000, 2_000),
    ]  # fmt: skip
    assert list(way.ends) == [1, 4]
    assert way.length == 2_000 + 4_000 + 8_000 + 3_000


def test_an_exact_route_of_few_stops_is_as_long_as_it_is_drawn() -> None:
    depot = Place("packing", 0, -1_000)
    stops = [place(1, 2), place(1, 8), place(3, 1), place(2, 5)]
    route = plan_route(Floor(LAYOUT), depot, stops)
    named = {each.name: each for each in stops}
    way = way_through(LAYOUT, [depot, *(named[name] for name in route.names), depot])
    assert way.length == pytest.approx(route.length)


@pytest.mark.parametrize("places", [[], [place(0, 0)], [place(0, 0), place(0, 0)]])
def test_without_a_way_there_is_nothing_to_walk(places: list[Place]) -> None:
    way = way_through(LAYOUT, places)
    assert way.length == 0
    assert len(way.ends) == max(0, len(places) - 1)


def test_where_no_way_is_known_the_line_is_straight() -> None:
    far = Place("outside", 100_000, 500)
    assert list(way_through(LAYOUT, [place(0, 0), far]).points) == [(0, 0), (100_000, 500)]
    straight = way_through(None, [place(0, 0), place(1, 1)])
    assert list(straight.points) == [(0, 0), (4_000, 1_000)]
