"""The chosen account's rows in a file of their own: what the checks ask and the plan reads."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path

from edge.intake.greaterwms.findings import Findings
from edge.intake.greaterwms.shapes import TABLES, columns_of
from edge.intake.greaterwms.source import Cells, as_text, rows_of

BATCH_ROWS = 1_000
LOOKED_UP = frozenset(
    (
        *("goods_code", "bin_name", "asn_code", "dn_code", "t_code", "code", "bar_code"),
        *("supplier_name", "customer_name", "driver_name", "bin_size"),
    )
)
"""Columns by which the checks go from one table to another."""
CONTENT_BYTES = 16
Progress = Callable[[str, int], None]


class Staging:
    """All tables, whether the source has them or not; gone when closed."""

    def __init__(self, path: Path) -> None:
        # Only here: serving a site does not wait for what an import needs.
        from sqlite_utils import Database

        self._path = path
        path.unlink(missing_ok=True)
        self.connection = sqlite3.connect(path, check_same_thread=False)
        self.connection.text_factory = as_text
        self.connection.execute("PRAGMA synchronous=OFF")
        self._database = Database(self.connection)
        self._content = blake2b(digest_size=CONTENT_BYTES)
        for table in TABLES:
            # Without types: a number that is a text there stays one, and is found.
            columns = ", ".join(f'"{name}"' for name in columns_of(table))
            self.connection.execute(f'CREATE TABLE "{table}"({columns})')

    def fill(
        self,
        source: sqlite3.Connection,
        there: frozenset[str],
        openid: str,
        findings: Findings,
        progress: Progress,
    ) -> None:
        """Copy what belongs to the account."""
        from sqlite_utils.db import Table

        for table in TABLES:
            if table not in there:
                continue
            target = self._database[table]
            assert isinstance(target, Table)
            rows = rows_of(source, table, openid, findings)
            target.insert_all(self._noted(table, rows, progress), batch_size=BATCH_ROWS)
        self.connection.executescript(
            "".join(
                f'CREATE INDEX "{table}_{column}" ON "{table}"("{column}");'
                for table in TABLES
                for column in columns_of(table)
                if column == "id" or column in LOOKED_UP
            )
        )

    @property
    def content(self) -> str:
        """A hash of all rows: the same account in the same state, whatever the file's pages."""
        return self._content.hexdigest()

    def rows(self, table: str) -> Iterator[Cells]:
        """By key. Keys that are no numbers come last."""
        assert table in TABLES
        cursor = self.connection.execute(f'SELECT * FROM "{table}" ORDER BY id')
        names = [str(column[0]) for column in cursor.description]
        for cells in cursor:
            yield dict(zip(names, cells, strict=True))

    def close(self) -> None:
        """What matters went into the report or the live database."""
        self._database.close()
        self._path.unlink(missing_ok=True)

    def _noted(self, table: str, rows: Iterator[Cells], progress: Progress) -> Iterator[Cells]:
        count = 0
        for row in rows:
            line = json.dumps([table, *row.values()], default=repr)
            self._content.update(line.encode("utf-8", "replace"))
            count += 1
            if count % BATCH_ROWS == 0:
                progress(table, count)
            yield row
        progress(table, count)
