"""Opening a hub's data folder: one program at a time, own keys only, damaged files set aside."""

from collections.abc import Callable

import msgspec

from hub.config import Config
from hub.identity import HubIdentity
from hub.keys import KEY_FILE, HubKeys, load_keys
from hub.store.files import LIVE_OPTIONS, open_hub
from node.aside import damage_text, set_aside
from node.errors import OperatorError
from node.lock import FolderLock
from sync.store.sqlite import Damaged, Options, SqliteStore

_REMEDY = (
    "Put the last backup in place (holdfast-hub restore FILE); the sites then send again what is "
    "missing. The hub does not start empty."
)


class CannotOpen(OperatorError):
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
        raise damaged(config, error, wall_ms()) from error
    except BaseException:
        lock.release()
        raise
    return Opened(lock, keys, store, identity)


def damaged(config: Config, error: Damaged, now_ms: int) -> CannotOpen:
    """What to raise once the damaged files are set aside."""
    aside = set_aside(config.database, now_ms)
    return CannotOpen(damage_text(error.detail, aside, _REMEDY))
