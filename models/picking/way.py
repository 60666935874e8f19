"""The way somebody walks from place to place, corner by corner: to be drawn and told in metres."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from models.picking.layout import Layout, Place, Spot

Point = tuple[float, float]


class Way(NamedTuple):
    """Corners in mm, and how long it is. `ends`: for each place after the first, the number of the
    corner at which it is reached."""

    points: tuple[Point, ...]
    ends: tuple[int, ...]
    length: float


def way_through(layout: Layout | None, places: Sequence[Place]) -> Way:
    """Along aisles and cross aisles; straight to and from what lies where no way is known."""
    points: list[Point] = [(places[0].x, places[0].y)] if places else []
    ends = []
    for before, after in pairwise(places):
        for point in (*_corners(layout, before, after), (after.x, after.y)):
            if point != points[-1]:
                points.append(point)
        ends.append(len(points) - 1)
    length = sum(abs(x1 - x0) + abs(y1 - y0) for (x0, y0), (x1, y1) in pairwise(points))
    return Way(tuple(points), tuple(ends), length)


def _corners(layout: Layout | None, before: Place, after: Place) -> list[Point]:
    if layout is None:
        return []
    here, there = layout.spot(before), layout.spot(after)
    if here is None or there is None:
        return []
    met = [(here.x, here.along)]
    if here.x != there.x:
        cross = _cross(layout, here, there)
        met += [(here.x, cross), (there.x, cross)]
    met.append((there.x, there.along))
    front = layout.crosses[0]
    return [(along + front, x) if layout.is_turned else (x, along + front) for x, along in met]


def _cross(layout: Layout, here: Spot, there: Spot) -> float:
    """The cross aisle by which it is shortest, from the front."""
    crosses = [cross - layout.crosses[0] for cross in layout.crosses]
    return min(crosses, key=lambda cross: abs(here.along - cross) + abs(there.along - cross))
