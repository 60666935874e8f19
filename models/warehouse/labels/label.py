"""A label: texts, codes and rules at places in millimetres from its top left corner."""

import enum

import msgspec


class Symbol(enum.StrEnum):
    """How a code is drawn. The GS1 ones begin with FNC1 and hold an element string."""

    CODE_128 = "code_128"
    GS1_128 = "gs1_128"
    DATA_MATRIX = "data_matrix"
    GS1_DATA_MATRIX = "gs1_data_matrix"
    QR = "qr"


GS1_SYMBOLS = frozenset({Symbol.GS1_128, Symbol.GS1_DATA_MATRIX})
LINEAR = frozenset({Symbol.CODE_128, Symbol.GS1_128})


class Text(msgspec.Struct, frozen=True):
    """A text of this height in a box of this width; what does not fit its lines is cut off.

    whole: a code for people to read, which is drawn smaller instead.
    """

    x_mm: float
    y_mm: float
    height_mm: float
    width_mm: float
    text: str
    lines: int = 1
    bold: bool = False
    whole: bool = False


class Code(msgspec.Struct, frozen=True):
    """A code. data: an element string without its leading FNC1, GS between elements where one is
    needed; or plain text. module_mm: the narrowest bar, or one square; height_mm: of bars."""

    x_mm: float
    y_mm: float
    symbol: Symbol
    data: str
    module_mm: float = 0.5
    height_mm: float = 0.0


class Rule(msgspec.Struct, frozen=True):
    """A black line."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float = 0.4


class Label(msgspec.Struct, frozen=True):
    """One label of this size."""

    width_mm: float
    height_mm: float
    parts: tuple[Text | Code | Rule, ...]


class Unprintable(ValueError):
    """A code holds a character that the symbol or the printer's language cannot carry."""

    def __init__(self, data: str) -> None:
        super().__init__(f"not printable as a code: {data!r}")
        self.data = data
