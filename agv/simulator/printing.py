"""A track to print: one HTML page of A4 sheets at full size, to be laid side by side and glued."""

import math
from pathlib import Path

from agv.simulator.track import BAR_M, CELL_M, TAPE_M, Floor

SHEET_MM = (190, 277)
# A point of the tape for each half centimetre.
THIN = 5
MARGIN_MM = 80.0
HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Track</title><style>
@page { size: A4 portrait; margin: 10mm; } body { margin: 0; }
svg { display: block; width: %dmm; height: %dmm; break-after: page; overflow: hidden; }
</style></head><body>"""


def write_sheets(floor: Floor, file: Path) -> int:
    """Write the page; how many sheets it has. Sheets without tape are left out."""
    lines = _lines(floor)
    points = [point for line, _ in lines for point in line]
    low = [min(point[axis] for point in points) - MARGIN_MM for axis in (0, 1)]
    high = [max(point[axis] for point in points) + MARGIN_MM for axis in (0, 1)]
    columns, rows = (math.ceil((high[axis] - low[axis]) / SHEET_MM[axis]) for axis in (0, 1))
    sheets: list[str] = []
    for row in range(rows):
        for column in range(columns):
            x, y = low[0] + column * SHEET_MM[0], low[1] + row * SHEET_MM[1]
            if any(_inside(point, x, y) for point in points):
                sheets.append(_sheet(x, y, f"{chr(65 + row)}{column + 1}", not sheets, lines))
    file.write_text(HEAD % SHEET_MM + "".join(sheets) + "</body></html>", encoding="utf-8")
    return len(sheets)


def _lines(floor: Floor) -> list[tuple[list[tuple[float, float]], float]]:
    """Millimetres, y downwards, with the width of the ink."""
    found = [
        ([(float(x) * 1e3, -float(y) * 1e3) for x, y in path[::THIN]], TAPE_M * 1e3)
        for path in floor.paths
    ]
    return found + [
        ([(a * 1e3, -b * 1e3), (c * 1e3, -d * 1e3)], BAR_M * 1e3) for a, b, c, d in floor.bar_ends
    ]


def _inside(point: tuple[float, float], x: float, y: float) -> bool:
    reach = TAPE_M * 1e3 + CELL_M * 1e3
    return (
        x - reach <= point[0] <= x + SHEET_MM[0] + reach
        and y - reach <= point[1] <= y + SHEET_MM[1] + reach
    )


def _sheet(
    x: float,
    y: float,
    name: str,
    first: bool,
    lines: list[tuple[list[tuple[float, float]], float]],
) -> str:
    width, height = SHEET_MM
    drawn = "".join(
        f'<polyline fill="none" stroke="#000" stroke-width="{wide:g}" points="'
        + " ".join(f"{px:.1f},{py:.1f}" for px, py in line)
        + '"/>'
        for line, wide in lines
    )
    marks = (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="#999" '
        f'stroke-width="0.3"/><text x="{x + 4}" y="{y + 9}" font-size="6" fill="#777">{name}</text>'
    )
    if first:
        marks += (
            f'<path d="M{x + 20} {y + 8}h100" stroke="#777" stroke-width="0.5"/>'
            f'<text x="{x + 122}" y="{y + 9}" font-size="5" fill="#777">'
            "100 mm: print at 100 %</text>"
        )
    return f'<svg viewBox="{x} {y} {width} {height}">{drawn}{marks}</svg>'
