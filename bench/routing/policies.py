"""Rules of thumb for walking one block, as the literature measures them: aisles from left to right,
from the depot at the front and back there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

Aisles = Mapping[float, Sequence[float]]
"""Positions by x of the aisle, ascending."""
Policy = Callable[[Aisles, float, float], float]
"""Length of the walk through these aisles, whose depth and whose depot's x are given."""


def s_shape(aisles: Aisles, depth: float, depot: float) -> float:
    """Each aisle is walked through; the last one back from its last stop if their number is odd."""
    lines = sorted(aisles)
    if len(lines) % 2 == 0:
        return _across(lines, depot) + len(lines) * depth
    return _across(lines, depot) + (len(lines) - 1) * depth + 2 * max(aisles[lines[-1]])


def largest_gap(aisles: Aisles, depth: float, depot: float) -> float:
    """The first and the last aisle are walked through, the others from both ends up to the widest
    stretch without a stop."""
    lines = sorted(aisles)
    if len(lines) == 1:
        return _across(lines, depot) + 2 * max(aisles[lines[0]])
    inner = sum(2 * (depth - _widest(aisles[line], depth)) for line in lines[1:-1])
    return _across(lines, depot) + 2 * depth + inner


def back_again(aisles: Aisles, depth: float, depot: float) -> float:
    """Each aisle is entered and left at the front ("return")."""
    return _across(sorted(aisles), depot) + sum(2 * max(each) for each in aisles.values())


def combined(aisles: Aisles, depth: float, depot: float) -> float:
    """Each aisle is walked through or entered and left at one end, as suits the next ones best."""
    at_front, at_back = 0.0, float("inf")
    for line in sorted(aisles):
        positions = aisles[line]
        at_front, at_back = (
            min(at_front + 2 * max(positions), at_back + depth),
            min(at_front + depth, at_back + 2 * (depth - min(positions))),
        )
    return _across(sorted(aisles), depot) + at_front


POLICIES: Mapping[str, Policy] = {
    "s_shape": s_shape,
    "largest_gap": largest_gap,
    "return": back_again,
    "combined": combined,
}


def _across(lines: Sequence[float], depot: float) -> float:
    return abs(depot - lines[0]) + lines[-1] - lines[0] + abs(lines[-1] - depot)


def _widest(positions: Iterable[float], depth: float) -> float:
    points = [0, *positions, depth]
    return max(after - before for before, after in pairwise(points))
