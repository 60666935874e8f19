"""Nearest neighbour and 2-opt, what a program without an exact method does: over the same places,
to the same answer."""

from bench.routing.cases import Case
from bench.routing.exact import matrix


def nearest_and_two_opt(case: Case) -> float:
    """Length of its tour; lengths between the places are part of the work."""
    lengths = matrix(case.points, case.layout.crosses)
    tour, left = [0], set(range(1, len(lengths)))
    while left:
        row = lengths[tour[-1]]
        stop = min(left, key=row.__getitem__)
        left.remove(stop)
        tour.append(stop)
    while _turn_round(tour, lengths):
        pass
    return sum(lengths[tour[at - 1]][tour[at]] for at in range(len(tour)))


def _turn_round(tour: list[int], lengths: list[list[float]]) -> bool:
    count, is_better = len(tour), False
    for first in range(count - 2):
        one, other = tour[first], tour[first + 1]
        for last in range(first + 2, count - (first == 0)):
            end, after = tour[last], tour[(last + 1) % count]
            gain = lengths[one][other] + lengths[end][after] - lengths[one][end]
            if gain - lengths[other][after] > 1e-9:
                tour[first + 1 : last + 1] = tour[last:first:-1]
                other, is_better = tour[first + 1], True
    return is_better
