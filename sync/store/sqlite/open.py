"""Making and opening the file: profile, checksums, format."""

import os
from pathlib import Path

import apsw
import msgspec

from sync.store.sqlite.errors import Damaged, damaged, guarded
from sync.store.sqlite.schema import APPLICATION_ID, FORMAT
from sync.store.sqlite.vfs import RESERVED_AT, RESERVED_BYTES, load_checksums

PAGE_BYTES = 4096
BUSY_MS = 5_000
JOURNAL_BYTES_MAX = 64 << 20
STATEMENTS_CACHED = 400  # about seven per table, and those of the programs above


class Options(msgspec.Struct, frozen=True):
    """How a replica lies on its disk. Only tests and benchmarks choose other than the defaults.

    durability: "full", or "normal" to show what that loses. vfs: name to open with, default the
    checksum VFS. head_file: keep `<name>.head` beside the database. checkpoint_pages: WAL pages
    after which a commit also checkpoints. 8 MiB: pages written often are carried over once, and the
    log is soon as long as it gets, for an fsync costs twice as much while the file grows.
    page_bytes: of a new file; one that is there keeps its own.
    """

    durability: str = "full"
    vfs: str = ""
    head_file: bool = True
    checkpoint_pages: int = 2_048
    page_bytes: int = PAGE_BYTES
    cache_bytes: int = 64 << 20
    sync_directory: bool = True


def create_file(path: Path, options: Options) -> apsw.Connection:
    """An empty database in WAL mode whose directory entry is durable; refuses an existing one."""
    if path.exists():
        raise Damaged("database_exists", f"{path} is there already; open it instead")
    with guarded():
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        connection = _connect(path, options, flags)
        connection.pragma("page_size", options.page_bytes)
        connection.reserve_bytes("main", RESERVED_BYTES)
        connection.pragma("application_id", APPLICATION_ID)
        connection.pragma("user_version", FORMAT)
        assert connection.pragma("journal_mode", "wal") == "wal"
        _profile(connection, options)
    if options.sync_directory:
        sync_directory(path.parent)
    return connection


def open_file(path: Path, options: Options) -> apsw.Connection:
    """An existing database; a missing or strange one is refused, never replaced."""
    if not path.exists():
        raise Damaged("database_missing", f"{path} is not there; restore a backup, or create")
    with guarded():
        connection = _connect(path, options, apsw.SQLITE_OPEN_READWRITE)
        try:
            _check_format(connection, path)
        except BaseException:
            connection.close()
            raise
        assert connection.pragma("journal_mode", "wal") == "wal"
        _profile(connection, options)
    return connection


def open_reader(path: Path, options: Options, *, query_only: bool = True) -> apsw.Connection:
    """A connection that cannot write to the database."""
    with guarded():
        connection = _connect(path, options, apsw.SQLITE_OPEN_READONLY)
        connection.pragma("query_only", query_only)
        connection.pragma("mmap_size", 0)
    return connection


def sync_directory(folder: Path) -> None:
    """Makes directory entries durable; a rename or a new file is not, before this."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _connect(path: Path, options: Options, flags: int) -> apsw.Connection:
    vfs = options.vfs or load_checksums()
    connection = apsw.Connection(
        str(path), flags=flags, vfs=vfs, statementcachesize=STATEMENTS_CACHED
    )
    connection.set_busy_timeout(BUSY_MS)
    # Else a statement with bound values is planned anew at each use of a partial index (34 µs: 6).
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    return connection


def _profile(connection: apsw.Connection, options: Options) -> None:
    connection.pragma("synchronous", options.durability)
    connection.pragma("mmap_size", 0)
    connection.pragma("cache_size", -options.cache_bytes // 1024)
    connection.pragma("journal_size_limit", JOURNAL_BYTES_MAX)
    connection.pragma("temp_store", "memory")
    connection.wal_autocheckpoint(0)


def _check_format(connection: apsw.Connection, path: Path) -> None:
    if connection.pragma("application_id") != APPLICATION_ID:
        raise damaged(f"{path} is not a database of this program")
    version = connection.pragma("user_version")
    if version != FORMAT:
        raise Damaged("database_format", f"format {version}, this program reads {FORMAT}")
    header = path.read_bytes() if path.stat().st_size < 100 else _head_bytes(path)
    if header[RESERVED_AT] != RESERVED_BYTES:
        raise damaged(f"{path} was written without page checksums")


def _head_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)
