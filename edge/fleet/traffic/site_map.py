"""A site's nodes, segments and stations as drawn, and the numbered graph that traffic runs on."""

import math
from collections.abc import Iterable, Sequence

import msgspec

HEADINGS = 4
NOWHERE = -1
RIGHT_ANGLE = math.pi / 2
NODES_MAX = 20_000


class BadMap(ValueError):
    """A map that names what it does not have, or names something twice."""


class Node(msgspec.Struct, frozen=True):
    """Where one robot fits. Neighbouring nodes are so far apart that two robots may stand there."""

    name: str
    x_mm: int
    y_mm: int


class Segment(msgspec.Struct, frozen=True):
    """A stretch driven from `start` to `end`; a stretch for both directions is two segments."""

    start: str
    end: str
    length_mm: int


class Station(msgspec.Struct, frozen=True):
    """Where robots have something to do: load, unload, charge, park."""

    name: str
    node: str


class SiteMap(msgspec.Struct, frozen=True):
    """As imported or drawn."""

    nodes: tuple[Node, ...]
    segments: tuple[Segment, ...]
    stations: tuple[Station, ...] = ()


class Graph:
    """Nodes by number. `onward[n]` and `inward[n]`: neighbours; `ahead[n][h]`: the neighbour in
    heading h (0 east, then counter-clockwise), where the map has right angles."""

    def __init__(self, nodes: Sequence[Node], ways: Iterable[tuple[int, int, int]]) -> None:
        self.names = tuple(node.name for node in nodes)
        self.numbers = {name: number for number, name in enumerate(self.names)}
        self.length: dict[tuple[int, int], int] = {}
        self.onward: list[tuple[int, ...]] = [()] * len(nodes)
        self.inward: list[tuple[int, ...]] = [()] * len(nodes)
        self.ahead = [[NOWHERE] * HEADINGS for _ in nodes]
        for start, end, length in ways:
            self.length[start, end] = length
            self.onward[start] += (end,)
            self.inward[end] += (start,)
            self.ahead[start][heading(nodes[start], nodes[end])] = end

    def __len__(self) -> int:
        return len(self.names)


def heading(start: Node, end: Node) -> int:
    """The nearest of the four."""
    angle = math.atan2(end.y_mm - start.y_mm, end.x_mm - start.x_mm)
    return round(angle / RIGHT_ANGLE) % HEADINGS


def graph_of(site: SiteMap) -> Graph:
    """Raises BadMap."""
    numbers = {node.name: number for number, node in enumerate(site.nodes)}
    if len(numbers) < len(site.nodes) or len(site.nodes) > NODES_MAX:
        raise BadMap(f"a node is named twice, or there are more than {NODES_MAX}")
    seen: set[tuple[str, str]] = set()
    for segment in site.segments:
        way = (segment.start, segment.end)
        if way in seen or segment.start == segment.end or segment.length_mm <= 0:
            raise BadMap(f"{way}: twice, without length, or from a node to itself")
        seen.add(way)
    unknown = {name for way in seen for name in way} | {each.node for each in site.stations}
    if unknown := unknown - numbers.keys():
        raise BadMap(f"no such node: {', '.join(sorted(unknown))}")
    return Graph(
        site.nodes,
        [(numbers[each.start], numbers[each.end], each.length_mm) for each in site.segments],
    )
