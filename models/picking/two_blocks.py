"""The shortest tour through two blocks, one behind the other, between three cross aisles.

Roodbergen and de Koster (2001): as for one block, with classes over three ends, the aisles of the
two blocks walked one after the other. An aisle is walked twice only where it is the only one (Dunn
and others, 2025).
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from math import inf
from typing import NamedTuple

from models.picking.classes import classes
from models.picking.layout import Layout
from models.picking.one_block import costs
from models.picking.trip import BACK, FRONT, GAP, NONE, PASS, TWICE, Plan, cheapest
from models.picking.unrolled import Step, unrolled

BLOCKS = 2
Ways = tuple[float, float, float, float, float, float]
"""What each way of a block costs, in the order of models/picking/trip."""
Column = tuple[float, Ways, Ways]
"""x, and the ways of the front and the back block."""
_WAYS: Ways = (0.0,) * 6
Arcs = tuple[tuple[int, int, int], ...]
Rows = list[list[float]]


class _Moves(NamedTuple):
    """Steps over a column and to the next. `held[b]`: in a block with stops, priced as in
    `_prices`; `bare[b]`: in one without, priced by way; `crossings`: priced by how many walks of a
    cross aisle they are."""

    held: tuple[Step, ...]
    bare: tuple[Step, ...]
    crossings: Step


def column(layout: Layout, x: float, positions: Sequence[float]) -> Column:
    """The stops of a column, by their distances from the front of the layout, ascending. One in the
    middle cross aisle belongs to the front block."""
    front, middle, back = layout.crosses
    near, far = middle - front, back - middle
    is_aisle, cut = x in layout.aisles, bisect_right(positions, near)
    beyond = [along - near for along in positions[cut:]]
    return (
        x,
        ways(positions[:cut], near, is_aisle=is_aisle),
        ways(beyond, far, is_aisle=is_aisle),
    )


def ways(positions: Sequence[float], depth: float, *, is_aisle: bool) -> Ways:
    """`positions`: distances of the stops from the front of the block, ascending."""
    through = depth if is_aisle else inf
    if not positions:
        return 0.0, through, inf, inf, inf, 2 * through
    _, _, back, front, gap, _ = costs(0.0, positions, depth, is_aisle=is_aisle)
    return inf, through, front, back, gap, 2 * through


def shortest(columns: Sequence[Column]) -> float:
    """Length of the shortest tour; columns ascend in x and each holds a stop."""
    last = _rows(columns)[-1]
    return min([last[state] for state in classes(BLOCKS).last])


def plan(columns: Sequence[Column]) -> Plan:
    """The shortest tour itself."""
    machine, rows = classes(BLOCKS), _rows(columns)
    state = min(machine.last, key=rows[-1].__getitem__)
    length = rows[-1][state]
    assert length < inf
    into_front, into_back, into_column = _into(0), _into(1), _into(BLOCKS)
    walked: list[tuple[int, ...]] = []
    crossings: list[tuple[int, ...]] = []
    for number in range(len(columns) - 1, -1, -1):
        x, front, back = columns[number]
        at_back, state = cheapest(rows[3 * number + 1], into_back[state], back)
        at_front, state = cheapest(rows[3 * number], into_front[state], front)
        walked.append((at_front, at_back))
        if number:
            width = x - columns[number - 1][0]
            crossing, state = cheapest(rows[3 * number - 1], into_column[state], _of_widths(width))
            crossings.append(machine.crossings[crossing])
    assert state == machine.empty
    return Plan(length, walked[::-1], crossings[::-1])


@cache
def _into(stage: int) -> tuple[Arcs, ...]:
    """By the class they lead to: (class before, what is walked, number of its price)."""
    machine = classes(BLOCKS)
    arcs = machine.by_block[stage] if stage < BLOCKS else machine.by_crossing
    return tuple(
        tuple((before, what, _price(stage, what)) for before, after, what in arcs if after == to)
        for to in range(machine.size)
    )


def _price(stage: int, what: int) -> int:
    return what if stage < BLOCKS else sum(classes(BLOCKS).crossings[what])


def _rows(columns: Sequence[Column]) -> Rows:
    """Least length by class: before each column, after its front block, after its back block."""
    is_alone = sum([front[PASS] < inf for _, front, _ in columns]) < 2
    machine, (first, later) = classes(BLOCKS), _moves(is_alone)
    (held, bare, crossings), row = first, [inf] * machine.size
    row[machine.empty] = 0.0
    rows: Rows = []
    x_before = columns[0][0]
    for x, front, back in columns:
        if rows:
            row, x_before = crossings(row, _of_widths(x - x_before)), x
            held, bare, crossings = later
        rows.append(row)
        row = held[0](row, _prices(front)) if front[NONE] else bare[0](row, front)
        rows.append(row)
        row = held[1](row, _prices(back)) if back[NONE] else bare[1](row, back)
        rows.append(row)
    return rows


def _of_widths(width: float) -> tuple[float, ...]:
    """By how many walks of a cross aisle there are to the next column."""
    return 0.0, width, 2 * width, 3 * width, 4 * width, 5 * width, 6 * width


def _prices(by_way: Ways) -> tuple[float, ...]:
    """By number: walking through; the cheapest of front (1), back (2) and gap (4); there and back
    (8)."""
    _, through, front, back, gap, twice = by_way
    end = front if front < back else back
    near = gap if gap < front else front
    far = gap if gap < back else back
    return through, front, back, end, gap, near, far, gap if gap < end else end, twice


@cache
def _moves(is_alone: bool) -> tuple[_Moves, _Moves]:
    """Of the first column, which few classes come before, and of the later ones."""
    machine = classes(BLOCKS)
    reached = [frozenset((machine.empty,))]
    for arcs in machine.by_block:
        reached.append(reached[-1] | {to for before, to, _ in arcs if before in reached[-1]})
    everything = [frozenset(range(machine.size))] * len(reached)
    return _moves_from(reached, is_alone=is_alone), _moves_from(everything, is_alone=is_alone)


def _moves_from(known: Sequence[frozenset[int]], *, is_alone: bool) -> _Moves:
    """Ways between the same two classes become one step with the choice between them. `known`: the
    classes there can be before each block, and before what leads to the next column."""
    machine = classes(BLOCKS)
    numbers = {PASS: 0, FRONT: 1, BACK: 2, GAP: 4} | ({TWICE: 8} if is_alone else {})
    held, bare = list[Step](), list[Step]()
    for arcs, may_be in zip(machine.by_block, known, strict=False):
        choices: dict[tuple[int, int, bool], int] = {}
        walked = [arc for arc in arcs if arc[0] in may_be and arc[2] in numbers]
        for before, to, way in walked:
            step = before, to, way in (PASS, TWICE)
            choices[step] = choices.get(step, 0) + numbers[way]
        steps = [(before, to, price) for (before, to, _), price in choices.items()]
        held.append(unrolled(steps, machine.size, len(_prices(_WAYS)), may_stay=False))
        through = [arc for arc in walked if arc[2] in (PASS, TWICE)]
        bare.append(unrolled(through, machine.size, len(_WAYS), may_stay=True))
    crossed = [
        (one, to, sum(machine.crossings[n]))
        for one, to, n in machine.by_crossing
        if one in known[-1]
    ]
    crossings = unrolled(crossed, machine.size, len(_of_widths(0)), may_stay=False)
    return _Moves(tuple(held), tuple(bare), crossings)
