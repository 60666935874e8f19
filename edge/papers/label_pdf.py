"""A label as PDF: a page of its size, codes as filled squares, so that any printer keeps them."""

import io

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from edge.papers.fonts import HanFont
from edge.papers.ink import Ink, ink_for
from edge.papers.symbols import modules_of, runs
from edge.papers.wrapping import lines_of
from models.warehouse.labels.label import LINEAR, Code, Label, Rule, Text

_ASCENT = 0.8
_LINE = 1.2
"""Both in letter heights: the baseline below the top, and the next line below the first."""
_ROUNDING = 0.01
"""Points by which a text that just fits may seem too long."""


def label_pdf(label: Label, title: str, font: HanFont | None, copies: int = 1) -> bytes:
    """As many pages. The same label gives the same bytes. Raises Unprintable."""
    texts = "".join(part.text for part in label.parts if isinstance(part, Text))
    written = io.BytesIO()
    size = (label.width_mm * mm, label.height_mm * mm)
    canvas = Canvas(written, pagesize=size, invariant=True)
    canvas.setTitle(title)
    with ink_for(texts, font) as ink:
        for _ in range(copies):
            for part in label.parts:
                _part(canvas, ink, part, label.height_mm)
            canvas.showPage()
        canvas.save()
    return written.getvalue()


def _part(canvas: Canvas, ink: Ink, part: Text | Code | Rule, height_mm: float) -> None:
    match part:
        case Text():
            _text(canvas, ink, part, height_mm)
        case Code():
            draw_code(canvas, part, height_mm)
        case Rule():
            top = height_mm - part.y_mm - part.height_mm
            canvas.rect(
                part.x_mm * mm, top * mm, part.width_mm * mm, part.height_mm * mm, stroke=0, fill=1
            )


def _text(canvas: Canvas, ink: Ink, text: Text, height_mm: float) -> None:
    size = text.height_mm * mm

    def measure(line: str) -> float:
        return ink.width(line, size, bold=text.bold)

    if text.whole and (wide := measure(text.text)) > text.width_mm * mm:
        size *= text.width_mm * mm / wide
    y = (height_mm - text.y_mm) * mm - size * _ASCENT
    room = text.width_mm * mm + _ROUNDING
    for line in lines_of(text.text, room, text.lines, measure):
        ink.write(canvas, text.x_mm * mm, y, line, size, bold=text.bold)
        y -= size * _LINE


def draw_code(canvas: Canvas, code: Code, height_mm: float) -> None:
    """A symbol on a page of this height. Raises Unprintable."""
    rows, module = modules_of(code), code.module_mm * mm
    high = code.height_mm * mm if code.symbol in LINEAR else module
    left, top = code.x_mm * mm, (height_mm - code.y_mm) * mm
    path = canvas.beginPath()
    for at, row in enumerate(rows):
        for start, length in runs(row):
            path.rect(left + start * module, top - (at + 1) * high, length * module, high)
    canvas.drawPath(path, stroke=0, fill=1)
