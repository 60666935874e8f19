"""A replica in one SQLite file, through apsw: WAL, FULL, checksummed pages, one writer."""

from sync.store.sqlite.errors import Damaged, DiskFull
from sync.store.sqlite.open import Options
from sync.store.sqlite.store import SqliteStore

__all__ = ["Damaged", "DiskFull", "Options", "SqliteStore"]
