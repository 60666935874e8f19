"""The labels a warehouse prints. Sizes follow the media that label printers are sold with."""

from collections.abc import Sequence

import msgspec

from models.warehouse.gs1.config import Config
from models.warehouse.gs1.elements import write
from models.warehouse.gs1.reading import Element
from models.warehouse.gs1.writer import element_string
from models.warehouse.labels.code128 import modules
from models.warehouse.labels.label import Code, Label, Rule, Symbol, Text, Unprintable

MODULE_MM = 0.5
"""Within the 0.495 to 1.016 mm of logistic units (GS1 General Specifications, 5.12.3.4)."""
MODULES_MM = (MODULE_MM, 0.375, 0.25)
"""Whole dots at 203 dpi: four, three, two."""
SSCC_DIGITS = 18
QUIET_MODULES = 10
BAR_MM = 32.0
"""The least height of bars on logistic units."""
BLOCK_MM = BAR_MM + 7
"""A symbol and what stands below it."""
TEXT_MM = 28.0
MARGIN_MM = 7.0
THIN_MM = 0.25
"""Bars of a plain code on a shelf, read from an arm's length."""
WIDE_FROM = 0x2E7F
"""Characters above it are as wide as they are high."""
COPY_MM = 3.0
"""The band along the top edge stays free for the mark of a copy."""
EM_WIDE = 0.62
"""Of a letter's height, the room it takes at most on average; Chinese letters take all of it."""
MEDIA_MM = ((105.0, 148.0), (148.0, 210.0))
"""A6 and A5, width first."""
GS1_128_MAX = 48
"""Most characters of data in one symbol."""


class LocationFacts(msgspec.Struct, frozen=True):
    """A location. check: what a person says or types to confirm the place, if the site uses it."""

    code: str
    zone: str = ""
    check: str = ""


class ItemFacts(msgspec.Struct, frozen=True):
    """One piece or pack of an item; elements as on its code, with their human titles beside."""

    sku: str
    name: str
    elements: tuple[Element, ...]


class UnitFacts(msgspec.Struct, frozen=True):
    """A handling unit. code: its SSCC, or the site's own number of it. elements: what else is coded
    beside an SSCC, in order."""

    code: str
    sender: str
    receiver: str
    content: str
    elements: tuple[Element, ...] = ()


def location_label(facts: LocationFacts) -> Label:
    """100 x 50 mm, readable from a fork lift: the code large and whole, a symbol beside it; bars
    too where they find room."""
    parts: list[Text | Code | Rule] = [
        Code(4, 6, Symbol.DATA_MATRIX, facts.code, module_mm=1.5),
        Text(42, 6, fitting_mm(facts.code, 56, 15), 56, facts.code, bold=True, whole=True),
        Text(42, 27, 6, 40, facts.zone),
    ]
    if modules(facts.code, gs1=False) * THIN_MM <= 56:
        parts.append(Code(42, 36, Symbol.CODE_128, facts.code, module_mm=THIN_MM, height_mm=11))
    if facts.check:
        parts.append(Text(84, 27, 7, 14, facts.check, bold=True))
    return Label(100, 50, tuple(parts))


def item_label(facts: ItemFacts, config: Config) -> Label:
    """60 x 40 mm with a GS1 DataMatrix; of an item without a GTIN, a plain one of its number.

    Raises Gs1Error where the elements do not hold.
    """
    data = element_string(facts.elements, config)
    symbol = Symbol.GS1_DATA_MATRIX if facts.elements else Symbol.DATA_MATRIX
    lines = (
        _spelt(26, 14 + 5 * row, 33, 3, (element,)) for row, element in enumerate(facts.elements)
    )
    return Label(
        60,
        40,
        (
            Text(2, 4, fitting_mm(facts.sku, 56, 4.5), 56, facts.sku, bold=True, whole=True),
            Text(2, 9, 3.5, 56, facts.name),
            Code(3, 14, symbol, data or facts.sku, module_mm=0.625),
            *lines,
        ),
    )


def unit_label(
    facts: UnitFacts, config: Config, media: Sequence[tuple[float, float]] = MEDIA_MM
) -> Label:
    """The first of the media that takes it, A6 before A5: who to whom, what is in it; its own code
    is the lowest symbol.

    Raises Gs1Error where the elements do not hold, Unprintable where their symbols find no room.
    """
    if not _looks_like_sscc(facts.code):
        return _plain_unit(facts, media)
    element_string((("00", facts.code), *facts.elements), config)
    for width, height in media:
        wide = width - 2 * MARGIN_MM
        groups = [*symbols_of(facts.elements, wide), (("00", facts.code),)]
        top = height - BLOCK_MM * len(groups)
        fit = all(_fits(group, wide) for group in groups)
        if fit and top >= TEXT_MM:
            head = _unit_head(facts, wide, top)
            blocks = (_block(group, wide, top + BLOCK_MM * n) for n, group in enumerate(groups))
            return Label(width, height, (*head, *(part for block in blocks for part in block)))
    raise Unprintable(human(facts.elements))


def _looks_like_sscc(code: str) -> bool:
    return len(code) == SSCC_DIGITS and code.isascii() and code.isdigit()


def _plain_unit(facts: UnitFacts, media: Sequence[tuple[float, float]]) -> Label:
    """Of a unit that has no SSCC: bars as thick as its number allows."""
    for width, height in media:
        wide = width - 2 * MARGIN_MM
        taken = modules(facts.code, gs1=False) + 2 * QUIET_MODULES
        module = next((each for each in MODULES_MM if taken * each <= wide), None)
        if module is not None and height >= TEXT_MM + BLOCK_MM:
            top = height - BLOCK_MM
            head = _unit_head(facts, wide, top)
            code = Code(MARGIN_MM, top, Symbol.CODE_128, facts.code, module, BAR_MM)
            below = Text(MARGIN_MM, top + BAR_MM + 1, fitting_mm(facts.code, wide, 5), wide,
                         facts.code, bold=True, whole=True)  # fmt: skip
            return Label(width, height, (*head, code, below))
    raise Unprintable(facts.code)


def _unit_head(facts: UnitFacts, wide: float, top: float) -> tuple[Text | Rule, ...]:
    half = wide / 2
    return (
        Text(MARGIN_MM, 4, 3.5, half - 2, facts.sender, lines=2),
        Text(MARGIN_MM + half, 4, 3.5, half, facts.receiver, lines=2),
        Rule(MARGIN_MM, 13, wide),
        Text(MARGIN_MM, 15, 5, wide, facts.content, lines=2),
        Rule(MARGIN_MM, top - 2, wide),
    )


def _block(group: tuple[Element, ...], wide: float, y: float) -> tuple[Code, Text]:
    return (
        Code(MARGIN_MM, y, Symbol.GS1_128, write(dict(group)), MODULE_MM, BAR_MM),
        _spelt(MARGIN_MM, y + BAR_MM + 1, wide, 3.5, group),
    )


def _spelt(x: float, y: float, wide: float, high: float, elements: Sequence[Element]) -> Text:
    """What a symbol says, for people: typed by hand where it does not scan, so never cut."""
    text = human(elements)
    return Text(x, y, fitting_mm(text, wide, high), wide, text, whole=True)


def symbols_of(elements: Sequence[Element], width_mm: float) -> list[tuple[Element, ...]]:
    """Elements shared out among symbols that fit this width, in order; an element is never cut."""
    groups: list[tuple[Element, ...]] = []
    for element in elements:
        joined = (*groups[-1], element) if groups else (element,)
        if groups and _fits(joined, width_mm):
            groups[-1] = joined
        else:
            groups.append((element,))
    return groups


def fitting_mm(text: str, width_mm: float, height_mm: float) -> float:
    """The greatest height, up to this one, at which a text fits its width whole."""
    ems = sum(1.0 if ord(one) > WIDE_FROM else EM_WIDE for one in text)
    return min(height_mm, width_mm / ems) if text else height_mm


def copy_of(label: Label, word: str) -> Label:
    """The same label with a mark: two that look alike would make two units of one."""
    mark = Text(1, 0.5, COPY_MM, label.width_mm - 2, word, bold=True)
    return msgspec.structs.replace(label, parts=(*label.parts, mark))


def human(elements: Sequence[Element]) -> str:
    """What stands below a symbol."""
    return " ".join(f"({name}){value}" for name, value in elements)


def _fits(elements: tuple[Element, ...], width_mm: float) -> bool:
    data = write(dict(elements))
    wide = (modules(data, gs1=True) + 2 * QUIET_MODULES) * MODULE_MM
    return len(data) <= GS1_128_MAX and wide <= width_mm
