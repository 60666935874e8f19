"""Floors drawn as rows of characters, a node per free square: what simple sites are drawn in, and
the maps that the literature compares on."""

from collections.abc import Sequence

from edge.fleet.traffic.site_map import BadMap, Node, Segment, SiteMap

FREE = ".G"
PITCH_MM = 1_000
_HEAD_LINES = 4


def site_of_rows(rows: Sequence[str], pitch_mm: int = PITCH_MM) -> SiteMap:
    """Free squares with a free square beside them; both directions of each stretch."""
    free = {(x, y) for y, row in enumerate(rows) for x, each in enumerate(row) if each in FREE}
    sides = ((1, 0), (0, 1), (-1, 0), (0, -1))
    pairs = [
        ((x, y), (x + right, y + down))
        for x, y in sorted(free, key=lambda square: (square[1], square[0]))
        for right, down in sides
        if (x + right, y + down) in free
    ]
    joined = dict.fromkeys(start for start, _ in pairs)
    return SiteMap(
        nodes=tuple(Node(name_of(x, y), x * pitch_mm, -y * pitch_mm) for x, y in joined),
        segments=tuple(Segment(name_of(*start), name_of(*end), pitch_mm) for start, end in pairs),
    )


def name_of(x: int, y: int) -> str:
    """Column and row of a square."""
    return f"{x}-{y}"


def rows_of_map(text: str) -> list[str]:
    """The `.map` format of the grid benchmarks: four lines of head, then the rows."""
    lines = text.splitlines()
    if len(lines) <= _HEAD_LINES or lines[_HEAD_LINES - 1] != "map":
        raise BadMap("no map of the kind 'type, height, width, map'")
    return lines[_HEAD_LINES:]


def warehouse_rows(across: int, down: int, shelf: tuple[int, int], margin: int) -> list[str]:
    """Shelves of (columns, rows) squares each, an aisle one robot wide around each, and open floor
    of `margin` columns left and right."""
    wide, deep = shelf
    aisle = "." * (2 * margin + across * (wide + 1) + 1)
    shelves = "." * margin + "." + ("@" * wide + ".") * across + "." * margin
    return [aisle] + ([shelves] * deep + [aisle]) * down
