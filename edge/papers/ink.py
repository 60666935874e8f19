"""Letters of one PDF: Latin ones of reportlab's own font, the others of one that has Chinese.

reportlab keeps its fonts by name for the whole program, so papers are drawn one after another, and
each takes its few Chinese letters away again.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from edge.papers.fonts import HanFont, subset

_TURN = Lock()
"""Of drawing."""
LATIN, BOLD, HAN = "Vera", "VeraBd", "HoldfastHan"
NOT_EMBEDDED = "STSong-Light"
"""Adobe's name for a Chinese font that readers bring along, or replace by their own."""
_THICKER = 0.03
"""Of the letter's height: the line that makes a Chinese letter bold."""


class Ink:
    """Fonts of one paper."""

    def __init__(self, characters: str, font: HanFont | None) -> None:
        for name in (LATIN, BOLD):
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
        self._known = cast(TTFont, pdfmetrics.getFont(LATIN)).face.charToGlyph
        others = "".join(sorted({one for one in characters if ord(one) not in self._known}))
        self._han = NOT_EMBEDDED
        self._own: TTFont | None = None
        if font is not None and others:
            self._own = TTFont(HAN, io.BytesIO(subset(font, others + " ")))
            pdfmetrics.registerFont(self._own)
            self._han = HAN
        elif others:
            pdfmetrics.registerFont(UnicodeCIDFont(NOT_EMBEDDED))

    def drop(self) -> None:
        """The paper is written: forget its letters, or the next one would be drawn with them."""
        if self._own is not None:
            self._own.unregister()

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """In the unit of `size`."""
        return sum(
            pdfmetrics.stringWidth(part, name, size) for name, part in self._parts(text, bold)
        )

    def write(
        self, canvas: Canvas, x: float, y: float, text: str, size: float, *, bold: bool = False
    ) -> None:
        """One line from this point of the baseline on."""
        for name, part in self._parts(text, bold):
            thick = bold and name == self._han
            line = canvas.beginText(x, y)
            line.setFont(name, size)
            if thick:
                canvas.setLineWidth(size * _THICKER)
                line.setTextRenderMode(2)
            line.textOut(part)
            if thick:
                line.setTextRenderMode(0)
            canvas.drawText(line)
            x += pdfmetrics.stringWidth(part, name, size)

    def _parts(self, text: str, bold: bool) -> list[tuple[str, str]]:
        """(font, text) of each stretch of one font."""
        parts: list[tuple[str, str]] = []
        for one in text:
            latin = BOLD if bold else LATIN
            name = latin if ord(one) in self._known else self._han
            if parts and parts[-1][0] == name:
                parts[-1] = (name, parts[-1][1] + one)
            else:
                parts.append((name, one))
        return parts


@contextmanager
def ink_for(characters: str, font: HanFont | None) -> Iterator[Ink]:
    """For one paper with these characters; one paper at a time."""
    with _TURN:
        ink = Ink(characters, font)
        try:
            yield ink
        finally:
            ink.drop()
