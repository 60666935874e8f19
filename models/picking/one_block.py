"""The shortest tour through one block of parallel aisles between two cross aisles.

Ratliff and Rosenthal (1983): a tour is built aisle by aisle; all that matters of its part so far is
how it touches the two ends of the last aisle. Of their seven classes two can never be between two
aisles that both hold a stop. Aisles without a stop are never walked through, since a shortest way
between two stops needs no other aisle than theirs, and no aisle is walked twice (Revenant,
Cambazard and Catusse, 2020). The depot is a stop like any other, at position 0 of its column.
"""

from collections.abc import Iterable, Sequence
from math import inf

from models.picking.trip import BACK, FRONT, GAP, PASS, Plan, cheapest

Costs = tuple[float, float, float, float, float, float]
"""x of a column; walking through it; in and out from the back; from the front; from both, but for
the largest gap; the least of the last three."""
Row = tuple[float, float, float, float, float]
"""Least length by class: odd at both ends and connected; even at the front; even at the back; even
at both and connected; even at both and not connected."""

# How each class is reached: (class before, what is walked, number of its price): in the aisle …
_BY_AISLE = tuple(
    tuple((before, way, way) for before, way in arcs)
    for arcs in (
        ((0, FRONT), (0, BACK), (0, GAP), (1, PASS), (2, PASS), (3, PASS), (4, PASS)),
        ((1, FRONT),),
        ((2, BACK),),
        ((0, PASS), (3, FRONT), (3, BACK), (3, GAP)),
        ((4, FRONT), (4, BACK), (4, GAP), (1, BACK), (1, GAP), (2, FRONT), (2, GAP)),
    )
)
# … and in the cross aisles: how often the front one, how often the back one.
_BY_CROSSING = tuple(
    tuple((before, times, sum(times)) for before, times in arcs)
    for arcs in (
        ((0, (1, 1)),),
        ((1, (2, 0)), (3, (2, 0))),
        ((2, (0, 2)), (3, (0, 2))),
        ((3, (2, 2)),),
        ((1, (2, 2)), (2, (2, 2)), (4, (2, 2))),
    )
)
_OF_ONE_AISLE = (PASS, FRONT, BACK, None, GAP)
_LAST = (1, 2, 3)  # classes in which a tour is closed and connected


def costs(x: float, positions: Sequence[float], depth: float, *, is_aisle: bool = True) -> Costs:
    """What a column asks for. `positions`: distances of its stops from the front, ascending; those
    of a column that is no aisle lie at either end of it."""
    back, front = 2 * (depth - positions[0]), 2 * positions[-1]
    gap = inf
    if len(positions) > 1:
        widest = before = 0.0
        before = positions[0]
        for position in positions:
            if position - before > widest:
                widest = position - before
            before = position
        gap = 2 * (depth - widest)
    least = back if back < front else front
    if gap < least:
        least = gap
    if is_aisle:
        return x, depth, back, front, gap, least
    return x, inf, (inf if back else 0.0), (inf if front else 0.0), gap, 0.0


def shortest(columns: Iterable[Costs]) -> float:
    """Length of the shortest tour; columns ascend in x."""
    return min(_rows(columns)[-1][1:4])


def plan(columns: Sequence[Costs]) -> Plan:
    """The shortest tour itself: what is walked in each column and between them."""
    rows = _rows(columns)
    last = rows[-1]
    state = min(_LAST, key=last.__getitem__)
    ways: list[tuple[int, ...]] = []
    crossings: list[tuple[int, ...]] = []
    for number in range(len(columns) - 1, 0, -1):
        x, through, back, front, gap, _ = columns[number]
        width = x - columns[number - 1][0]
        before, between = rows[2 * number - 2], rows[2 * number - 1]
        way, state = cheapest(between, _BY_AISLE[state], (inf, through, front, back, gap))
        crossing, state = cheapest(before, _BY_CROSSING[state], (0, 0, 2 * width, 0, 4 * width))
        ways.append((way,))
        crossings.append(crossing)
    first = _OF_ONE_AISLE[state]
    assert first is not None
    ways.append((first,))
    return Plan(min(last[1:4]), ways[::-1], crossings[::-1])


def _rows(columns: Iterable[Costs]) -> list[Row]:
    """Rows after the first column, then before and after each next one."""
    each = iter(columns)
    x_before, through, back, front, gap, _ = next(each)
    odd, at_front, at_back, joined, apart = through, front, back, inf, gap
    rows = [(odd, at_front, at_back, joined, apart)]
    for x, through, back, front, gap, least in each:
        width = 2 * (x - x_before)
        x_before = x
        # Comparisons instead of min(): this loop runs a million times in a search for batches.
        either = at_front if at_front < at_back else at_back
        apart = (either if either < apart else apart) + 2 * width
        odd += width
        at_front = (at_front if at_front < joined else joined) + width
        at_back = (at_back if at_back < joined else joined) + width
        joined += 2 * width
        rows.append((odd, at_front, at_back, joined, apart))
        either = at_front if at_front < at_back else at_back
        both = joined if joined < apart else apart
        closed = (either if either < both else both) + through
        left, right = at_front + (back if back < gap else gap), at_back
        right += front if front < gap else gap
        through += odd
        odd, joined, apart = odd + least, joined + least, apart + least
        odd = odd if odd < closed else closed
        joined = joined if joined < through else through
        apart = apart if apart < left else left
        apart = apart if apart < right else right
        at_front += front
        at_back += back
        rows.append((odd, at_front, at_back, joined, apart))
    return rows
