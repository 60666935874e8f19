"""Opening a site's data folder: one program at a time, own keys only, damaged files set aside."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from edge.floor.draft import Site
from edge.store.added import ADDED_DDL
from edge.store.bootstrap import load_site
from edge.store.local import LOCAL_DDL, NEW_COLUMNS_DDL
from models.warehouse.catalogue import CATALOGUE
from models.warehouse.policy import WarehousePolicy
from node.aside import damage_text, set_aside
from node.errors import OperatorError
from node.keys import load_secret, signing_key
from node.lock import FolderLock
from sync.store.sqlite import Damaged, Options, SqliteStore

DATABASE = "edge.db"
NODE_KEY = "node.key"
PEPPER_KEY = "pepper.key"
INTAKE = "intake"
BLOBS = "blobs"
LIVE_OPTIONS = Options(page_bytes=1_024, checkpoint_pages=24_576)
"""A scan writes a few rows in as many pages: small ones cost a third of the bytes and no more time.
The log may grow to 24 MiB: pages written often are carried over once, which halves the rest."""
_REMEDY = (
    "Restore the last backup (holdfast-edge restore FILE); the node then pulls what is missing "
    "from its hub. It does not start empty."
)


class NotASite(OperatorError):
    """The folder holds no site that can be opened; the text says what to do."""


class Opened(msgspec.Struct, frozen=True):
    """A site ready to be assembled. Whoever takes it closes the store and releases the lock."""

    folder: Path
    lock: FolderLock
    secret: bytes
    pepper: bytes
    store: SqliteStore
    site: Site

    def close(self) -> None:
        """Leave clean files behind."""
        self.store.close()
        self.lock.release()


def open_folder(folder: Path, wall_ms: Callable[[], int], options: Options | None = None) -> Opened:
    """Raises FolderBusy, KeyFileError, NotASite. Damaged files are set aside before it raises."""
    if not (folder / NODE_KEY).exists():
        raise NotASite(f"{folder} holds no site; make one: holdfast-edge init --data {folder} …")
    lock = FolderLock(folder)
    try:
        secret, pepper = load_secret(folder / NODE_KEY), load_secret(folder / PEPPER_KEY)
        store = _open_store(folder, secret, wall_ms, options)
        site = load_site(store.connection)
        if site is None:
            store.close()
            raise NotASite(f"{folder / DATABASE} was never set up; restore a backup")
    except BaseException:
        lock.release()
        raise
    (folder / INTAKE).mkdir(exist_ok=True)
    return Opened(folder, lock, secret, pepper, store, site)


def _open_store(
    folder: Path, secret: bytes, wall_ms: Callable[[], int], options: Options | None
) -> SqliteStore:
    try:
        store = SqliteStore.open(
            folder / DATABASE,
            CATALOGUE,
            signing_key(secret),
            wall_ms,
            policy=WarehousePolicy(),
            local_ddl=LOCAL_DDL + ADDED_DDL,  # what a folder of an older program lacks
            options=options or LIVE_OPTIONS,
        )
        store.connection.execute(NEW_COLUMNS_DDL)
        return store
    except Damaged as error:
        if error.code != "database_damaged":
            raise NotASite(f"{error.detail}. Nothing was changed.") from error
        raise damaged(folder, error, wall_ms()) from error


def damaged(folder: Path, error: Damaged, now_ms: int) -> NotASite:
    """What to raise once the damaged files are set aside."""
    aside = set_aside(folder / DATABASE, now_ms)
    return NotASite(damage_text(error.detail, aside, _REMEDY))
