"""Backups that count only after they were opened again, and restoring one as a new epoch.

A backup is a database file and, beside it, a manifest signed by the node. The node's keys are not
in it: keep node.key and pepper.key apart, or a stolen backup could speak for the site.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.admin.checking import Checked, check_file
from edge.opening import DATABASE, NODE_KEY
from models.warehouse.catalogue import CATALOGUE
from models.warehouse.policy import WarehousePolicy
from node.aside import set_aside
from node.backup import BackupError, file_digest, proved_copy
from node.keys import load_secret, signing_key
from node.lock import FolderLock
from node.proof import Progress
from sync.store.sqlite import Options, SqliteStore
from sync.store.sqlite.open import open_reader

FORMAT = 1


class Manifest(msgspec.Struct, frozen=True):
    """What a backup is: checked before it is trusted."""

    format: int
    node: int
    epoch: int
    made_at: str
    bytes: int
    sha256: str
    records: int
    movements: int


class Signed(msgspec.Struct, frozen=True):
    """The manifest's JSON and the node's signature over it."""

    manifest: str
    signature: str


class Restored(msgspec.Struct, frozen=True):
    """What was installed, and where the former files lie."""

    made_at: str
    epoch: int
    records: int
    aside: str | None


def back_up(folder: Path, target: Path, now_ms: int, progress: Progress) -> Manifest:
    """Copy, open the copy, check it, sign it. Works beside a running program."""
    key = signing_key(load_secret(folder / NODE_KEY))

    def prove(copy: Path) -> Manifest:
        manifest = _manifest(copy, _verified(copy, key, progress), now_ms)
        text = msgspec.json.encode(manifest).decode()
        signed = Signed(text, key.sign(_spoken(text)).hex())
        _write_durably(_manifest_path(target), msgspec.json.encode(signed))
        return manifest

    return proved_copy(folder / DATABASE, target, Options(), progress, prove)


def restore(folder: Path, source: Path, wall_ms: Callable[[], int], progress: Progress) -> Restored:
    """Install a backup of this very node: the former files are set aside, the epoch rises."""
    secret = load_secret(folder / NODE_KEY)
    manifest = read_manifest(source, secret)
    with FolderLock(folder):
        _compare(source, manifest)
        checked = _verified(source, signing_key(secret), progress)
        had_files = (folder / DATABASE).exists()
        aside = set_aside(folder / DATABASE, wall_ms()) if had_files else None
        epoch = _put_back(source, folder, secret, wall_ms)
    return Restored(manifest.made_at, epoch, checked.records, str(aside) if aside else None)


def read_manifest(source: Path, secret: bytes) -> Manifest:
    """What a backup claims to be; raises BackupError unless this node signed it."""
    try:
        signed = msgspec.json.decode(_manifest_path(source).read_bytes(), type=Signed)
        signing_key(secret).public_key().verify(
            bytes.fromhex(signed.signature), _spoken(signed.manifest)
        )
        manifest = msgspec.json.decode(signed.manifest, type=Manifest)
    except OSError as error:
        raise BackupError(f"{_manifest_path(source)} cannot be read: {error.strerror}") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BackupError(f"{_manifest_path(source)} is no manifest") from error
    except InvalidSignature as error:
        raise BackupError("the manifest was not signed by this node's key") from error
    if manifest.format != FORMAT:
        raise BackupError(f"backup format {manifest.format}; this program reads {FORMAT}")
    return manifest


def _compare(source: Path, manifest: Manifest) -> None:
    if source.stat().st_size != manifest.bytes or file_digest(source) != manifest.sha256:
        raise BackupError(f"{source} is not the file its manifest describes; nothing was changed")


def _verified(file: Path, key: Ed25519PrivateKey, progress: Progress) -> Checked:
    """Open the file as a replica would and prove it; raises BackupError."""
    checked = check_file(file, key, progress)
    if not checked.ok:
        first = checked.findings[0]
        raise BackupError(f"{first.rule} {first.subject}: {first.detail}")
    return checked


def _put_back(source: Path, folder: Path, secret: bytes, wall_ms: Callable[[], int]) -> int:
    """What is written from now on is another stream than what the lost future wrote; its epoch."""
    store = SqliteStore.restore(
        source,
        folder / DATABASE,
        CATALOGUE,
        signing_key(secret),
        wall_ms,
        policy=WarehousePolicy(),
    )
    try:
        # People log in again; what was leased then is nobody's now.
        store.begin()
        store.connection.execute("DELETE FROM session")
        store.connection.execute("DELETE FROM lease")
        store.commit()
        return store.epoch
    finally:
        store.close()


def _manifest(file: Path, checked: Checked, now_ms: int) -> Manifest:
    connection = open_reader(file, Options())
    try:
        rows: list[tuple[Any, ...]] = connection.execute("SELECT key, value FROM s_meta").fetchall()
    finally:
        connection.close()
    meta = dict(rows)
    node, epoch = meta["node"], meta["epoch"]
    assert isinstance(node, int) and isinstance(epoch, int)
    return Manifest(
        format=FORMAT,
        node=node,
        epoch=epoch,
        made_at=datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="seconds"),
        bytes=file.stat().st_size,
        sha256=file_digest(file),
        records=checked.records,
        movements=checked.movements,
    )


def _write_durably(file: Path, body: bytes) -> None:
    with file.open("wb") as opened:
        opened.write(body)
        opened.flush()
        os.fsync(opened.fileno())


def _manifest_path(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _spoken(text: str) -> bytes:
    return b"holdfast-backup-1" + text.encode()
