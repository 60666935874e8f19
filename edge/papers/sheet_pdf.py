"""A list as PDF on A4: head and code on the first page, column titles on each, a line per row."""

import io
from collections.abc import Iterator, Sequence

import msgspec
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from edge.papers.fonts import HanFont
from edge.papers.ink import Ink, ink_for
from edge.papers.label_pdf import draw_code
from edge.papers.sheet import Column, Sheet
from edge.papers.wrapping import lines_of
from models.warehouse.labels.label import Code, Symbol

_WIDTH_MM, _HEIGHT_MM = A4[0] / mm, A4[1] / mm
_MARGIN_MM = 15.0
_WIDE_MM = _WIDTH_MM - 2 * _MARGIN_MM
_CODE_MM = 0.8
"""One square of the document's code: some 20 to 25 mm in all."""
_HEAD_MM = 45.0
_BOTTOM_MM = _HEIGHT_MM - 20.0
_TEXT_PT, _TITLE_PT, _SMALL_PT = 9.0, 20.0, 7.5
_LINE_MM = 4.2
_GAP_MM = 2.2
_SIGN_MM = 14.0
_CELL_LINES_MAX = 3


class _Row(msgspec.Struct, frozen=True):
    """Cells in lines, and how much room they take."""

    cells: tuple[list[str], ...]
    height_mm: float


def sheet_pdf(sheet: Sheet, font: HanFont | None) -> bytes:
    """As many pages as it takes. The same sheet gives the same bytes."""
    with ink_for(_characters(sheet), font) as ink:
        pages = list(_pages(sheet, ink))
        written = io.BytesIO()
        canvas = Canvas(written, pagesize=A4, invariant=True)
        canvas.setTitle(f"{sheet.title} {sheet.number}")
        for at, rows in enumerate(pages):
            pen = _Pen(canvas, ink)
            top = _head(pen, sheet) if at == 0 else _MARGIN_MM
            end = _table(pen, sheet.columns, rows, top)
            if at == len(pages) - 1:
                _foot(pen, sheet, end)
            number = sheet.page.format(page=at + 1, pages=len(pages))
            pen.text(_MARGIN_MM, _HEIGHT_MM - 8, f"{sheet.number}   {number}", _SMALL_PT)
            canvas.showPage()
        canvas.save()
    return written.getvalue()


class _Pen:
    """Millimetres from the top left corner; y is the baseline."""

    def __init__(self, canvas: Canvas, ink: Ink) -> None:
        self.canvas, self.ink = canvas, ink

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
        self.ink.write(self.canvas, x * mm, (_HEIGHT_MM - y) * mm, text, size, bold=bold)

    def text_right(self, x: float, y: float, text: str, size: float, *, bold: bool) -> None:
        self.text(x - self.ink.width(text, size, bold=bold) / mm, y, text, size, bold=bold)

    def rule(self, x: float, y: float, width: float, weight: float = 0.4) -> None:
        self.canvas.setLineWidth(weight)
        height = (_HEIGHT_MM - y) * mm
        self.canvas.line(x * mm, height, (x + width) * mm, height)


def _characters(sheet: Sheet) -> str:
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


def _head(pen: _Pen, sheet: Sheet) -> float:
    """Title, code, facts; where the table begins."""
    if sheet.mark:
        pen.text(_MARGIN_MM, 10, sheet.mark, _TEXT_PT, bold=True)
    pen.text(_MARGIN_MM, 19, f"{sheet.title} {sheet.number}", _TITLE_PT, bold=True)
    code = Code(_WIDTH_MM - _MARGIN_MM - 22, 8, Symbol.QR, sheet.number, _CODE_MM)
    draw_code(pen.canvas, code, _HEIGHT_MM)
    for at, (label, text) in enumerate(sheet.head):
        y = 28 + at * 5
        pen.text(_MARGIN_MM, y, label, _SMALL_PT)
        (shown,) = lines_of(text, 110, 1, lambda line: pen.ink.width(line, _TEXT_PT) / mm) or [""]
        pen.text(_MARGIN_MM + 32, y, shown, _TEXT_PT)
    return _head_height(sheet)


def _table(pen: _Pen, columns: Sequence[Column], rows: Sequence[_Row], top: float) -> float:
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
                if column.right:
                    end = x + column.share * _WIDE_MM - 2
                    pen.text_right(end, base, line, _TEXT_PT, bold=at == 0)
                else:
                    pen.text(x, base, line, _TEXT_PT, bold=at == 0)
            x += column.share * _WIDE_MM
        y += row.height_mm
        pen.rule(_MARGIN_MM, y - _GAP_MM / 2, _WIDE_MM, 0.9 if at == 0 else 0.3)
    return y


def _foot(pen: _Pen, sheet: Sheet, y: float) -> None:
    for at, text in enumerate(sheet.foot):
        base = y + (at + 1) * _SIGN_MM
        pen.rule(_MARGIN_MM, base - 4, 80)
        pen.text(_MARGIN_MM, base, text, _SMALL_PT)
