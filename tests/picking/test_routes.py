"""Routes are the shortest there are, over all floors one could think of."""

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.routing.exact import matrix, shortest_tour
from models.picking import one_block, two_blocks
from models.picking.classes import classes
from models.picking.errors import Unreachable
from models.picking.graph import Closed, Graph, closed_aisles
from models.picking.layout import Layout, Place
from models.picking.routes import Floor, Route, plan_route
from models.picking.tours import exact_tour, tour, tour_length

DEPTH = 12


@st.composite
def floors(draw: st.DrawFn, blocks: int) -> tuple[Layout, Place, list[Place]]:
    """Up to four aisles; the depot anywhere in the front or back cross aisle; up to six places,
    which may be one place, or lie in a cross aisle."""
    pitch = draw(st.integers(2, 9))
    aisles = tuple(pitch * number for number in range(draw(st.integers(1, 4))))
    middle = (draw(st.integers(1, DEPTH - 1)),) if blocks == 2 else ()
    layout = Layout(aisles, (0, *middle, DEPTH))
    depot = Place("depot", draw(st.integers(0, aisles[-1])), draw(st.sampled_from((0, DEPTH))))
    spots = st.tuples(st.sampled_from(aisles), st.integers(0, DEPTH))
    drawn = draw(st.lists(spots, min_size=1, max_size=6))
    return layout, depot, [Place(str(at), x, y) for at, (x, y) in enumerate(drawn)]


def walked(route: Route, depot: Place, places: list[Place], layout: Layout) -> float:
    """The length of a route as it is walked, from place to place."""
    by_name = {place.name: place for place in places}
    stops = [depot, *(by_name[name] for name in route.names), depot]
    lengths = matrix([(stop.x, stop.y) for stop in stops], layout.crosses)
    return sum(lengths[one][other] for one, other in pairwise(range(len(stops))))


@pytest.mark.parametrize("blocks", [1, 2])
@given(data=st.data())
def test_the_route_is_the_shortest_and_as_long_as_it_says(data: st.DataObject, blocks: int) -> None:
    layout, depot, places = data.draw(floors(blocks))

    route = plan_route(Floor(layout), depot, places)

    points = list(dict.fromkeys((place.x, place.y) for place in (depot, *places)))
    assert route.is_shortest
    assert route.length == shortest_tour(matrix(points, layout.crosses))
    assert walked(route, depot, places, layout) == route.length
    assert sorted(route.names) == sorted(place.name for place in places)


@given(data=st.data())
def test_a_graph_of_the_same_floor_gives_the_same_length(data: st.DataObject) -> None:
    layout, depot, places = data.draw(floors(2))
    nothing_closed = Closed(layout.aisles[0], 1, 1)

    by_graph = plan_route(Floor(layout, closed=(nothing_closed,)), depot, places)

    assert by_graph.length == plan_route(Floor(layout), depot, places).length


def test_places_at_one_spot_are_picked_one_after_the_other() -> None:
    layout = Layout((0, 5), (0, DEPTH))
    places = [Place("a", 0, 4), Place("b", 5, 4), Place("c", 0, 4), Place("d", 5, 6)]

    route = plan_route(Floor(layout), Place("depot", 0, 0), places)

    assert set(map(frozenset, pairwise(route.names))) >= {frozenset("ac"), frozenset("bd")}
    assert route.length == 2 * 4 + 2 * 5 + 2 * 6


def test_a_depot_in_front_of_the_aisles_is_walked_to() -> None:
    layout = Layout((0, 10), (0, DEPTH))

    route = plan_route(Floor(layout), Place("pack", 4, -3), [Place("a", 10, 5)])

    assert route == Route(("a",), 2 * (3 + 6 + 5), is_shortest=True)


def test_no_places_are_no_walk() -> None:
    layout = Layout((0, 10), (0, DEPTH))

    for floor in (Floor(layout), Floor()):
        assert plan_route(floor, Place("pack", 0, 0), []) == Route((), 0, is_shortest=True)


def test_a_place_off_all_ways_is_named() -> None:
    floor = Floor(Layout((0, 10_000), (0, DEPTH)))

    with pytest.raises(Unreachable, match="N-9") as caught:
        plan_route(floor, Place("pack", 0, 0), [Place("N-1", 0, 3), Place("N-9", 5_000, 3)])

    assert (caught.value.code, caught.value.name) == ("unreachable", "N-9")


def test_a_closed_stretch_is_walked_round() -> None:
    layout = Layout((0, 5), (0, DEPTH))
    depot, places = Place("depot", 0, 0), [Place("far", 0, 8)]
    closed = Closed(0, 2, 6)

    free = plan_route(Floor(layout), depot, places)
    round_it = plan_route(Floor(layout, (closed,)), depot, places)

    assert free.length == 16
    assert round_it.length == 2 * (5 + DEPTH + 5 + (DEPTH - 8))


def test_an_aisle_of_which_all_is_blocked_is_closed() -> None:
    layout = Layout((0, 5), (0, DEPTH))
    places = [Place("a", 0, 3), Place("b", 0, 9), Place("c", 5, 3), Place("d", 5, 9)]

    assert closed_aisles(layout, places, places[:1]) == ()
    assert closed_aisles(layout, places, places[:2]) == (Closed(0, 0, DEPTH),)


def test_what_is_closed_in_is_named() -> None:
    layout = Layout((0, 5), (0, DEPTH))
    shut = (Closed(0, 2, 4), Closed(0, 8, 10))

    with pytest.raises(Unreachable, match="N-2"):
        plan_route(Floor(layout, shut), Place("d", 0, 0), [Place("N-1", 0, 1), Place("N-2", 0, 6)])


def test_an_aisle_of_one_way_is_walked_that_way() -> None:
    layout = Layout((0, 5), (0, DEPTH))
    one_way = Closed(0, 0, DEPTH, forth=False, back=True)

    route = plan_route(Floor(layout, (one_way,)), Place("d", 0, 0), [Place("a", 0, 3)])

    assert route.length == 5 + DEPTH + 5 + DEPTH  # it can only be left towards the back


def test_a_graph_of_ones_own_is_walked_as_it_says() -> None:
    graph = Graph()
    for one, other, length in (("d", "a", 1), ("a", "b", 1), ("b", "d", 1), ("b", "a", 9)):
        graph.join(one, other, length)
    places = [Place("b", 0, 1), Place("a", 0, 2)]

    route = plan_route(Floor(graph=graph), Place("d", 0, 0), places)

    assert route == Route(("a", "b"), 3, is_shortest=True)


@given(st.data())
def test_few_stops_are_walked_in_the_best_of_all_sequences(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 6))
    lengths = data.draw(
        st.lists(
            st.lists(st.integers(0, 20), min_size=count, max_size=count),
            min_size=count,
            max_size=count,
        )
    )
    best = min(tour_length([0, *rest], lengths) for rest in permutations(range(1, count)))

    assert tour_length(exact_tour(lengths), lengths) == best


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=14, max_size=25))
def test_many_stops_are_all_visited_once_and_never_worse_than_the_nearest_next(
    points: list[tuple[int, int]],
) -> None:
    # A wind from the east makes one direction dearer than the other.
    lengths = [[abs(a - c) + abs(b - d) + max(0, c - a) for c, d in points] for a, b in points]

    found = tour(lengths)

    assert sorted(found) == list(range(len(points)))
    assert found[0] == 0
    assert tour_length(found, lengths) <= tour_length(tour(lengths, lambda: True), lengths)


def test_classes_are_those_of_the_literature() -> None:
    # Ratliff and Rosenthal: 7, of which one means "done"; Roodbergen and de Koster: 25 likewise.
    assert (classes(1).size, classes(2).size) == (6, 24)
    assert len(classes(1).last) == 3


@given(data=st.data())
def test_one_block_is_two_of_which_the_second_holds_nothing(data: st.DataObject) -> None:
    places = data.draw(floors(1))[2]
    columns: dict[float, list[float]] = {}
    for place in places:
        columns.setdefault(place.x, []).append(place.y)
    rows = [(x, sorted(set(along))) for x, along in sorted(columns.items())]

    one = one_block.shortest([one_block.costs(x, along, DEPTH) for x, along in rows])
    far = 1_000  # nobody walks there
    two = two_blocks.shortest(
        [
            (
                x,
                two_blocks.ways(along, DEPTH, is_aisle=True),
                two_blocks.ways((), far, is_aisle=True),
            )
            for x, along in rows
        ]
    )

    assert one == two
