"""The staging database of one import, a file of its own: the live one never sees raw rows."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from edge.intake.errors import IntakeError
from edge.intake.reading import Row

if TYPE_CHECKING:
    from sqlite_utils.db import Table

BATCH_ROWS = 1_000
ROWS_MAX = 500_000
Progress = Callable[[int], None]


class Staging:
    """Raw rows by their number in the file; the headings are kept apart."""

    def __init__(self, path: Path) -> None:
        # Only here: serving a site does not wait for what an import needs.
        from sqlite_utils import Database

        self._path = path
        path.unlink(missing_ok=True)
        self._database = Database(sqlite3.connect(path, check_same_thread=False))
        self._database.execute("PRAGMA synchronous=OFF")
        self.headings: list[str] = []
        self.count = 0

    def fill(self, rows: Iterator[Row], progress: Progress) -> None:
        """Store all rows; the first one that is not empty holds the headings."""
        numbered = enumerate(rows, start=1)
        self.headings = next((row for _, row in numbered if row), [])
        if not self.headings:
            raise IntakeError("empty_file", "the file has no rows")
        self._table().insert_all(
            self._records(numbered, progress), pk="number", batch_size=BATCH_ROWS
        )

    def rows(self) -> Iterator[tuple[int, Row]]:
        """(row number, cells) in file order; every row is as wide as the headings."""
        if self.count == 0:
            return
        names = ", ".join(f"c{place}" for place in range(len(self.headings)))
        for number, *cells in self._database.execute(
            f"SELECT number, {names} FROM row ORDER BY number"  # noqa: S608 - names are counted here
        ):
            yield number, cells

    def close(self) -> None:
        """Close and remove the file: what matters went into the report or the live database."""
        self._database.close()
        self._path.unlink(missing_ok=True)

    def _records(
        self, numbered: "enumerate[Row]", progress: Progress
    ) -> Iterator[dict[str, object]]:
        width = len(self.headings)
        for number, row in numbered:
            if not any(row):
                continue
            if self.count >= ROWS_MAX:
                raise IntakeError("too_many_rows", f"more than {ROWS_MAX} rows")
            self.count += 1
            if self.count % BATCH_ROWS == 0:
                progress(self.count)
            cells = (*row, *("" for _ in range(width - len(row))))
            yield {"number": number, **{f"c{place}": cells[place] for place in range(width)}}

    def _table(self) -> "Table":
        from sqlite_utils.db import Table

        table = self._database["row"]
        assert isinstance(table, Table)
        return table
