"""The other system's database: copied, looked at, never written. Damage is read around."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from edge.intake.errors import IntakeError
from edge.intake.greaterwms.findings import MISMATCH, Findings
from edge.intake.greaterwms.shapes import NEEDED, TABLES, TENANT, columns_of

BESIDE = ("", "-journal", "-wal", "-shm")
"""A database may be copied while its program is stopped halfway: what stands beside it belongs to
it, and rolls an unfinished transaction back when the copy is opened."""
INTEGRITY_MAX = 20
SEEDS = "init_data"
"""The tenant of rows that every installation comes with."""
TENANT_BYTES = 12

Cell = int | float | str | bytes | None
Cells = dict[str, Cell]


@contextmanager
def opened(file: Path, folder: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the database in `folder`; gone afterwards. Raises IntakeError."""
    copy = folder / "source.db"
    for ending in BESIDE:
        beside = file.with_name(file.name + ending)
        if beside.exists():
            shutil.copyfile(beside, copy.with_name(copy.name + ending))
    connection = sqlite3.connect(copy)
    connection.text_factory = as_text
    try:
        yield connection
    finally:
        connection.close()
        for ending in BESIDE:
            copy.with_name(copy.name + ending).unlink(missing_ok=True)


def recognise(connection: sqlite3.Connection) -> frozenset[str]:
    """The tables there are. Raises IntakeError where it is no GreaterWMS database."""
    try:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
    except sqlite3.DatabaseError as error:
        raise IntakeError("not_a_database", f"this file cannot be read: {error}") from error
    there = frozenset(str(row[0]) for row in rows)
    missing = [table for table in NEEDED if table not in there]
    if missing:
        raise IntakeError(
            "not_greaterwms", f"no GreaterWMS database: it lacks {', '.join(missing)}"
        )
    return there


def look_for_damage(connection: sqlite3.Connection, findings: Findings) -> None:
    """What SQLite itself finds wrong with the file."""
    try:
        rows = connection.execute(f"PRAGMA integrity_check({INTEGRITY_MAX})").fetchall()
    except sqlite3.DatabaseError as error:
        rows = [(str(error),)]
    for (text,) in rows:
        if text != "ok":
            findings.add(MISMATCH, "file_damaged", "", 0, text)


def tenants(connection: sqlite3.Connection, there: frozenset[str]) -> dict[str, str]:
    """Accounts by credential, each with its name; also those that only have stock."""
    found: dict[str, str] = {}
    for table in ("user_profile", "goods", "stockbin", "asnlist", "dnlist"):
        if table not in there or TENANT not in _columns(connection, table):
            continue
        name = "name" if table == "user_profile" else "''"
        for openid, text in _read(connection, f'SELECT {TENANT}, {name} FROM "{table}"'):
            if isinstance(openid, str) and openid not in ("", SEEDS) and not found.get(openid):
                found[openid] = str(text or "")
    return found


def hidden(openid: str) -> str:
    """What is kept of a credential: enough to know the account again, useless for anything else."""
    spoken = f"greaterwms\x1f{openid}".encode()
    return blake2b(spoken, digest_size=TENANT_BYTES).hexdigest()


def rows_of(
    connection: sqlite3.Connection, table: str, openid: str, findings: Findings
) -> Iterator[Cells]:
    """A table's rows of one account, without secrets. What cannot be read is told."""
    assert table in TABLES
    has = _columns(connection, table)
    wanted = [name for name in columns_of(table) if name in has]
    if "id" not in wanted or TENANT not in has:
        findings.add(MISMATCH, "table_without_key", table, 0, "it is not read")
        return
    names = ", ".join(f'"{name}"' for name in wanted)
    seen: set[Cell] = set()
    for way in ("ASC", "DESC"):
        statement = f'SELECT {names}, "{TENANT}" FROM "{table}" ORDER BY rowid {way}'
        try:
            for *cells, owner in connection.execute(statement):
                row = dict(zip(wanted, cells, strict=True))
                if owner == openid and row["id"] not in seen:
                    seen.add(row["id"])
                    yield row
        except sqlite3.DatabaseError as error:
            findings.add(MISMATCH, "table_damaged", table, 0, f"read around: {error}")
            continue  # from the other end
        return


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [str(row[1]) for row in connection.execute(f'PRAGMA table_info("{table}")')]


def _read(connection: sqlite3.Connection, statement: str) -> Iterator[tuple[Cell, ...]]:
    """As many rows as can be read."""
    try:
        yield from connection.execute(statement)
    except sqlite3.DatabaseError:
        return


def as_text(raw: bytes) -> str:
    """Text as far as it is one."""
    return raw.decode("utf-8", "replace")
