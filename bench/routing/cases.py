"""Random floors and picks."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from bench.routing.exact import Point
from models.picking.layout import Layout, Place

AISLE_PITCH = 5_000
BAYS = 46
BAY = 1_000


class Case(NamedTuple):
    """A floor, where the walk begins, and where it leads."""

    layout: Layout
    depot: Place
    places: list[Place]

    @property
    def points(self) -> list[Point]:
        """All of them, each once, the depot first."""
        return list(dict.fromkeys((place.x, place.y) for place in (self.depot, *self.places)))


def odd_case(chance: random.Random, blocks: int, picks_max: int) -> Case:
    """Anything that may come up: narrow and wide floors, the depot at either end or between two
    aisles, places that repeat, lie at the very ends, or in the middle cross aisle."""
    aisles, pitch = chance.choice((1, 2, 3, 5, 8)), chance.choice((2, 3, 5, 20))
    depth = chance.choice((4, 10, 20, 31))
    crosses = (0, depth) if blocks == 1 else (0, chance.randint(1, depth - 1), depth)
    layout = Layout(tuple(pitch * number for number in range(aisles)), crosses)
    depot_x = pitch * chance.randrange(aisles) + chance.choice((0, 0, 1))
    depot = Place("depot", depot_x, chance.choice((0, 0, depth)))
    places = [
        Place(str(number), pitch * chance.randrange(aisles), chance.randint(0, depth))
        for number in range(chance.randint(1, picks_max))
    ]
    return Case(layout, depot, places)


def usual_case(chance: random.Random, aisles: int, picks: int, blocks: int = 1) -> Case:
    """A floor of the literature: 46 m deep, aisles every 5 m, in mm, the depot at the first one."""
    crosses = tuple(BAYS * BAY * number / blocks for number in range(blocks + 1))
    layout = Layout(tuple(AISLE_PITCH * number for number in range(aisles)), crosses)
    places = [_place(chance.randrange(aisles), chance.randint(1, BAYS - 1)) for _ in range(picks)]
    return Case(layout, Place("depot", 0, 0), places)


def _place(aisle: int, bay: int) -> Place:
    return Place(f"{aisle:02}-{bay:02}", aisle * AISLE_PITCH, bay * BAY)


def in_aisles(points: Sequence[Point]) -> dict[float, list[float]]:
    """Positions by aisle, ascending."""
    found: dict[float, list[float]] = {}
    for x, along in sorted(set(points)):
        found.setdefault(x, []).append(along)
    return found
