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
QUIET_MODULES = 10
BAR_MM = 32.0
"""The least height of bars on logistic units."""
BLOCK_MM = BAR_MM + 7
"""A symbol and what stands below it."""
TEXT_MM = 28.0
MARGIN_MM = 7.0
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
    """A logistic unit. elements: what else than the SSCC is coded, in order."""

    sscc: str
    sender: str
    receiver: str
    content: str
    elements: tuple[Element, ...] = ()


def location_label(facts: LocationFacts) -> Label:
    """100 x 50 mm, readable from a fork lift: the code large, a symbol beside it."""
    parts: list[Text | Code | Rule] = [
        Code(4, 6, Symbol.DATA_MATRIX, facts.code, module_mm=1.5),
        Text(42, 6, 15, 56, facts.code, bold=True),
        Text(42, 27, 6, 40, facts.zone),
        Code(42, 36, Symbol.CODE_128, facts.code, module_mm=0.25, height_mm=11),
    ]
    if facts.check:
        parts.append(Text(84, 27, 7, 14, facts.check, bold=True))
    return Label(100, 50, tuple(parts))


def item_label(facts: ItemFacts, config: Config) -> Label:
    """60 x 40 mm with a GS1 DataMatrix. Raises Gs1Error where the elements do not hold."""
    data = element_string(facts.elements, config)
    lines = (
        Text(26, 14 + 5 * row, 3, 33, human((element,)))
        for row, element in enumerate(facts.elements)
    )
    return Label(
        60,
        40,
        (
            Text(2, 2, 4.5, 56, facts.sku, bold=True),
            Text(2, 7.5, 3.5, 56, facts.name),
            Code(3, 14, Symbol.GS1_DATA_MATRIX, data, module_mm=0.625),
            *lines,
        ),
    )


def unit_label(facts: UnitFacts, config: Config) -> Label:
    """A6, or A5 where the symbols need it: who to whom, what is in it; the SSCC is the lowest one.

    Raises Gs1Error where the elements do not hold, Unprintable where their symbols find no room.
    """
    element_string((("00", facts.sscc), *facts.elements), config)
    for width, height in MEDIA_MM:
        wide = width - 2 * MARGIN_MM
        groups = [*symbols_of(facts.elements, wide), (("00", facts.sscc),)]
        top = height - BLOCK_MM * len(groups)
        fit = all(_fits(group, wide) for group in groups)
        if fit and top >= TEXT_MM:
            head = _unit_head(facts, wide, top)
            blocks = (_block(group, wide, top + BLOCK_MM * n) for n, group in enumerate(groups))
            return Label(width, height, (*head, *(part for block in blocks for part in block)))
    raise Unprintable(human(facts.elements))


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
        Text(MARGIN_MM, y + BAR_MM + 1, 3.5, wide, human(group)),
    )


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


def human(elements: Sequence[Element]) -> str:
    """What stands below a symbol."""
    return " ".join(f"({name}){value}" for name, value in elements)


def _fits(elements: tuple[Element, ...], width_mm: float) -> bool:
    data = write(dict(elements))
    wide = (modules(data, gs1=True) + 2 * QUIET_MODULES) * MODULE_MM
    return len(data) <= GS1_128_MAX and wide <= width_mm
