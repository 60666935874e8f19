"""Who is connected to whom."""

import msgspec


class Shape(msgspec.Struct, frozen=True):
    """Nodes by number; `lines` are (dials, is called)."""

    name: str
    hubs: frozenset[int]
    numbers: tuple[int, ...]
    lines: tuple[tuple[int, int], ...]


STAR = Shape("star", frozenset({1}), (1, 2, 3, 4), ((2, 1), (3, 1), (4, 1)))
LINE = Shape("line", frozenset({1, 2}), (1, 2, 3, 4, 5), ((1, 2), (3, 1), (4, 1), (5, 2)))
RING = Shape(
    "ring", frozenset({1, 2}), (1, 2, 3, 4, 5), ((1, 2), (3, 1), (3, 2), (4, 1), (5, 2), (5, 1))
)
CHAIN = Shape(
    "chain", frozenset({1, 2, 3}), (1, 2, 3, 4, 5, 6), ((1, 2), (2, 3), (4, 1), (5, 2), (6, 3))
)
SHAPES = (STAR, LINE, RING, CHAIN)
