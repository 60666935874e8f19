"""The floor as a site draws it for its robots: read, checked, shown, and numbered for traffic."""

import math
from collections.abc import Iterable
from hashlib import blake2b
from typing import Annotated

import msgspec
from msgspec import Meta

from edge.fleet.picture import (
    MapView,
    NodeView,
    NoSuchSegment,
    SegmentView,
    StationKind,
    StationView,
)
from edge.fleet.traffic import checks
from edge.fleet.traffic.site_map import (
    NODES_MAX,
    BadMap,
    Graph,
    Node,
    Segment,
    SiteMap,
    Station,
    graph_of,
)
from models.warehouse.texts import NO_NUL

FLOOR_BYTES_MAX = 8_000_000
FAULTS_SHOWN_MAX = 200
Way = tuple[int, int]
Name = Annotated[str, Meta(min_length=1, max_length=80, pattern=NO_NUL)]
Millimetres = Annotated[int, Meta(ge=-10_000_000, le=10_000_000)]
Length = Annotated[int, Meta(ge=0, le=10_000_000)]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something of a drawing; a misspelt field is an error, not a default."""


class DrawnNode(_Part, frozen=True, kw_only=True):
    """Where one robot fits. `bars` of its marker on the floor."""

    name: Name
    x_mm: Millimetres
    y_mm: Millimetres
    bars: Annotated[int, Meta(ge=1, le=3)] = 1


class DrawnSegment(_Part, frozen=True, kw_only=True):
    """A stretch between two nodes; without a length it is straight."""

    start: Name
    end: Name
    length_mm: Length = 0
    one_way: bool = False
    name: Annotated[str, Meta(max_length=80)] = ""


class DrawnStation(_Part, frozen=True, kw_only=True):
    """Something to do at a node. `location`: the code of the place of the warehouse it serves."""

    name: Name
    node: Name
    kind: StationKind = StationKind.HANDOVER
    location: Annotated[str, Meta(max_length=80)] = ""


class Drawing(_Part, frozen=True, kw_only=True):
    """What is imported."""

    nodes: Annotated[tuple[DrawnNode, ...], Meta(max_length=NODES_MAX)]
    segments: Annotated[tuple[DrawnSegment, ...], Meta(max_length=4 * NODES_MAX)]
    stations: Annotated[tuple[DrawnStation, ...], Meta(max_length=NODES_MAX)] = ()


class Floor:
    """A drawing that traffic can run on."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.nodes = {node.name: node for node in drawing.nodes}
        self.site = _site_map(drawing, self.nodes)
        self.graph: Graph = graph_of(self.site)
        self.segments = {each.name: each for each in _segments(drawing, self.nodes)}
        if len(self.segments) < len(drawing.segments):
            raise BadMap("two segments have one name")
        self.stations = {each.name: each for each in drawing.stations}
        if len(self.stations) < len(drawing.stations):
            raise BadMap("two stations have one name")
        self.at_location = {each.location: each for each in drawing.stations if each.location}
        self.chargers = self._numbers(StationKind.CHARGER)
        self.parking = self._numbers(StationKind.PARKING)
        body = msgspec.json.encode(drawing)
        self.version = blake2b(body, digest_size=8).hexdigest() if drawing.nodes else ""
        self.view = self._view()

    def _numbers(self, kind: StationKind) -> tuple[int, ...]:
        found = (each.node for each in self.drawing.stations if each.kind is kind)
        return tuple(dict.fromkeys(self.graph.numbers[node] for node in found))

    def ways(self, segment: str) -> frozenset[Way]:
        """The directions of a stretch; raises NoSuchSegment."""
        found = self.segments.get(segment)
        if found is None:
            raise NoSuchSegment(segment)
        start, end = self.graph.numbers[found.start], self.graph.numbers[found.end]
        both = ((start, end), (end, start))
        return frozenset(way for way in both if way in self.graph.length)

    def segment_between(self, start: str, end: str) -> str | None:
        """The name of the stretch between two nodes."""
        for each in self.segments.values():
            if {each.start, each.end} == {start, end}:
                return each.name
        return None

    def _view(self) -> MapView:
        faults = checks.faults_of(self.site) if self.drawing.nodes else []
        return MapView(
            version=self.version,
            nodes=tuple(
                NodeView(name=node.name, x_mm=node.x_mm, y_mm=node.y_mm)
                for node in self.drawing.nodes
            ),
            segments=tuple(self.segments.values()),
            stations=tuple(
                StationView(name=each.name, node=each.node, kind=each.kind, location=each.location)
                for each in self.drawing.stations
            ),
            faults=tuple(
                f"{fault.kind.value}: {' '.join(fault.names)}"
                for fault in faults[:FAULTS_SHOWN_MAX]
            ),
        )


NO_FLOOR = Drawing(nodes=(), segments=())


def read_drawing(data: bytes) -> Floor:
    """A floor out of JSON; raises BadMap with what is wrong."""
    try:
        return Floor(msgspec.json.decode(data, type=Drawing))
    except msgspec.MsgspecError as error:
        raise BadMap(str(error)) from error


def losing(floor: Floor) -> list[str]:
    """What is wrong with it that may cost a robot: ways nobody comes back from, stations that
    cannot be reached. Dead ends and bridges only cost time."""
    grave = (checks.FaultKind.NO_WAY_BACK.value, checks.FaultKind.STATION_UNREACHABLE.value)
    return [fault for fault in floor.view.faults if fault.split(":")[0] in grave]


def _site_map(drawing: Drawing, nodes: dict[str, DrawnNode]) -> SiteMap:
    ways: list[Segment] = []
    for each in drawing.segments:
        length = _length(each, nodes)
        ways.append(Segment(each.start, each.end, length))
        if not each.one_way:
            ways.append(Segment(each.end, each.start, length))
    return SiteMap(
        tuple(Node(node.name, node.x_mm, node.y_mm) for node in drawing.nodes),
        tuple(ways),
        tuple(Station(each.name, each.node) for each in drawing.stations),
    )


def _length(segment: DrawnSegment, nodes: dict[str, DrawnNode]) -> int:
    if segment.length_mm:
        return segment.length_mm
    start, end = nodes.get(segment.start), nodes.get(segment.end)
    if start is None or end is None:
        raise BadMap(f"no such node: {segment.start if start is None else segment.end}")
    return round(math.hypot(end.x_mm - start.x_mm, end.y_mm - start.y_mm))


def _segments(drawing: Drawing, nodes: dict[str, DrawnNode]) -> Iterable[SegmentView]:
    for each in drawing.segments:
        yield SegmentView(
            name=each.name or f"{each.start}-{each.end}",
            start=each.start,
            end=each.end,
            length_mm=_length(each, nodes),
            both_ways=not each.one_way,
        )
