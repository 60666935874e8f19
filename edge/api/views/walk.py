"""What a picker still has to walk: the floor to draw it on, the stops, and the way between them."""

from typing import Any

import apsw
import msgspec

from edge.store.floors import Floors
from edge.store.local import OPEN_TASK
from edge.store.trips import storage
from models.picking.layout import Layout, Place
from models.picking.way import way_through

MM = 1_000
SPOTS_MAX = 20_000
STOPS_MAX = 200
_LEFT = (
    "SELECT l.code, l.x_mm, l.y_mm, count(*), p.code, p.x_mm, p.y_mm FROM lease e"
    " CROSS JOIN task t ON t.id=e.task_id CROSS JOIN location l ON l.id=+t.from_location"
    " CROSS JOIN location p ON p.id=+t.to_location"
    f" WHERE e.person_id=? AND e.until_ms>? AND t.kind='pick' AND t.{OPEN_TASK}"
    f" GROUP BY l.id ORDER BY min(t.sequence), l.id LIMIT {STOPS_MAX}"
)
_PLACE = "SELECT code, x_mm, y_mm FROM location WHERE code=? AND warehouse_id=?"


class Point(msgspec.Struct, frozen=True):
    """A point of the floor."""

    x_mm: int
    y_mm: int


class Line(msgspec.Struct, frozen=True):
    """A straight stretch that is walked."""

    start: Point
    end: Point


class WalkFloor(msgspec.Struct, frozen=True):
    """Where goods lie, each point once, and the aisles where there are such."""

    spots: list[Point]
    lines: list[Line]


class WalkStop(msgspec.Struct, frozen=True):
    """A place to pick at. `end`: the number of the corner of the way where it is reached."""

    location: str
    x_mm: int
    y_mm: int
    picks: int
    end: int


class Walk(msgspec.Struct, frozen=True):
    """From here through all stops to the packing place; no stops where nothing is left."""

    stops: list[WalkStop]
    way: list[Point]
    metres: int
    home: str | None = None


def walk_floor(
    connection: apsw.Connection, floors: Floors, warehouse_id: int, now_ms: int
) -> WalkFloor:
    """All of the site's storage."""
    found = storage(connection, warehouse_id)
    spots = sorted({(int(place.x), int(place.y)) for place in found.places})[:SPOTS_MAX]
    layout = floors.at(connection, now_ms).layout
    return WalkFloor([Point(*spot) for spot in spots], _lines(layout) if layout else [])


def walk_left(
    connection: apsw.Connection,
    floors: Floors,
    warehouse_id: int,
    person_id: int,
    here: str | None,
    now_ms: int,
) -> Walk:
    """`here`: the code of the place where the picker stands; else they come from where they bring
    it."""
    rows: list[tuple[Any, ...]] = connection.execute(_LEFT, (person_id, now_ms)).fetchall()
    if not rows:
        return Walk([], [], 0)
    stops = [Place(code, x, y) for code, x, y, *_ in rows]
    home = Place(*rows[-1][4:7])
    start = (_place(connection, here, warehouse_id) if here else None) or home
    way = way_through(floors.at(connection, now_ms).layout, [start, *stops, home])
    shown = [
        WalkStop(place.name, int(place.x), int(place.y), row[3], end)
        for place, row, end in zip(stops, rows, way.ends, strict=False)
    ]
    points = [Point(int(x), int(y)) for x, y in way.points]
    return Walk(shown, points, round(way.length / MM), home.name)


def _place(connection: apsw.Connection, code: str, warehouse_id: int) -> Place | None:
    rows: list[tuple[Any, ...]] = connection.execute(_PLACE, (code, warehouse_id)).fetchall()
    return Place(*rows[0]) if rows else None


def _lines(layout: Layout) -> list[Line]:
    front, back = layout.crosses[0], layout.crosses[-1]
    first, last = layout.aisles[0], layout.aisles[-1]
    ends = [((x, front), (x, back)) for x in layout.aisles]
    ends += [((first, y), (last, y)) for y in layout.crosses]
    return [Line(_point(layout, *a), _point(layout, *b)) for a, b in ends]


def _point(layout: Layout, x: float, y: float) -> Point:
    return Point(int(y), int(x)) if layout.is_turned else Point(int(x), int(y))
