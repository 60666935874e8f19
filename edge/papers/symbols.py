"""Codes as bars and squares, by zxing-cpp."""

from typing import cast

import zxingcpp

from models.warehouse.gs1.elements import read_elements
from models.warehouse.gs1.faults import Gs1Error
from models.warehouse.gs1.text_form import write_bracketed
from models.warehouse.labels.label import GS1_SYMBOLS, LINEAR, Code, Symbol, Unprintable

_FORMATS = {
    Symbol.CODE_128: zxingcpp.BarcodeFormat.Code128,
    Symbol.GS1_128: zxingcpp.BarcodeFormat.Code128,
    Symbol.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbol.GS1_DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbol.QR: zxingcpp.BarcodeFormat.QRCode,
}
_ANY_LEAP_YEAR = 2000
"""The elements were checked when the label was made; here they are only told apart."""

Modules = tuple[bytes, ...]
"""Rows of a symbol without its quiet zone, one byte a module, 1 = dark. Of bars, one row."""


def modules_of(code: Code) -> Modules:
    """What to draw. Raises Unprintable."""
    gs1 = code.symbol in GS1_SYMBOLS
    try:
        data = write_bracketed(read_elements(code.data, _ANY_LEAP_YEAR)) if gs1 else code.data
        # Squares only: an oblong Data Matrix would leave the place that a template keeps for it.
        drawn = zxingcpp.create_barcode(data, _FORMATS[code.symbol], gs1=gs1, force_square=True)
    except (Gs1Error, ValueError) as error:
        raise Unprintable(code.data) from error
    image = drawn.to_image(scale=1, add_quiet_zones=False)
    height, width = image.shape[0], image.shape[1]
    dots = bytes(memoryview(cast(bytes, image)))
    rows = (dots[at * width : (at + 1) * width] for at in range(height))
    dark = tuple(bytes(dot == 0 for dot in row) for row in rows)
    return dark[:1] if code.symbol in LINEAR else dark


def square_of(text: str) -> Modules:
    """A text as a QR code, with nothing around it. Raises Unprintable."""
    return modules_of(Code(x_mm=0, y_mm=0, symbol=Symbol.QR, data=text))


def runs(row: bytes) -> list[tuple[int, int]]:
    """(first module, how many) of each dark stretch of a row."""
    found: list[tuple[int, int]] = []
    at = row.find(1)
    while at >= 0:
        end = row.find(0, at)
        end = len(row) if end < 0 else end
        found.append((at, end - at))
        at = row.find(1, end)
    return found
