"""The report database: flat tables and views for analysts, with a description of every column as
Datasette reads it (`datasette FILE -m FILE.metadata.json`).

It is made from one consistent moment of the site, read by a connection that cannot write, and is a
file of its own: nobody's question ever touches the live database.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw
import msgspec

from edge.export.tables import TABLES, Table
from edge.export.views import VIEWS
from edge.opening import DATABASE, NotASite
from edge.store.bootstrap import load_site
from models.warehouse.catalogue import CATALOGUE
from node.errors import OperatorError
from sync.store.sqlite import Damaged, Options
from sync.store.sqlite.meta import read_schema
from sync.store.sqlite.open import open_reader, sync_directory

Progress = Callable[[str, int], None]

FORMAT = 1
STEP_ROWS = 1_000
_ABOUT = "about"


class ReportError(OperatorError):
    """The report cannot be written there."""


class Reported(msgspec.Struct, frozen=True):
    """What was written: rows by table."""

    file: str
    metadata: str
    made_at: str
    tables: dict[str, int]
    views: int


def write_report(folder: Path, target: Path, now_ms: int, progress: Progress) -> Reported:
    """Works beside a running program. Raises NotASite and ReportError."""
    _demand_ours(folder, target)
    connection = open_site(folder)
    part = target.with_name(f"{target.name}.part")
    try:
        connection.execute("BEGIN")
        site = load_site(connection)
        if site is None:
            raise NotASite("this database was never set up as a site")
        made_at = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        about = {"format": FORMAT, "site": site.code, "name": site.name, "made_at": made_at}
        counts = _fill(connection, part, about, progress)
    finally:
        connection.close()
    part.replace(target)
    metadata = target.with_name(f"{target.name}.metadata.json")
    metadata.write_text(json.dumps(_metadata(target, site.name, made_at), indent=1))
    sync_directory(target.parent)
    return Reported(str(target), str(metadata), made_at, counts, len(VIEWS))


def open_site(folder: Path) -> apsw.Connection:
    """The site's database, for reading. Raises NotASite."""
    database = folder / DATABASE
    if not database.exists():
        raise NotASite(f"{folder} holds no database; make a site with init")
    try:
        connection = open_reader(database, Options())
        is_older = read_schema(connection) < CATALOGUE.schema
    except (Damaged, apsw.Error) as error:
        raise NotASite(f"{database} cannot be read: {error}") from error
    if is_older:
        connection.close()
        raise NotASite(f"{database} was last opened by an older program: serve the site once")
    return connection


def _fill(
    connection: apsw.Connection, part: Path, about: dict[str, Any], progress: Progress
) -> dict[str, int]:
    # Only here: serving a site does not wait for what a report needs.
    from sqlite_utils import Database

    part.unlink(missing_ok=True)
    report = Database(sqlite3.connect(part))
    try:
        report.execute("PRAGMA synchronous=OFF")
        report.table(_ABOUT).insert(about)
        counts = {table.name: _copy(connection, report, table, progress) for table in TABLES}
        for view in VIEWS:
            report.create_view(view.name, view.query)
        report.execute("PRAGMA optimize")
    finally:
        report.close()
    with part.open("rb") as file:
        os.fsync(file.fileno())
    return counts


def _copy(connection: apsw.Connection, report: Any, table: Table, progress: Progress) -> int:  # noqa: ANN401
    names = [column.name for column in table.columns]
    made = report.table(table.name)
    made.create({column.name: column.kind for column in table.columns})
    count = 0

    def records() -> Iterator[dict[str, object]]:
        nonlocal count
        for row in connection.execute(table.query):
            count += 1
            if count % STEP_ROWS == 0:
                progress(table.name, count)
            yield dict(zip(names, row, strict=True))

    made.insert_all(records(), batch_size=STEP_ROWS)
    for column in table.indexes:
        made.create_index([column])
    progress(table.name, count)
    return count


def _demand_ours(folder: Path, target: Path) -> None:
    """Refuse to take the place of anything but an earlier report."""
    if target.resolve().parent == folder.resolve():
        raise ReportError("a report does not belong into the folder of the site's own files")
    if not target.exists():
        return
    try:
        connection = apsw.Connection(str(target), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            connection.execute(f"SELECT format, site, made_at FROM {_ABOUT}").fetchall()
        finally:
            connection.close()
    except apsw.Error as error:
        raise ReportError(f"{target} is there and is no report; choose another name") from error


def _metadata(target: Path, site: str, made_at: str) -> dict[str, Any]:
    tables = {
        table.name: {
            "description": table.says,
            "columns": {column.name: column.says for column in table.columns},
        }
        for table in TABLES
    }
    views = {view.name: {"description": view.says, "columns": view.columns} for view in VIEWS}
    about = {
        "description": "What this report was made of",
        "columns": {"made_at": "Moment of the site that all tables show (UTC)"},
    }
    return {
        "title": f"{site}: report of {made_at}",
        "databases": {target.stem: {"tables": {_ABOUT: about, **tables, **views}}},
    }
