"""A list as one SVG of all its pages, one below the other, for a look at it in the browser: words
stand where they stand on paper and take as much room, in the letters that the browser has."""

from xml.sax.saxutils import escape

from reportlab.lib.units import mm

from edge.papers.fonts import HanFont
from edge.papers.ink import Ink, ink_for
from edge.papers.label_svg import code_path
from edge.papers.sheet import Sheet
from edge.papers.sheet_layout import HEIGHT_MM, WIDTH_MM, characters_of, draw_sheet
from models.warehouse.labels.label import Code

_GAP_MM = 6.0
"""Between two pages."""
_LETTERS = "Bitstream Vera Sans, DejaVu Sans, Verdana, sans-serif"
"""The paper's own, and those most like them."""


def sheet_svg(sheet: Sheet, font: HanFont | None) -> str:
    """Millimetres are its units. Raises Unprintable."""
    with ink_for(characters_of(sheet), font) as ink:
        pen = _Pen(ink)
        draw_sheet(pen, sheet, ink)
    high = len(pen.pages) * (HEIGHT_MM + _GAP_MM) - _GAP_MM
    pages = "".join(
        f'<g transform="translate(0 {at * (HEIGHT_MM + _GAP_MM):.2f})">'
        f'<rect width="{WIDTH_MM:.2f}" height="{HEIGHT_MM:.2f}" fill="#fff"/>{drawn}</g>'
        for at, drawn in enumerate(pen.pages)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_MM:.2f} {high:.2f}"'
        f' width="{WIDTH_MM:.2f}mm" height="{high:.2f}mm" font-family="{_LETTERS}">{pages}</svg>\n'
    )


class _Pen:
    """Draws pages as parts of an SVG."""

    def __init__(self, ink: Ink) -> None:
        self._ink = ink
        self._parts: list[str] = []
        self.pages: list[str] = []

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
        shown = escape("".join(one if one.isprintable() else " " for one in text))
        wide = self._ink.width(text, size, bold=bold) / mm
        if not shown or wide <= 0:
            return
        weight = ' font-weight="700"' if bold else ""
        self._parts.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size / mm:.3f}"{weight}'
            f' textLength="{wide:.2f}" lengthAdjust="spacingAndGlyphs">{shown}</text>'
        )

    def rule(self, x: float, y: float, width: float, weight: float) -> None:
        self._parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{weight / mm:.3f}"/>'
        )

    def code(self, code: Code) -> None:
        self._parts.append(code_path(code))

    def turn(self) -> None:
        self.pages.append("".join(self._parts))
        self._parts.clear()
