"""Backups that count only after they were proved, and putting one back.

A backup is the database alone. The keys are not in it: a stolen backup must not speak for the hub.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from hub.check.report import Report, check_file
from hub.config import Config
from hub.identity import load_identity
from hub.keys import load_keys
from hub.store.files import LIVE_OPTIONS, highest_id
from models.warehouse.catalogue import CATALOGUE
from models.warehouse.policy import WarehousePolicy
from node.aside import set_aside
from node.backup import BackupError, file_digest, proved_copy
from node.lock import FolderLock
from node.proof import Progress
from node.row_ids import leave_out
from sync.store.sqlite import Options, SqliteStore


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

    def prove(copy: Path) -> Report:
        return _proved(config, copy, progress, options)

    report = proved_copy(config.database, target, options, progress, prove)
    size, digest = target.stat().st_size, file_digest(target)
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
        number = load_identity(store.connection).number_first
        store.begin()
        leave_out(store.connection, "hub_setting", highest_id(store.connection, number))
        store.commit()
        store.close()
    return Restored(report.records, epoch, str(aside) if aside else None)


def _proved(config: Config, file: Path, progress: Progress, options: Options) -> Report:
    report = check_file(file, load_keys(config.path).signing, progress, options)
    if not report.ok:
        first = report.findings[0]
        raise BackupError(f"{file} does not hold: {first.rule} {first.subject}: {first.detail}")
    return report


def default_name(folder: Path, now_ms: int) -> Path:
    """A dated name beside the database."""
    stamp = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    return folder / "backups" / f"hub-{stamp}.db"
