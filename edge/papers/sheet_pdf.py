"""A list as PDF."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from edge.papers.fonts import HanFont
from edge.papers.ink import Ink, ink_for
from edge.papers.label_pdf import draw_code
from edge.papers.sheet import Sheet
from edge.papers.sheet_layout import HEIGHT_MM, characters_of, draw_sheet
from models.warehouse.labels.label import Code


def sheet_pdf(sheet: Sheet, font: HanFont | None) -> bytes:
    """The same sheet gives the same bytes. Raises Unprintable."""
    with ink_for(characters_of(sheet), font) as ink:
        written = io.BytesIO()
        canvas = Canvas(written, pagesize=A4, invariant=True)
        canvas.setTitle(f"{sheet.title} {sheet.number}")
        draw_sheet(_Pen(canvas, ink), sheet, ink)
        canvas.save()
    return written.getvalue()


class _Pen:
    """Draws pages of a PDF."""

    def __init__(self, canvas: Canvas, ink: Ink) -> None:
        self._canvas, self._ink = canvas, ink

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
        self._ink.write(self._canvas, x * mm, (HEIGHT_MM - y) * mm, text, size, bold=bold)

    def rule(self, x: float, y: float, width: float, weight: float) -> None:
        self._canvas.setLineWidth(weight)
        height = (HEIGHT_MM - y) * mm
        self._canvas.line(x * mm, height, (x + width) * mm, height)

    def code(self, code: Code) -> None:
        draw_code(self._canvas, code, HEIGHT_MM)

    def turn(self) -> None:
        self._canvas.showPage()
