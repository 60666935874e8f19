"""A scope as one file: its rows and where its streams stand, without their records.

Made beside the writer from one moment's state, and copied in by SQL, table by table. Ledger keys
are local (they begin with a stream's local number), so they are renumbered on the way in.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import apsw

from sync.core.catalogue import Catalogue, Merge, Table
from sync.core.ids import Head, NodeId, Scope, StreamId
from sync.store.sqlite.backup import install_file
from sync.store.sqlite.errors import Damaged, guarded
from sync.store.sqlite.keys import OF
from sync.store.sqlite.open import PAGE_BYTES, Options
from sync.store.sqlite.parts import open_parts
from sync.store.sqlite.schema import APPLICATION_ID
from sync.store.sqlite.sums import PUT_SUMS, read_sums, rows_of
from sync.store.sqlite.tables import TableSql, create_sql
from sync.store.sqlite.vfs import RESERVED_BYTES, load_checksums

SNAPSHOT_FORMAT = 3

_OWN = """
CREATE TABLE s_meta(key PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE s_scope(id INTEGER PRIMARY KEY, name NOT NULL UNIQUE, compacted NOT NULL);
CREATE TABLE s_stream(id INTEGER PRIMARY KEY, node NOT NULL, epoch NOT NULL, scope NOT NULL);
CREATE TABLE s_log(stream NOT NULL, seq NOT NULL, hlc NOT NULL, hash NOT NULL, body,
  PRIMARY KEY(stream, seq)) WITHOUT ROWID;
CREATE TABLE s_seal(stream NOT NULL, seq NOT NULL, signature NOT NULL,
  PRIMARY KEY(stream, seq)) WITHOUT ROWID;
CREATE TABLE s_receipt(stream NOT NULL, first NOT NULL, judge NOT NULL, position NOT NULL,
  PRIMARY KEY(stream, first)) WITHOUT ROWID;
CREATE TABLE s_tomb(table_id NOT NULL, pk NOT NULL, clocks NOT NULL, _s NOT NULL,
  PRIMARY KEY(table_id, pk)) WITHOUT ROWID;
CREATE TABLE s_digest(scope NOT NULL, table_id NOT NULL, sums NOT NULL,
  PRIMARY KEY(scope, table_id)) WITHOUT ROWID;
CREATE TABLE s_withheld(stream NOT NULL, seq NOT NULL, code NOT NULL,
  PRIMARY KEY(stream, seq)) WITHOUT ROWID;
"""

_COPIES = (
    "INSERT INTO s_scope SELECT id, name, compacted FROM src.s_scope WHERE id IN wanted",
    # Judges too: receipts and withheld records name streams.
    "INSERT INTO s_stream SELECT id, node, epoch, scope FROM src.s_stream"
    " WHERE scope IN (SELECT name FROM s_scope)",
    "INSERT INTO s_seal SELECT stream, seq, signature FROM src.s_seal"
    " WHERE (stream, seq) IN (SELECT stream, seq FROM s_log)",
    "INSERT INTO s_receipt SELECT stream, max(first), judge, position FROM src.s_receipt"
    " WHERE stream IN (SELECT id FROM s_stream) GROUP BY stream",
    "INSERT INTO s_tomb SELECT * FROM src.s_tomb WHERE _s IN wanted",
    "INSERT INTO s_withheld SELECT * FROM src.s_withheld WHERE stream IN (SELECT id FROM s_stream)",
)


def make_snapshot(
    database: Path, target: Path, catalogue: Catalogue, scopes: Sequence[Scope], options: Options
) -> dict[StreamId, Head]:
    """Write the file, which appears when it is whole and durable. Returns its vector."""
    if target.exists():
        raise Damaged("snapshot_exists", f"{target} is there already")
    beside = target.with_name(target.name + ".part")
    beside.unlink(missing_ok=True)
    with guarded():
        connection = _new_file(beside, options)
        try:
            vector = _fill(connection, database, catalogue, scopes)
        finally:
            connection.close()
    install_file(beside, target)
    return vector


def _new_file(path: Path, options: Options) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
    connection = apsw.Connection(str(path), flags=flags, vfs=options.vfs or load_checksums())
    connection.pragma("page_size", PAGE_BYTES)
    connection.reserve_bytes("main", RESERVED_BYTES)
    connection.pragma("journal_mode", "off")  # a file that is cut short is made anew
    connection.pragma("synchronous", "off")
    connection.pragma("application_id", APPLICATION_ID)
    connection.pragma("user_version", 0)  # not a database to open
    return connection


def _fill(
    connection: apsw.Connection, database: Path, catalogue: Catalogue, scopes: Sequence[Scope]
) -> dict[StreamId, Head]:
    connection.execute("ATTACH ? AS src", (f"file:{database}?mode=ro",))
    connection.execute("BEGIN")
    connection.execute(_OWN)
    connection.execute("CREATE TEMP TABLE wanted(id INTEGER PRIMARY KEY)")
    connection.executemany(
        "INSERT INTO wanted SELECT id FROM src.s_scope WHERE name=?", [(name,) for name in scopes]
    )
    for statement in _COPIES[:2]:
        connection.execute(statement)
    for (number,) in connection.execute("SELECT id FROM s_stream").fetchall():
        _copy_head(connection, number)
    for statement in _COPIES[2:]:
        connection.execute(statement)
    wanted = {scope for (scope,) in connection.execute("SELECT id FROM wanted")}
    sums, _ = read_sums(connection.execute, "src")
    kept = {group: found for group, found in sums.items() if group >> 16 in wanted}
    connection.executemany(PUT_SUMS, rows_of(kept))
    for table in catalogue.tables:
        connection.execute(create_sql(table)[0])
        listed = column_list(table)
        name = TableSql(table).name
        connection.execute(
            f"INSERT INTO main.{name}({listed}) SELECT {listed} FROM src.{name}"
            " WHERE _s IN wanted ORDER BY id"
        )
    connection.executemany(
        "INSERT INTO s_meta VALUES(?,?)",
        [("format", SNAPSHOT_FORMAT), ("schema", catalogue.schema)],
    )
    connection.execute("COMMIT")
    heads: Iterable[tuple[Any, ...]] = connection.execute(
        "SELECT node, epoch, scope, seq, hash FROM s_log JOIN s_stream ON id=stream"
    )
    return {StreamId(NodeId(n), e, Scope(s)): Head(seq, hash_) for n, e, s, seq, hash_ in heads}


def _copy_head(connection: apsw.Connection, stream: int | str | float | bytes | None) -> None:
    """Where the stream stands, without parts whose last part is still to come."""
    newest_first = f"SELECT seq, body FROM src.s_log WHERE {OF} ORDER BY id DESC"
    behind = len(open_parts(connection.execute(newest_first, (stream,))))
    connection.execute(
        f"INSERT INTO s_log SELECT stream, seq, hlc, hash, NULL FROM src.s_log WHERE {OF}"
        " ORDER BY id DESC LIMIT 1 OFFSET ?",
        (stream, behind),
    )


def column_list(table: Table) -> str:
    """All columns of a replicated table, in one order."""
    if table.merge is Merge.SET:
        return "id, element, dots, gone, _s"
    if table.merge is Merge.ESCROW:
        return "id, rights, _s"
    own = ["_x", "_s"] if table.merge is Merge.LEDGER else ["_v", "_x", "_s"]
    return ", ".join(["id", *TableSql(table).fields, *own])
