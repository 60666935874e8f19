"""Opening a hub's data folder: one program at a time, own keys only, damaged files set aside."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from hub.config import Config
from hub.identity import HubIdentity
from hub.keys import KEY_FILE, HubKeys, load_keys
from hub.store.files import LIVE_OPTIONS, open_hub
from node.keys import fsync_folder
from node.lock import FolderLock
from sync.store.sqlite import Damaged, Options, SqliteStore

_PARTS = ("", "-wal", "-shm", ".head")


class CannotOpen(Exception):
    """The folder holds no hub that can be opened; the text says what to do."""


class Opened(msgspec.Struct, frozen=True):
    """A hub ready to be assembled. Whoever takes it closes the store and releases the lock."""

    lock: FolderLock
    keys: HubKeys
    store: SqliteStore
    identity: HubIdentity


def open_folder(
    config: Config, wall_ms: Callable[[], int], options: Options = LIVE_OPTIONS
) -> Opened:
    """Raises FolderBusy, KeyFileError, NotAHub, CannotOpen. A damaged database is set aside."""
    folder = config.path
    if not (folder / KEY_FILE).exists():
        raise CannotOpen(f"{folder} holds no hub; make one: holdfast-hub init --data {folder} …")
    lock = FolderLock(folder)
    try:
        keys = load_keys(folder)
        store, identity = open_hub(config.database, keys.signing, wall_ms, options=options)
    except Damaged as error:
        lock.release()
        if error.code != "database_damaged":
            raise CannotOpen(f"{error.detail}. Nothing was changed.") from error
        aside = set_aside(config.database, wall_ms())
        raise CannotOpen(damage_text(error.detail, aside)) from error
    except BaseException:
        lock.release()
        raise
    return Opened(lock, keys, store, identity)


def damage_text(what: str, aside: Path) -> str:
    """What a person needs to know about a database that was set aside."""
    return (
        f"the database is damaged ({what}). Its files are kept in {aside}; nothing was deleted. "
        "Put the last backup in place (holdfast-hub restore FILE); the sites then send again what "
        "is missing. The hub does not start empty."
    )


def set_aside(database: Path, now_ms: int) -> Path:
    """Move the database's files into a dated folder of their own; they are never deleted."""
    stamp = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = database.parent / f"aside-{stamp}"
    number = 1
    while aside.exists():
        number += 1
        aside = database.parent / f"aside-{stamp}-{number}"
    aside.mkdir()
    for part in _PARTS:
        file = database.with_name(f"{database.name}{part}")
        if file.exists():
            file.replace(aside / file.name)
    fsync_folder(aside)
    fsync_folder(database.parent)
    return aside
