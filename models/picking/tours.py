"""Tours over a matrix of lengths, which may differ by direction: the exact one for a few stops,
else a good one: the nearest next, mended by turning stretches round and moving short ones."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf

Matrix = Sequence[Sequence[float]]
EXACT_STOPS_MAX = 12
"""Besides the start: 2¹² sets of stops with 12 last ones each take a tenth of a second."""
MOVED_STOPS_MAX = 3
GAIN_MIN = 1e-9


def tour(lengths: Matrix, is_enough: Callable[[], bool] = lambda: False) -> list[int]:
    """A closed tour from 0 over all rows. `is_enough` ends mending early."""
    if len(lengths) - 1 <= EXACT_STOPS_MAX:
        return exact_tour(lengths)
    return mended(nearest_next(lengths), lengths, is_enough)


def tour_length(stops: Sequence[int], lengths: Matrix) -> float:
    """All round, back to the first."""
    return sum(lengths[stops[at - 1]][stops[at]] for at in range(len(stops)))


def exact_tour(lengths: Matrix) -> list[int]:
    """Held and Karp (1962): the shortest way to be at one stop after each set of stops."""
    count = len(lengths) - 1
    assert count <= EXACT_STOPS_MAX
    if count < 1:
        return [0]
    stops = range(count)
    least: list[list[float]] = [[]] * (1 << count)
    for visited in range(1, 1 << count):
        row = [inf] * count
        for last in stops:
            before = visited ^ 1 << last
            if before > visited:
                continue
            if not before:
                row[last] = lengths[0][last + 1]
                continue
            reached = least[before]
            row[last] = min([reached[one] + lengths[one + 1][last + 1] for one in stops])
        least[visited] = row
    visited, after, found = (1 << count) - 1, 0, [0]
    while visited:
        row = least[visited]
        last = min(stops, key=lambda one: row[one] + lengths[one + 1][after])
        visited ^= 1 << last
        after = last + 1
        found.append(after)
    return [0, *found[:0:-1]]


def nearest_next(lengths: Matrix) -> list[int]:
    """Always to the nearest stop that is left."""
    found, left = [0], list(range(1, len(lengths)))
    while left:
        row = lengths[found[-1]]
        stop = min(left, key=row.__getitem__)
        left.remove(stop)
        found.append(stop)
    return found


def mended(
    stops: Sequence[int], lengths: Matrix, is_enough: Callable[[], bool] = lambda: False
) -> list[int]:
    """Until no stretch is better turned round and none of up to three stops better elsewhere."""
    found = list(stops)
    while not is_enough() and (_turned(found, lengths) or _moved(found, lengths)):
        pass
    return found


def _turned(stops: list[int], lengths: Matrix) -> bool:
    """2-opt: turn one stretch round, if that helps; the stretch itself may be longer backwards."""
    count, is_better = len(stops), False
    for first in range(1, count - 1):
        forth = back = 0.0
        before = lengths[stops[first - 1]]
        for last in range(first + 1, count):
            inner, end = stops[last - 1], stops[last]
            forth += lengths[inner][end]
            back += lengths[end][inner]
            after = stops[(last + 1) % count]
            start = stops[first]
            now = before[start] + forth + lengths[end][after]
            then = before[end] + back + lengths[start][after]
            if then < now - GAIN_MIN:
                stops[first : last + 1] = stops[first : last + 1][::-1]
                forth, back, is_better = back, forth, True
    return is_better


def _moved(stops: list[int], lengths: Matrix) -> bool:
    """Or-opt: put up to three neighbours elsewhere, either way round."""
    for size in range(1, MOVED_STOPS_MAX + 1):
        for at in range(1, len(stops) - size + 1):
            part, rest = stops[at : at + size], stops[:at] + stops[at + size :]
            one, other = rest[at - 1], rest[at % len(rest)]
            gain = lengths[one][part[0]] + lengths[part[-1]][other] - lengths[one][other]
            found = _best_place(rest, part, lengths)
            if found is not None and found[0] < gain - GAIN_MIN + _inner(part, lengths):
                stops[:] = rest[: found[1]] + found[2] + rest[found[1] :]
                return True
    return False


def _best_place(
    rest: list[int], part: list[int], lengths: Matrix
) -> tuple[float, int, list[int]] | None:
    """(what it adds, where, which way round)."""
    best: tuple[float, int, list[int]] | None = None
    for way in (part, part[::-1]):
        inner = _inner(way, lengths)
        for at in range(1, len(rest) + 1):
            one, other = rest[at - 1], rest[at % len(rest)]
            added = lengths[one][way[0]] + inner + lengths[way[-1]][other] - lengths[one][other]
            if best is None or added < best[0]:
                best = (added, at, way)
    return best


def _inner(part: Sequence[int], lengths: Matrix) -> float:
    return sum(lengths[one][other] for one, other in pairwise(part))
