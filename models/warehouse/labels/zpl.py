"""A label in ZPL II, for printers on port 9100.

Data never becomes a command: in texts every `^`, `~` and `_` is written as a number (`^FH`), and a
code that holds one of the first two is refused, because ZPL has no escape for them there.
"""

from collections.abc import Callable

import msgspec

from models.warehouse.gs1.config import GS
from models.warehouse.labels.code128 import Character, Control, steps
from models.warehouse.labels.label import (
    GS1_SYMBOLS,
    LINEAR,
    Code,
    Label,
    Rule,
    Symbol,
    Text,
    Unprintable,
)

_CONTROLS = {
    Control.START_B: ">:",
    Control.START_C: ">;",
    Control.TO_B: ">6",
    Control.TO_C: ">5",
    Control.FNC1: ">8",
}
_QR_MAGNIFICATION_MAX = 10


class Picture(msgspec.Struct, frozen=True):
    """A black and white picture: rows of whole bytes, the first dot in the highest bit, 1 black."""

    width_dots: int
    rows: tuple[bytes, ...]


Drawn = Callable[[Text, float], Picture]
"""Draws a text that the printer's own font does not know, at so many dots per millimetre."""


def zpl(label: Label, dots_per_mm: float, drawn: Drawn, copies: int = 1) -> str:
    """The whole job for one label. Raises Unprintable."""
    width, height = _dots(label.width_mm, dots_per_mm), _dots(label.height_mm, dots_per_mm)
    body = "\n".join(_part(part, dots_per_mm, drawn) for part in label.parts)
    return f"^XA^CI28^PW{width}^LL{height}^LH0,0\n{body}\n^PQ{copies}^XZ\n"


def _part(part: Text | Code | Rule, scale: float, drawn: Drawn) -> str:
    place = f"^FO{_dots(part.x_mm, scale)},{_dots(part.y_mm, scale)}"
    match part:
        case Text():
            return place + _text(part, scale, drawn) + "^FS"
        case Code():
            return place + _code(part, scale) + "^FS"
        case Rule():
            width, height = _dots(part.width_mm, scale), _dots(part.height_mm, scale)
            return f"{place}^GB{width},{height},{min(width, height)}^FS"


def _text(text: Text, scale: float, drawn: Drawn) -> str:
    if any(ord(one) > 0xFF for one in text.text):
        picture = drawn(text, scale)
        size = len(picture.rows) * len(picture.rows[0]) if picture.rows else 0
        per_row = size // len(picture.rows) if picture.rows else 0
        return f"^GFA,{size},{size},{per_row}," + b"".join(picture.rows).hex().upper()
    height, width = _dots(text.height_mm, scale), _dots(text.width_mm, scale)
    narrow = height if text.bold else round(height * 0.85)
    return f"^A0N,{height},{narrow}^FB{width},{text.lines},0,L^FH_^FD{escaped(text.text)}"


def escaped(text: str) -> str:
    """A text as `^FH_` reads it; characters that would move the pen are left out."""
    out = []
    for one in text:
        if one in "^~_\\":
            out.append(f"_{ord(one):02X}")
        elif one.isprintable():
            out.append(one)
    return "".join(out)


def _code(code: Code, scale: float) -> str:
    if "^" in code.data or "~" in code.data:
        raise Unprintable(code.data)
    module = max(1, _dots(code.module_mm, scale))
    if code.symbol in LINEAR:
        data = code_128(code.data, gs1=code.symbol in GS1_SYMBOLS)
        return f"^BY{module}^BCN,{_dots(code.height_mm, scale)},N,N,N,N^FD{data}"
    if code.symbol is Symbol.QR:
        if not _plain(code.data):
            raise Unprintable(code.data)
        return f"^BQN,2,{min(module, _QR_MAGNIFICATION_MAX)}^FDMA,{code.data}"
    return f"^BXN,{module},200,,,,_,1^FD{data_matrix(code)}"


def code_128(data: str, *, gs1: bool) -> str:
    """Data of a `^BC` field; `>` begins its control characters."""
    return "".join(
        step.text.replace(">", ">0") if isinstance(step, Character) else _CONTROLS[step]
        for step in steps(data, gs1=gs1)
    )


def data_matrix(code: Code) -> str:
    """Data of a `^BX` field whose escape is `_`; `_1` is FNC1."""
    gs1 = code.symbol in GS1_SYMBOLS
    if not _plain(code.data.replace(GS, "") if gs1 else code.data):
        raise Unprintable(code.data)
    return "_1" * gs1 + code.data.replace("_", "__").replace(GS, "_1")


def _plain(data: str) -> bool:
    return bool(data) and all(" " <= one <= "~" for one in data)


def _dots(mm: float, scale: float) -> int:
    return round(mm * scale)
