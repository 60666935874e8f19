"""Rows of a CSV or XLSX file as text, whatever its encoding, within the bounds."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from edge.intake.bounds import (
    CELL_CHARACTERS_MAX,
    CELLS_MAX,
    COLUMNS_MAX,
    check_size,
    check_zip,
)
from edge.intake.errors import IntakeError

BAD = "\ufffe"
"""First character of a cell that must not be used; the rest is the code of the reason."""
FORMULA, NUL, TOO_LONG, CELL_ERROR = "formula", "nul", "too_long", "cell_error"

Row = list[str]
PERCENT_DECIMALS = 6
_OURS = re.compile(r"^'(?='*\s*[=+\-@\t\r\n＝＋－＠])")
"""The apostrophe that exports put before what a spreadsheet would run; see edge/export/safe.py."""
_DELIMITERS = (",", ";", "\t", "|")


class Shown(Protocol):
    """A cell of a workbook; `number_format` tells how it is shown: 0.05 may be 5 %."""

    @property
    def value(self) -> object: ...

    @property
    def data_type(self) -> str: ...

    @property
    def number_format(self) -> str: ...


def read_rows(path: Path, name: str) -> Iterator[Row]:
    """All rows, the headings first; empty rows stay, so that row numbers are those of the file."""
    check_size(path)
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    if is_zip:
        check_zip(path)
        rows: Iterable[Row] = _xlsx_rows(path)
    elif name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise IntakeError("not_a_workbook", "this is no XLSX file; save it as XLSX or CSV")
    else:
        rows = _csv_rows(path)
    return _bounded(rows)


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    cells = 0
    for row in rows:
        while row and row[-1] == "":
            row.pop()
        cells += max(1, len(row))
        if len(row) > COLUMNS_MAX:
            raise IntakeError("too_many_columns", f"{len(row)} columns; at most {COLUMNS_MAX}")
        if cells > CELLS_MAX:
            raise IntakeError("too_many_cells", f"more than {CELLS_MAX} cells")
        yield row


def _csv_rows(path: Path) -> Iterator[Row]:
    text = _decoded(path.read_bytes())
    first = text[: text.find("\n") if "\n" in text else len(text)]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield [_from_text(cell) for cell in row]
    except csv.Error as error:
        raise IntakeError("not_a_table", f"line {reader.line_num}: {error}") from error


def _decoded(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif _looks_western(body):
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    else:
        encodings = ["utf-8-sig", "gb18030", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise IntakeError("strange_encoding", "the text is neither UTF-8, GB 18030 nor Windows-1252")


def _looks_western(body: bytes) -> bool:
    """Accents stand alone between ASCII letters; GB 18030 comes in pairs of high bytes."""
    runs = re.findall(rb"[\x80-\xff]+", body[: 1 << 20])
    alone = sum(1 for run in runs if len(run) == 1)
    return bool(runs) and alone * 3 > len(runs)


def _from_text(cell: str) -> str:
    if "\0" in cell:
        return BAD + NUL
    cell = cell.strip()
    if len(cell) > CELL_CHARACTERS_MAX:
        return BAD + TOO_LONG
    if cell.startswith("="):
        return BAD + FORMULA
    return _OURS.sub("", cell).replace(BAD, "")


def _xlsx_rows(path: Path) -> Iterator[Row]:
    # Imported here: it is a fifth of the program's start, and few starts read a workbook.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # Of a path it would judge the ending, which an upload has lost.
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
            sheet = book.worksheets[0]
            # The size a sheet claims may be a lie in either direction.
            sheet.reset_dimensions()
            for row in sheet.iter_rows():
                yield [_from_cell(cell) for cell in row]
    except IntakeError:
        raise
    except (
        InvalidFileException,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        SyntaxError,
        OSError,
        AttributeError,
        EOFError,
    ) as error:
        raise IntakeError("not_a_workbook", f"the workbook is damaged: {error}") from error


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _from_cell(cell: Shown) -> str:
    value, kind = cell.value, cell.data_type
    if value is None:
        return ""
    if kind == "f":
        return BAD + FORMULA
    if kind == "e":
        return BAD + CELL_ERROR
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and "%" in cell.number_format:
        return f"{_number(round(float(value) * 100, PERCENT_DECIMALS))}%"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time().isoformat() == "00:00:00"
            else value.isoformat()
        )
    if isinstance(value, date):
        return value.isoformat()
    return _from_text(str(value))
