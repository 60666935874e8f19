"""Ways on the floor as a graph: for floors that are no rows of aisles, and for aisles that are
closed or walked one way only."""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from models.picking.errors import Unreachable
from models.picking.layout import Layout, Place

Node = str | int | tuple[float, float]
"""A place by name or number, or a point of a layout as (x of the aisle, along it)."""


class Closed(NamedTuple):
    """A stretch of an aisle, measured along it from the front: not walked at all, or not towards
    the back, or not towards the front."""

    x: float
    low: float
    high: float
    forth: bool = True
    back: bool = True


class Graph:
    """One-way segments with lengths."""

    def __init__(self) -> None:
        self._ways: dict[Node, list[tuple[Node, float]]] = {}

    def join(self, one: Node, other: Node, length: float) -> None:
        """One can walk from the first to the second; not back."""
        assert length >= 0
        self._ways.setdefault(one, []).append((other, length))
        self._ways.setdefault(other, [])

    def join_both(self, one: Node, other: Node, length: float) -> None:
        """There and back."""
        self.join(one, other, length)
        self.join(other, one, length)

    def lengths(self, nodes: Sequence[Node], names: Sequence[str]) -> list[list[float]]:
        """From each to each by the shortest way. Raises Unreachable by the name of a place that
        the first one has no way to or from."""
        rows = [self._from(node) for node in nodes]
        for node, row, name in zip(nodes, rows, names, strict=True):
            if node not in rows[0] or nodes[0] not in row:
                raise Unreachable(name)
        return [[row[node] for node in nodes] for row in rows]

    def _from(self, start: Node) -> dict[Node, float]:
        """Dijkstra (1959)."""
        reached: dict[Node, float] = {}
        heap: list[tuple[float, int, Node]] = [(0.0, 0, start)] if start in self._ways else []
        turn = 0
        while heap:
            length, _, node = heappop(heap)
            if node in reached:
                continue
            reached[node] = length
            for other, more in self._ways[node]:
                if other not in reached:
                    turn += 1
                    heappush(heap, (length + more, turn, other))
        return reached


def closed_aisles(
    layout: Layout, places: Iterable[Place], blocked: Iterable[Place]
) -> tuple[Closed, ...]:
    """Aisles of which every place is blocked are not walked, as after a spill or under repair."""
    shut = set(blocked)
    in_use = {spot.x for place in places if place not in shut and (spot := layout.spot(place))}
    of_shut = {spot.x for place in shut if (spot := layout.spot(place))}
    depth = layout.crosses[-1] - layout.crosses[0]
    return tuple(Closed(x, 0, depth) for x in sorted(of_shut - in_use))


def layout_graph(layout: Layout, places: Iterable[Place], closed: Iterable[Closed] = ()) -> Graph:
    """The ways of a layout between these places, whose nodes are their numbers."""
    graph, front = Graph(), layout.crosses[0]
    crosses = [cross - front for cross in layout.crosses]
    closed = list(closed)
    on_lines: dict[float, set[float]] = {x: set(crosses) for x in layout.aisles}
    on_crosses: dict[float, set[float]] = {cross: set(layout.aisles) for cross in crosses}
    for each in closed:
        on_lines.setdefault(each.x, set()).update((each.low, each.high))
    for number, place in enumerate(places):
        spot = layout.spot(place)
        if spot is None:
            raise Unreachable(place.name)
        if spot.along in on_crosses:
            on_crosses[spot.along].add(spot.x)
        else:
            on_lines[spot.x].add(spot.along)
        graph.join_both(number, (spot.x, spot.along), spot.aside)
    for x, points in on_lines.items():
        _join_aisle(graph, x, sorted(points), [each for each in closed if each.x == x])
    for along, columns in on_crosses.items():
        ascending = sorted(columns)
        for x, other in pairwise(ascending):
            graph.join_both((x, along), (other, along), other - x)
    return graph


def _join_aisle(graph: Graph, x: float, points: list[float], closed: list[Closed]) -> None:
    for one, other in pairwise(points):
        across = [each for each in closed if each.low <= one and other <= each.high]
        if not any(each.forth for each in across):
            graph.join((x, one), (x, other), other - one)
        if not any(each.back for each in across):
            graph.join((x, other), (x, one), other - one)


def open_floor(places: Sequence[Place]) -> list[list[float]]:
    """Lengths where nothing is known of ways: along both axes."""
    return [[abs(a.x - b.x) + abs(a.y - b.y) for b in places] for a in places]
