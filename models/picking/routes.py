"""In which sequence to walk to places, from the depot and back: exactly where the floor is one or
two blocks of aisles, else over a graph of ways."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from models.picking import one_block, two_blocks
from models.picking.errors import Unreachable
from models.picking.graph import Closed, Graph, layout_graph, open_floor
from models.picking.layout import Layout, Place, Spot
from models.picking.tours import EXACT_STOPS_MAX, tour, tour_length
from models.picking.trip import Plan, Stops, sequence

Enough = Callable[[], bool]


class Route(NamedTuple):
    """Names in walking order, without the depot; the length of the walk from there and back.
    `is_shortest`: no walk is shorter."""

    names: tuple[str, ...]
    length: float
    is_shortest: bool


class Floor(NamedTuple):
    """How one can walk: a layout, perhaps with stretches closed; or a graph in which the places
    are named; or neither, which is an open floor."""

    layout: Layout | None = None
    closed: tuple[Closed, ...] = ()
    graph: Graph | None = None

    @property
    def is_free(self) -> bool:
        """Whether all aisles of the layout can be walked, both ways."""
        return self.graph is None and not self.closed


def plan_route(
    floor: Floor, depot: Place, places: Sequence[Place], is_enough: Enough = lambda: False
) -> Route:
    """Places at one spot are one stop. Raises Unreachable by the name of a place."""
    layout = floor.layout
    if layout is not None and layout.blocks <= two_blocks.BLOCKS and floor.is_free:
        return _in_blocks(layout, depot, places)
    stops = _merged(places)
    kept = [depot, *(group[0] for group in stops)]
    lengths = _lengths(floor, kept)
    found = tour(lengths, is_enough)
    names = [place.name for stop in found[1:] for place in stops[stop - 1]]
    is_shortest = len(stops) <= EXACT_STOPS_MAX
    return Route(tuple(names), tour_length(found, lengths), is_shortest)


def _lengths(floor: Floor, places: Sequence[Place]) -> list[list[float]]:
    names = [place.name for place in places]
    if floor.graph is not None:
        return floor.graph.lengths(names, names)
    if floor.layout is not None:
        graph = layout_graph(floor.layout, places, floor.closed)
        return graph.lengths(range(len(places)), names)
    return open_floor(places)


def _merged(places: Sequence[Place]) -> list[list[Place]]:
    groups: dict[tuple[float, float], list[Place]] = {}
    for place in places:
        groups.setdefault((place.x, place.y), []).append(place)
    return list(groups.values())


def _in_blocks(layout: Layout, depot: Place, places: Sequence[Place]) -> Route:
    """Stop 0 is the depot's; others are numbered as they come up."""
    named: dict[Spot, list[str]] = {_spot(layout, depot): []}
    for place in places:
        named.setdefault(_spot(layout, place), []).append(place.name)
    columns: dict[float, list[tuple[float, int]]] = {}
    for number, (x, along, _) in enumerate(named):
        columns.setdefault(x, []).append((along, number))
    for stops in columns.values():
        stops.sort()
    plan, blocks = _plan(layout, sorted(columns.items()))
    met = sequence(plan, blocks)
    at, by_stop = met.index(0), list(named.values())
    names = [name for stop in met[at:] + met[:at] for name in by_stop[stop]]
    aside = 2 * sum([spot.aside for spot in named])
    return Route(tuple(names), plan.length + aside, is_shortest=True)


def _spot(layout: Layout, place: Place) -> Spot:
    spot = layout.spot(place)
    if spot is None:
        raise Unreachable(place.name)
    return spot


def _plan(
    layout: Layout, columns: Sequence[tuple[float, list[tuple[float, int]]]]
) -> tuple[Plan, list[tuple[Stops, ...]]]:
    if layout.blocks == 1:
        front, back = layout.crosses
        aisles = layout.aisles
        asked = [
            one_block.costs(x, [along for along, _ in stops], back - front, is_aisle=x in aisles)
            for x, stops in columns
        ]
        return one_block.plan(asked), [(stops,) for _, stops in columns]
    middle = layout.crosses[1] - layout.crosses[0]
    blocks: list[tuple[Stops, ...]] = []
    found: list[two_blocks.Column] = []
    for x, stops in columns:
        positions = [along for along, _ in stops]
        cut = bisect_right(positions, middle)
        beyond = [(along - middle, number) for along, number in stops[cut:]]
        blocks.append((stops[:cut], beyond))
        found.append(two_blocks.column(layout, x, positions))
    return two_blocks.plan(found), blocks
