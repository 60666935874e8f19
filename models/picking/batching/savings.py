"""Batches by savings, Clarke and Wright's second way: join the two batches that save most, and look
again only at what the new one could join."""

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush

from models.picking.batching.problem import Batch, Problem

Enough = Callable[[], bool]


def first_fit(problem: Problem, parts: Iterable[Batch] | None = None) -> list[Batch]:
    """As they come, each into the first batch with room; walks are not looked at, but where there
    are deadlines."""
    batches: list[Batch] = []
    for part in parts if parts is not None else ((number,) for number in range(problem.size)):
        for at, batch in enumerate(batches):
            joined = tuple(sorted(batch + part))
            fits = problem.holds(problem.load(batch), problem.load(part))
            if fits and problem.is_in_time(joined):
                batches[at] = joined
                break
        else:
            batches.append(part)
    return batches


def by_savings(problem: Problem, is_enough: Enough = lambda: False) -> list[Batch]:
    """Stopped early, batches are joined as far as it came and the rest by `first_fit`."""
    batches: dict[int, tuple[Batch, int, float]] = {}
    for number in range(problem.size):
        spots = problem.spots[number]
        batches[number] = (number,), spots, problem.length(spots)
    heap: list[tuple[float, int, int]] = []
    for other in range(problem.size):
        if is_enough():
            return first_fit(problem)
        heap += _pairs(problem, batches, other, range(other))
    heapify(heap)
    fresh = problem.size
    while heap and not is_enough():
        _, one, other = heappop(heap)
        if one not in batches or other not in batches:
            continue
        (batch, spots, _), (more, others, _) = batches.pop(one), batches.pop(other)
        spots |= others
        batches[fresh] = tuple(sorted(batch + more)), spots, problem.length(spots)
        for pair in _pairs(problem, batches, fresh, [key for key in batches if key != fresh]):
            heappush(heap, pair)
        fresh += 1
    found = sorted(batch for batch, _, _ in batches.values())
    return first_fit(problem, found) if heap else found


def _pairs(
    problem: Problem,
    batches: dict[int, tuple[Batch, int, float]],
    other: int,
    ones: range | list[int],
) -> list[tuple[float, int, int]]:
    """(less the saving, the two) for each that it could join with a gain."""
    more, others, length = batches[other]
    load = problem.load(more)
    found: list[tuple[float, int, int]] = []
    for one in ones:
        batch, spots, alone = batches[one]
        if problem.holds(problem.load(batch), load):
            saved = alone + length - problem.length(spots | others)
            if saved > 0 and problem.is_in_time(batch + more):
                found.append((-saved, one, other))
    return found
