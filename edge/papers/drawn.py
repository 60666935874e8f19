"""Texts as dots, for what a label printer's own font does not know."""

from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from edge.papers.fonts import HanFont
from edge.papers.wrapping import lines_of
from models.warehouse.labels.label import Text
from models.warehouse.labels.zpl import Picture

_UNKNOWN = "?"
_LINE = 1.2
"""Lines stand this many letter heights apart."""


def drawing(font: HanFont | None) -> Callable[[Text, float], Picture]:
    """Draws with this font. Without one, what is not Latin becomes a question mark."""

    def draw(text: Text, dots_per_mm: float) -> Picture:
        size = max(1, round(text.height_mm * dots_per_mm))
        if font is None:
            face = ImageFont.load_default(size)
            shown = "".join(one if ord(one) < 0x100 else _UNKNOWN for one in text.text)
        else:
            face = ImageFont.truetype(font.path, size, font.number)
            shown = text.text
        width = max(1, round(text.width_mm * dots_per_mm))
        return _picture(lines_of(shown, width, text.lines, face.getlength), width, size, face)

    return draw


def _picture(
    lines: list[str], width: int, size: int, face: ImageFont.FreeTypeFont | ImageFont.ImageFont
) -> Picture:
    height = round(size * _LINE * max(1, len(lines)))
    image = Image.new("1", (width, height))
    pen = ImageDraw.Draw(image)
    for at, line in enumerate(lines):
        # The letters' middle in the middle of the line: fonts differ in the room above them.
        pen.text((0, round(size * (at * _LINE + 0.6))), line, fill=1, font=face, anchor="lm")
    dots = image.tobytes()
    row = (width + 7) // 8
    return Picture(width, tuple(dots[at : at + row] for at in range(0, len(dots), row)))
