"""Backups that count only after they were proved, and putting one back.

A backup is the database alone. The keys are not in it: a stolen backup must not speak for the hub.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from hub.check.report import Progress, Report, check_file
from hub.config import Config
from hub.keys import load_keys
from hub.opening import set_aside
from hub.store.files import LIVE_OPTIONS
from models.warehouse.catalogue import CATALOGUE
from models.warehouse.policy import WarehousePolicy
from node.lock import FolderLock
from sync.store.sqlite import Options, SqliteStore
from sync.store.sqlite.backup import copy_to

CHUNK_BYTES = 1 << 20


class BackupError(Exception):
    """No backup was made, or the one given is not taken; the text says why."""


class Backup(msgspec.Struct, frozen=True):
    """A proved copy."""

    file: str
    bytes: int
    sha256: str
    records: int
    movements: int
    sites: int


class Restored(msgspec.Struct, frozen=True):
    """What was put in place, and where the former files lie. Sites send again what is newer."""

    records: int
    epoch: int
    aside: str | None


def back_up(
    config: Config, target: Path, progress: Progress, options: Options = LIVE_OPTIONS
) -> Backup:
    """Copy and prove. Works beside a running hub."""
    if target.exists():
        raise BackupError(f"{target} exists already and is kept")
    target.parent.mkdir(parents=True, exist_ok=True)
    progress("copy", 0, 1)
    copy_to(config.database, target, options)
    progress("copy", 1, 1)
    try:
        report = _proved(config, target, progress, options)
    except BackupError:
        target.rename(target.with_name(f"{target.name}.bad"))
        raise
    size, digest = target.stat().st_size, _digest(target)
    return Backup(str(target), size, digest, report.records, report.movements, report.sites)


def restore(
    config: Config,
    source: Path,
    wall_ms: Callable[[], int],
    progress: Progress,
    options: Options = LIVE_OPTIONS,
) -> Restored:
    """Put a backup of this hub in place; the former files are set aside, the epoch rises."""
    with FolderLock(config.path):
        report = _proved(config, source, progress, options)
        aside = set_aside(config.database, wall_ms()) if config.database.exists() else None
        store = SqliteStore.restore(
            source,
            config.database,
            CATALOGUE,
            load_keys(config.path).signing,
            wall_ms,
            policy=WarehousePolicy(),
            judge=True,
            options=options,
        )
        epoch = store.epoch
        store.close()
    return Restored(report.records, epoch, str(aside) if aside else None)


def _proved(config: Config, file: Path, progress: Progress, options: Options) -> Report:
    report = check_file(file, load_keys(config.path).signing, progress, options)
    if not report.ok:
        first = report.findings[0]
        raise BackupError(f"{file} does not hold: {first.rule} {first.subject}: {first.detail}")
    return report


def _digest(file: Path) -> str:
    total = sha256()
    with file.open("rb") as opened:
        while piece := opened.read(CHUNK_BYTES):
            total.update(piece)
    return total.hexdigest()


def default_name(folder: Path, now_ms: int) -> Path:
    """A dated name beside the database."""
    stamp = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    return folder / "backups" / f"hub-{stamp}.db"
