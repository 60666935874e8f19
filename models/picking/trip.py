"""A tour as a plan (what is walked where) and the stops in the sequence in which it meets them."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")

NONE, PASS, FRONT, BACK, GAP, TWICE = range(6)
"""What is walked between two cross aisles of a column: nothing; through; in and out from the front;
from the back; from both, but for the largest gap; through and back."""

Stops = Sequence[tuple[float, int]]
"""(position, number) of the stops between two cross aisles, ascending in position."""


class Plan(NamedTuple):
    """`ways`: of each column, from front to back, what is walked in each block. `crossings`:
    between each column and the next, how often each cross aisle is walked."""

    length: float
    ways: list[tuple[int, ...]]
    crossings: list[tuple[int, ...]]


def cheapest(
    row: Sequence[float], arcs: Sequence[tuple[int, T, int]], prices: Sequence[float]
) -> tuple[T, int]:
    """Of arcs (class before, what is walked, number of its price) into one class: what is walked
    on the one that makes it cheapest, and the class before."""
    before, what, price = arcs[0]
    least, found = row[before] + prices[price], (what, before)
    for before, what, price in arcs[1:]:
        length = row[before] + prices[price]
        if length < least:
            least, found = length, (what, before)
    return found


def sequence(plan: Plan, columns: Sequence[Sequence[Stops]]) -> list[int]:
    """Numbers of the stops as the tour meets them, beginning anywhere; in and out means picked on
    the way in. `columns`: of each column, from front to back, the stops in each block."""
    corners = len(columns[0]) + 1
    beside: list[list[int]] = [[] for _ in range(len(columns) * corners)]
    ends: list[list[int]] = [[] for _ in beside]
    edges: list[tuple[int, int, Sequence[int]]] = []
    corner = 0
    for ways, blocks in zip(plan.ways, columns, strict=True):
        for way, stops in zip(ways, blocks, strict=True):
            if way in (PASS, TWICE):
                numbers = [number for _, number in stops]
                edges.append((corner, corner + 1, numbers))
                if way == TWICE:
                    edges.append((corner, corner + 1, ()))
            elif stops:
                numbers = [number for _, number in stops]
                cut = len(stops) if way == FRONT else 0 if way == BACK else _largest_gap(stops)
                beside[corner] += numbers[:cut]
                beside[corner + 1] += numbers[: cut - 1 if cut else None : -1]
            corner += 1
        corner += 1
    corner = 0
    for times in plan.crossings:
        for count in times:
            edges += [(corner, corner + corners, ())] * count
            corner += 1
    for number, (one, other, _) in enumerate(edges):
        ends[one].append(number)
        ends[other].append(number)
    return _met(beside, ends, edges)


def _largest_gap(stops: Stops) -> int:
    """How many stops lie before the widest gap between two."""
    if len(stops) < 2:
        return 0
    return max(range(1, len(stops)), key=lambda at: stops[at][0] - stops[at - 1][0])


def _met(
    beside: list[list[int]], ends: list[list[int]], edges: list[tuple[int, int, Sequence[int]]]
) -> list[int]:
    """A closed walk over all edges, each once (Hierholzer), and the stops along it."""
    start = next((corner for corner, at in enumerate(ends) if at), None)
    if start is None:
        return [number for numbers in beside for number in numbers]
    is_walked = [False] * len(edges)
    stack: list[tuple[int, Sequence[int]]] = [(start, ())]
    met: list[int] = []
    while stack:
        corner, on_the_way = stack[-1]
        left = ends[corner]
        while left and is_walked[left[-1]]:
            left.pop()
        if left:
            edge = left.pop()
            is_walked[edge] = True
            one, other, on_it = edges[edge]
            if corner == one:
                stack.append((other, on_it[::-1]))
            else:
                stack.append((one, on_it))
            continue
        # The walk comes out backwards: here it is at `corner`, and leaves it as it came.
        stack.pop()
        met += beside[corner]
        beside[corner] = []
        met += on_the_way
    assert all(is_walked)
    return met
