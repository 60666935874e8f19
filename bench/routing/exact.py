"""The shortest tour by trying all sequences (Held and Karp), and lengths between places of a block
layout in closed form: nothing of it is shared with what it judges."""

from collections.abc import Sequence

Point = tuple[float, float]
"""(x of the column, distance from the front)."""


def walk(one: Point, other: Point, crosses: Sequence[float]) -> float:
    """Within an aisle straight, else through the cross aisle that suits best."""
    if one[0] == other[0]:
        return abs(one[1] - other[1])
    through = min(abs(one[1] - cross) + abs(other[1] - cross) for cross in crosses)
    return abs(one[0] - other[0]) + through


def matrix(points: Sequence[Point], crosses: Sequence[float]) -> list[list[float]]:
    """From each to each."""
    return [[walk(one, other, crosses) for other in points] for one in points]


def shortest_tour(lengths: Sequence[Sequence[float]]) -> float:
    """Forwards from 0: the least length for each set already visited and each last stop."""
    others = list(range(1, len(lengths)))
    if not others:
        return 0
    reached = {(1 << stop, stop): lengths[0][stop] for stop in others}
    for _ in others[1:]:
        further: dict[tuple[int, int], float] = {}
        for (visited, last), length in reached.items():
            for stop in others:
                if not visited >> stop & 1:
                    key = (visited | 1 << stop, stop)
                    longer = length + lengths[last][stop]
                    if longer < further.get(key, float("inf")):
                        further[key] = longer
        reached = further
    return min(length + lengths[last][0] for (_, last), length in reached.items())
