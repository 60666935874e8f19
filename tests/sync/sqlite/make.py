"""SQLite replicas as a program has them, with every fsync, and as they are after a restart."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sync.store.sqlite import Options, SqliteStore
from tests.sync.catalogue import CATALOGUE
from tests.sync.contract import stores
from tests.sync.fleet import key_of

make_sqlite = partial(stores.make_sqlite, options=Options())


def reopen(folder: Path, number: int, wall: Callable[[], int]) -> SqliteStore:
    """The file made before, as after a restart."""
    return SqliteStore.open(
        folder / "replica.db", CATALOGUE, key_of(number), wall, judge=number == 1
    )
