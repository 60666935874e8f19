"""The floor as parallel aisles between cross aisles, recognised from where its locations lie.

A location's coordinates are where one stands to reach it: both faces of an aisle are on its line,
or close to it. A cross aisle runs along either end of the aisles, and wherever all aisles leave
out a stretch at the same place.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import msgspec

# Two aisles are further apart than this: racks of twice half a metre stand between them.
AISLE_WIDTH_MAX = 1_500
# A stretch without locations that one can walk through, beyond the pitch of the bays.
CROSS_AISLE_MIN = 1_500


class Place(NamedTuple):
    """A location with its coordinates in mm."""

    name: str
    x: float
    y: float


class Spot(NamedTuple):
    """Where a place is on the floor: a column, how far along it from the front, and how far one
    walks off it, there and not back."""

    x: float
    along: float
    aside: float


class Layout(msgspec.Struct, frozen=True):
    """`aisles`: their lines, ascending; `crosses`: the lines of the cross aisles, ascending, the
    front one first. `is_turned`: aisles run along x instead of y."""

    aisles: tuple[float, ...]
    crosses: tuple[float, ...]
    is_turned: bool = False

    @property
    def blocks(self) -> int:
        """Blocks of aisles between cross aisles."""
        return len(self.crosses) - 1

    def spot(self, place: Place) -> Spot | None:
        """A place in an aisle; one in front of all aisles or behind them is reached from the cross
        aisle there. None: it lies where the layout knows no way."""
        across, along = (place.y, place.x) if self.is_turned else (place.x, place.y)
        front, back = self.crosses[0], self.crosses[-1]
        if along <= front or along >= back:
            end = front if along <= front else back
            return Spot(across, end - front, abs(along - end))
        aisles, at = self.aisles, bisect_left(self.aisles, across)
        if at == len(aisles) or (at and across - aisles[at - 1] <= aisles[at] - across):
            at -= 1
        line = aisles[at]
        if abs(line - across) > AISLE_WIDTH_MAX:
            return None
        return Spot(line, along - front, 0)


def recognise(places: Iterable[Place]) -> Layout | None:
    """The layout of these storage places; None where they do not lie in aisles. Where both
    directions would do, aisles are the longer rows."""
    points = [(place.x, place.y) for place in places]
    if not points:
        return None
    upright = _layout(points, is_turned=False)
    turned = _layout([(y, x) for x, y in points], is_turned=True)
    known = [layout for layout in (upright, turned) if layout is not None]
    return min(known, key=lambda layout: len(layout.aisles), default=None)


def _layout(points: Sequence[tuple[float, float]], *, is_turned: bool) -> Layout | None:
    aisles = _lines({x for x, _ in points})
    if aisles is None:
        return None
    along = sorted({y for _, y in points})
    steps = [after - before for before, after in pairwise(along)]
    pitch = median(steps) if steps else 1_000
    crosses = [along[0] - pitch]
    crosses += [
        (before + after) / 2
        for before, after in pairwise(along)
        if after - before >= pitch + CROSS_AISLE_MIN
    ]
    crosses.append(along[-1] + pitch)
    return Layout(aisles, tuple(crosses), is_turned)


def _lines(values: set[float]) -> tuple[float, ...] | None:
    """Values closer than the width of an aisle are the faces of one; None where that leads on and
    on, as with the bays along an aisle."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= AISLE_WIDTH_MAX:
            groups[-1].append(value)
        else:
            groups.append([value])
    if any(group[-1] - group[0] > AISLE_WIDTH_MAX for group in groups):
        return None
    return tuple((group[0] + group[-1]) / 2 for group in groups)
