"""A table as CSV or XLSX: every text stays a text, every number a number."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from edge.export.safe import safe_text
from edge.export.workbook import Cell, write_workbook

Format = Literal["csv", "xlsx"]
Row = Sequence[Cell]
Progress = Callable[[int], None]

ROWS_MAX = 1_000_000
"""A sheet of XLSX has room for 1,048,576."""
STEP_ROWS = 1_000
CONTENT_TYPE: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TooManyRows(Exception):
    """More than a sheet can hold."""


def write_table(
    path: Path, form: Format, headings: Sequence[str], rows: Iterable[Row], progress: Progress
) -> int:
    """How many rows were written; raises TooManyRows."""
    counted = _Counted(progress)
    write = _write_csv if form == "csv" else _write_xlsx
    write(path, headings, counted.through(rows))
    progress(counted.count)
    return counted.count


class _Counted:
    """Rows as they pass, within the bound."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.count = 0

    def through(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if self.count >= ROWS_MAX:
                raise TooManyRows
            self.count += 1
            if self.count % STEP_ROWS == 0:
                self._progress(self.count)
            yield row


def _write_csv(path: Path, headings: Sequence[str], rows: Iterator[Row]) -> None:
    # The mark at the beginning tells Excel that this is UTF-8.
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow([safe_text(heading) for heading in headings])
        for row in rows:
            writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in row])


def _write_xlsx(path: Path, headings: Sequence[str], rows: Iterator[Row]) -> None:
    safe = ([safe_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    write_workbook(path, [safe_text(heading) for heading in headings], safe)
