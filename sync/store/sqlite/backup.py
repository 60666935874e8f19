"""Backups: a copy made while the replica works, proved before it counts; and putting one back."""

import os
import shutil
from pathlib import Path

import apsw

from sync.store.sqlite.errors import Damaged, guarded
from sync.store.sqlite.open import Options, open_reader, sync_directory


def copy_to(path: Path, target: Path, options: Options) -> None:
    """A compact copy of what is committed, durable under its name or not there at all."""
    if target.exists():
        raise Damaged("backup_exists", f"{target} is there already")
    beside = target.with_name(target.name + ".part")
    beside.unlink(missing_ok=True)
    with guarded():
        reader = open_reader(path, options, query_only=False)
        try:
            reader.execute("VACUUM INTO ?", (str(beside),))
        finally:
            reader.close()
    install_file(beside, target)


def install_file(source: Path, target: Path) -> None:
    """Rename a finished file into place, durably."""
    handle = os.open(source, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    source.replace(target)
    sync_directory(target.parent)


def put_back(backup: Path, path: Path) -> None:
    """Copy a backup to where the database belongs; refuses while anything lies there."""
    there = [
        beside
        for suffix in ("", "-wal", "-shm", "-journal")
        if (beside := path.with_name(path.name + suffix)).exists()
    ]
    if there:
        raise Damaged("database_exists", f"set {there[0]} and its companions aside first")
    beside = path.with_name(path.name + ".part")
    shutil.copyfile(backup, beside)
    path.with_name(path.name + ".head").unlink(missing_ok=True)  # it speaks of a later state
    install_file(beside, path)


def check_pages(path: Path, options: Options) -> None:
    """Read every page through its checksum; raises Damaged."""
    with guarded():
        reader = open_reader(path, options)
        try:
            answers = reader.execute("PRAGMA integrity_check(5)").fetchall()
        except apsw.Error as error:
            raise Damaged("backup_damaged", str(error)) from error
        finally:
            reader.close()
    if answers != [("ok",)]:
        raise Damaged("backup_damaged", str(answers[0]))
