"""A list laid out on A4, for whatever draws it: head and code on the first page, column titles on
each, a line per row."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from edge.papers.ink import Ink
from edge.papers.sheet import Column, Sheet
from edge.papers.wrapping import lines_of
from models.warehouse.labels.label import Code, Symbol

WIDTH_MM, HEIGHT_MM = A4[0] / mm, A4[1] / mm
_MARGIN_MM = 15.0
_WIDE_MM = WIDTH_MM - 2 * _MARGIN_MM
_CODE_MM = 0.8
"""One square of the document's code: some 20 to 25 mm in all."""
_HEAD_MM = 45.0
_BOTTOM_MM = HEIGHT_MM - 20.0
_TEXT_PT, _TITLE_PT, _SMALL_PT = 9.0, 20.0, 7.5
_LINE_MM = 4.2
_GAP_MM = 2.2
_SIGN_MM = 14.0
_CELL_LINES_MAX = 3


class _Row(msgspec.Struct, frozen=True):
    """Cells in lines, and how much room they take."""

    cells: tuple[list[str], ...]
    height_mm: float


class Pen(Protocol):
    """What a list is drawn with: millimetres from the top left corner of the page, sizes of letters
    in points; y of a text is its baseline. `turn`: the page is done."""

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None: ...
    def rule(self, x: float, y: float, width: float, weight: float) -> None: ...
    def code(self, code: Code) -> None: ...
    def turn(self) -> None: ...


def draw_sheet(pen: Pen, sheet: Sheet, ink: Ink) -> None:
    """As many pages as it takes. Raises Unprintable."""
    pages = list(_pages(sheet, ink))
    for at, rows in enumerate(pages):
        top = _head(pen, sheet, ink) if at == 0 else _MARGIN_MM
        end = _table(pen, sheet.columns, rows, top, ink)
        if at == len(pages) - 1:
            _foot(pen, sheet, end)
        number = sheet.page.format(page=at + 1, pages=len(pages))
        pen.text(_MARGIN_MM, HEIGHT_MM - 8, f"{sheet.number}   {number}", _SMALL_PT)
        pen.turn()


def characters_of(sheet: Sheet) -> str:
    """All that is written on it."""
    head = (part for pair in sheet.head for part in pair)
    cells = (cell for row in sheet.rows for cell in row)
    titles = (column.title for column in sheet.columns)
    parts = (sheet.title, sheet.number, sheet.mark, sheet.page, *sheet.foot)
    return "".join((*parts, *head, *titles, *cells))


def _pages(sheet: Sheet, ink: Ink) -> Iterator[list[_Row]]:
    """Rows shared out; the signatures fit below the last."""
    top = _head_height(sheet)
    room = _BOTTOM_MM - top - _title_height()
    page: list[_Row] = []
    for cells in sheet.rows:
        row = _row(sheet.columns, cells, ink)
        if row.height_mm > room and page:
            yield page
            page, room = [], _BOTTOM_MM - _MARGIN_MM - _title_height()
        page.append(row)
        room -= row.height_mm
    if room < _SIGN_MM * len(sheet.foot) and page:
        yield page
        page = []
    yield page


def _row(columns: Sequence[Column], cells: Sequence[str], ink: Ink) -> _Row:
    assert len(cells) == len(columns)

    def measure(text: str) -> float:
        return ink.width(text, _TEXT_PT) / mm

    lines = tuple(
        lines_of(cell, column.share * _WIDE_MM - 2, _CELL_LINES_MAX, measure)
        for column, cell in zip(columns, cells, strict=True)
    )
    return _Row(lines, max(1, *map(len, lines)) * _LINE_MM + _GAP_MM)


def _head_height(sheet: Sheet) -> float:
    return max(_HEAD_MM, 29 + len(sheet.head) * 5)


def _title_height() -> float:
    return _LINE_MM + _GAP_MM


def _head(pen: Pen, sheet: Sheet, ink: Ink) -> float:
    """Title, code, facts; where the table begins."""
    if sheet.mark:
        pen.text(_MARGIN_MM, 10, sheet.mark, _TEXT_PT, bold=True)
    pen.text(_MARGIN_MM, 19, f"{sheet.title} {sheet.number}", _TITLE_PT, bold=True)
    pen.code(Code(WIDTH_MM - _MARGIN_MM - 22, 8, Symbol.QR, sheet.number, _CODE_MM))
    for at, (label, text) in enumerate(sheet.head):
        y = 28 + at * 5
        pen.text(_MARGIN_MM, y, label, _SMALL_PT)
        (shown,) = lines_of(text, 110, 1, lambda line: ink.width(line, _TEXT_PT) / mm) or [""]
        pen.text(_MARGIN_MM + 32, y, shown, _TEXT_PT)
    return _head_height(sheet)


def _table(
    pen: Pen, columns: Sequence[Column], rows: Sequence[_Row], top: float, ink: Ink
) -> float:
    """Where it ends."""
    if not rows:
        return top
    y = top
    titles = _Row(tuple([column.title] for column in columns), _title_height())
    for at, row in enumerate((titles, *rows)):
        x = _MARGIN_MM
        for column, lines in zip(columns, row.cells, strict=True):
            for number, line in enumerate(lines):
                base = y + 3.4 + number * _LINE_MM
                left = x
                if column.right:
                    wide = ink.width(line, _TEXT_PT, bold=at == 0) / mm
                    left += column.share * _WIDE_MM - 2 - wide
                pen.text(left, base, line, _TEXT_PT, bold=at == 0)
            x += column.share * _WIDE_MM
        y += row.height_mm
        pen.rule(_MARGIN_MM, y - _GAP_MM / 2, _WIDE_MM, 0.9 if at == 0 else 0.3)
    return y


def _foot(pen: Pen, sheet: Sheet, y: float) -> None:
    for at, text in enumerate(sheet.foot):
        base = y + (at + 1) * _SIGN_MM
        pen.rule(_MARGIN_MM, base - 4, 80, 0.4)
        pen.text(_MARGIN_MM, base, text, _SMALL_PT)
