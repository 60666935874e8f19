"""What was wished for, laid out and drawn."""

from datetime import date

from edge.papers.drawn import drawing
from edge.papers.fonts import HanFont
from edge.papers.label_pdf import label_pdf
from edge.papers.label_svg import label_svg
from edge.papers.sheet import Sheet
from edge.papers.sheet_pdf import sheet_pdf
from edge.papers.sheet_svg import sheet_svg
from edge.papers.wish import Wish
from edge.papers.words import word
from models.warehouse.gs1.config import Config
from models.warehouse.gs1.faults import Gs1Error
from models.warehouse.labels.label import Label, Unprintable
from models.warehouse.labels.templates import (
    MEDIA_MM,
    ItemFacts,
    LocationFacts,
    UnitFacts,
    copy_of,
    item_label,
    location_label,
    unit_label,
)
from models.warehouse.labels.zpl import zpl

LabelFacts = LocationFacts | ItemFacts | UnitFacts | Label
"""What a label is laid out from; one that a plug-in has laid out is taken as it is."""
Media = tuple[tuple[float, float], ...]
COPIES_MAX = 50


class TooLarge(ValueError):
    """The label is larger than what the printer holds."""


def laid_out(facts: LabelFacts, wish: Wish, today: date, media: Media = MEDIA_MM) -> Label:
    """The label. Raises Unprintable."""
    config = Config(today=today)
    try:
        if isinstance(facts, Label):
            label = facts
        elif isinstance(facts, LocationFacts):
            label = location_label(facts)
        elif isinstance(facts, ItemFacts):
            label = item_label(facts, config)
        else:
            label = unit_label(facts, config, media)
    except Gs1Error as error:
        raise Unprintable(wish.code) from error
    return copy_of(label, word("copy", wish.language)) if wish.copy else label


def as_zpl(
    facts: LabelFacts,
    wish: Wish,
    today: date,
    *,
    size_mm: tuple[float, float],
    dots_per_mm: float,
    font: HanFont | None,
    copies: int = 1,
) -> bytes:
    """The job for a printer with labels of this size. Raises Unprintable, TooLarge."""
    label = laid_out(facts, wish, today, (size_mm,))
    demand_room(label, size_mm)
    return zpl(label, dots_per_mm, drawing(font), copies).encode()


def as_pdf(facts: LabelFacts | Sheet, wish: Wish, today: date, font: HanFont | None) -> bytes:
    """Raises Unprintable."""
    if isinstance(facts, Sheet):
        return sheet_pdf(facts, font)
    return label_pdf(laid_out(facts, wish, today), f"{wish.kind} {wish.code}", font)


def as_svg(
    facts: LabelFacts | Sheet,
    wish: Wish,
    today: date,
    font: HanFont | None = None,
    size_mm: tuple[float, float] | None = None,
) -> bytes:
    """size_mm: of the labels in a printer, which it must fit. Raises Unprintable, TooLarge."""
    if isinstance(facts, Sheet):
        return sheet_svg(facts, font).encode()
    label = laid_out(facts, wish, today, MEDIA_MM if size_mm is None else (size_mm,))
    if size_mm is not None:
        demand_room(label, size_mm)
    return label_svg(label).encode()


def demand_room(label: Label, size_mm: tuple[float, float]) -> None:
    """Raises TooLarge unless the label fits on labels of this size."""
    if label.width_mm > size_mm[0] or label.height_mm > size_mm[1]:
        raise TooLarge(f"{label.width_mm:g} x {label.height_mm:g} mm")
