"""`check`: is the file whole, is the log the one that was signed, does the stock follow from it,
and are the photos and papers still what they were?"""

from pathlib import Path
from typing import Any

import apsw
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.opening import BLOBS, DATABASE, NODE_KEY, NotASite
from edge.store.audit import broken
from edge.store.blobs import Blobs
from edge.store.bootstrap import load_site
from edge.store.check import check
from models.warehouse.catalogue import CATALOGUE
from node.keys import load_secret, signing_key
from node.proof import Finding, Notes, Progress, prove_log
from sync.store.sqlite import Damaged, Options
from sync.store.sqlite.meta import read_identity, read_schema
from sync.store.sqlite.open import open_reader


class Checked(msgspec.Struct, frozen=True):
    """What was looked at and what was found."""

    ok: bool
    ledger_ok: bool
    negative_stock: int
    movements: int
    quants: int
    order_lines: int
    streams: int
    records: int
    quarantined: int
    counts: dict[str, int]
    findings: list[Finding]
    files: int = 0


def check_folder(folder: Path, progress: Progress, options: Options | None = None) -> Checked:
    """Works beside a running program. Raises NotASite and KeyFileError."""
    database = folder / DATABASE
    if not database.exists():
        raise NotASite(f"{folder} holds no database; restore a backup, or make a site with init")
    checked = check_file(database, signing_key(load_secret(folder / NODE_KEY)), progress, options)
    return _with_files(checked, attached(database), Blobs(folder / BLOBS), progress)


def check_file(
    database: Path, key: Ed25519PrivateKey, progress: Progress, options: Options | None = None
) -> Checked:
    """One consistent moment of a database. Raises NotASite."""
    options = options or Options()
    try:
        connection = open_reader(database, options)
    except (Damaged, apsw.Error) as error:
        raise NotASite(f"{database} cannot be read: {error}") from error
    try:
        connection.execute("BEGIN")
        if read_schema(connection) < CATALOGUE.schema:
            raise NotASite(
                f"{database} was last opened by an older program: serve the site once, then check"
            )
        return _check(connection, key, progress, options)
    except (apsw.CorruptError, apsw.IOError, apsw.NotADBError, Damaged) as error:
        return _unreadable(database, error)
    finally:
        connection.close()


def attached(database: Path) -> list[str]:
    """Hashes of all files that belong to something, each once; none where it cannot be read."""
    try:
        connection = open_reader(database, Options())
    except (Damaged, apsw.Error):
        return []
    try:
        rows = connection.execute("SELECT DISTINCT hash FROM attachment ORDER BY hash").fetchall()
    except apsw.Error:
        return []
    finally:
        connection.close()
    return [str(row[0]) for row in rows]


def _with_files(checked: Checked, digests: list[str], blobs: Blobs, progress: Progress) -> Checked:
    """What was found of the files beside the database, which no transaction waits for."""
    notes = Notes()
    progress("files", 0, 1)
    notes.add("attachment", blobs.lacking(digests))
    progress("files", 1, 1)
    return msgspec.structs.replace(
        checked,
        ok=checked.ok and not notes.counts,
        files=len(digests),
        counts=checked.counts | notes.counts,
        findings=[*checked.findings, *notes.findings],
    )


def _check(
    connection: apsw.Connection, key: Ed25519PrivateKey, progress: Progress, options: Options
) -> Checked:
    site = load_site(connection)
    if site is None:
        raise NotASite("this database was never set up as a site")
    notes = Notes()
    progress("log", 0, 2)
    prove_log(connection, CATALOGUE, key, options, notes)
    notes.add("audit", broken(connection, site.warehouse_id, read_identity(connection)[0].number))
    progress("log", 1, 2)
    ledger = check(connection, site)
    progress("ledger", 2, 2)
    counts = notes.counts | ledger.counts  # no rule stands in both
    return Checked(
        ok=not counts,
        ledger_ok=ledger.ok,
        negative_stock=ledger.negative_stock,
        movements=ledger.movements,
        quants=ledger.quants,
        order_lines=ledger.lines,
        streams=_count(connection, "SELECT count(*) FROM s_stream"),
        records=_count(connection, "SELECT count(*) FROM s_log"),
        quarantined=_count(connection, "SELECT count(*) FROM s_quar"),
        counts=counts,
        findings=[*notes.findings, *ledger.findings],
    )


def _unreadable(database: Path, error: Exception) -> Checked:
    return Checked(
        ok=False,
        ledger_ok=False,
        negative_stock=0,
        movements=0,
        quants=0,
        order_lines=0,
        streams=0,
        records=0,
        quarantined=0,
        counts={"file": 1},
        findings=[Finding("file", str(database), str(error))],
    )


def _count(connection: apsw.Connection, sql: str) -> int:
    found: tuple[Any, ...] = connection.execute(sql).fetchall()[0]
    return int(found[0])
