"""The staging database of one import, a file of its own: the live one never sees raw rows."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from edge.intake.errors import IntakeError
from edge.intake.reading import Row

TOLD_ROWS = 1_000
ROWS_MAX = 500_000
Progress = Callable[[int], None]


class Staging:
    """Raw rows by their number in the file; the headings are kept apart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.unlink(missing_ok=True)
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute("PRAGMA journal_mode=OFF")
        self.headings: list[str] = []
        self.count = 0

    def fill(self, rows: Iterator[Row], progress: Progress) -> None:
        """Store all rows; the first one that is not empty holds the headings."""
        numbered = enumerate(rows, start=1)
        self.headings = next((row for _, row in numbered if row), [])
        if not self.headings:
            raise IntakeError("empty_file", "the file has no rows")
        names = ", ".join(f"c{place}" for place in range(len(self.headings)))
        marks = ", ".join("?" for _ in range(len(self.headings)))
        self._database.execute(f"CREATE TABLE row (number INTEGER PRIMARY KEY, {names})")
        self._database.executemany(
            f"INSERT INTO row VALUES (?, {marks})",  # noqa: S608 - marks
            self._records(numbered, progress),
        )
        self._database.commit()

    def rows(self) -> Iterator[tuple[int, Row]]:
        """(row number, cells) in file order; every row is as wide as the headings."""
        for number, *cells in self._database.execute("SELECT * FROM row ORDER BY number"):
            yield number, cells

    def values_of(self, place: int) -> list[str]:
        """What stands in a column, each once."""
        found = self._database.execute(f"SELECT DISTINCT c{place:d} FROM row")  # noqa: S608 - a number
        return [str(value) for (value,) in found]

    def close(self) -> None:
        """Close and remove the file: what matters went into the report or the live database."""
        self._database.close()
        self._path.unlink(missing_ok=True)

    def _records(
        self, numbered: "enumerate[Row]", progress: Progress
    ) -> Iterator[tuple[int | str, ...]]:
        width = len(self.headings)
        for number, row in numbered:
            if not any(row):
                continue
            if self.count >= ROWS_MAX:
                raise IntakeError("too_many_rows", f"more than {ROWS_MAX} rows")
            self.count += 1
            if self.count % TOLD_ROWS == 0:
                progress(self.count)
            yield (number, *row[:width], *("" for _ in range(width - len(row))))
