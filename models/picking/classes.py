"""Classes of partial tours over the ends of one column, and how one becomes another.

Ratliff and Rosenthal's table for two cross aisles and Roodbergen and de Koster's (2001) for three
are made here from their meaning instead of being copied: a class says how often each end is touched
(not, oddly, evenly) and which ends hang together; what is walked next changes it in one way.
"""

from collections.abc import Iterable
from functools import cache
from itertools import product
from typing import NamedTuple

from models.picking.trip import BACK, FRONT, GAP, NONE, PASS, TWICE

Ends = tuple[tuple[int, int], ...]
"""Per cross aisle, front first: (0 not touched, 1 oddly, 2 evenly; number of the part it hangs on
to, 0 if not touched)."""
Arc = tuple[int, int, int]
"""Class before, class after, what is walked: a way of a block, or an index of `crossings`."""


class Classes(NamedTuple):
    """All classes that can come up, `size` of them. `by_block`: arcs by what is walked in each
    block; `by_crossing`: by what is walked to the next column; `last`: where a tour is whole."""

    size: int
    empty: int
    last: tuple[int, ...]
    by_block: tuple[tuple[Arc, ...], ...]
    by_crossing: tuple[Arc, ...]
    crossings: tuple[tuple[int, ...], ...]


@cache
def classes(blocks: int) -> Classes:
    """The machine of a column of so many blocks, one behind the other."""
    corners = blocks + 1
    empty: Ends = ((0, 0),) * corners
    crossings = tuple(product((0, 1, 2), repeat=corners))
    known = {empty: 0}
    by_block: list[set[Arc]] = [set() for _ in range(blocks)]
    by_crossing: set[Arc] = set()
    new = [empty]
    while new:
        ends, found = new.pop(), set[tuple[Ends, int, int]]()
        found |= {(_walked(ends, b, way), b, way) for b in range(blocks) for way in range(6)}
        found |= {
            (after, blocks, number)
            for number, times in enumerate(crossings)
            if (after := _crossed(ends, times)) is not None
        }
        for after, where, what in sorted(found):
            if after not in known:
                known[after] = len(known)
                new.append(after)
            (by_block[where] if where < blocks else by_crossing).add(
                (known[ends], known[after], what)
            )
    last = tuple(number for ends, number in known.items() if _is_whole(ends))
    return Classes(
        len(known),
        0,
        last,
        tuple(tuple(sorted(arcs)) for arcs in by_block),
        tuple(sorted(by_crossing)),
        crossings,
    )


def _walked(ends: Ends, block: int, way: int) -> Ends:
    """After something was walked between two neighbouring ends."""
    touches = {
        NONE: (0, 0),
        PASS: (1, 1),
        FRONT: (2, 0),
        BACK: (0, 2),
        GAP: (2, 2),
        TWICE: (2, 2),
    }[way]
    touched, fresh = list(ends), len(ends) + 1
    for corner, times in zip((block, block + 1), touches, strict=True):
        was, part = touched[corner]
        if times:
            now = 2 if (was + times) % 2 == 0 else 1
            touched[corner] = (now, part or fresh)
            fresh += 1
    if way in (PASS, TWICE):
        one, other = touched[block][1], touched[block + 1][1]
        touched = [(times, one if part == other else part) for times, part in touched]
    return _numbered(touched)


def _crossed(ends: Ends, times: tuple[int, ...]) -> Ends | None:
    """Towards the next column; None where an end would stay odd, or a part be left behind."""
    if any((was + now) % 2 for (was, _), now in zip(ends, times, strict=True)):
        return None
    after: list[tuple[int, int]] = []
    for corner, ((_, part), now) in enumerate(zip(ends, times, strict=True)):
        after.append((now, part or len(ends) + 1 + corner) if now else (0, 0))
    if {part for _, part in ends if part} - {part for _, part in after}:
        return None
    return _numbered(after) if any(times) else None


def _is_whole(ends: Ends) -> bool:
    return len({part for _, part in ends if part}) == 1 and all(was != 1 for was, _ in ends)


def _numbered(ends: Iterable[tuple[int, int]]) -> Ends:
    """Parts by the first end that hangs on to them, so that equal classes are equal."""
    names: dict[int, int] = {0: 0}
    return tuple((was, names.setdefault(part, len(names))) for was, part in ends)
