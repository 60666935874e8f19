"""Backups that count only after they were opened again, and restoring one as a new epoch.

A backup is a database file and, beside it, a manifest signed by the node. Photos and papers go into
a folder `blobs` beside them, each under its hash, so that backups in one folder share them. The
node's keys are not in it: keep node.key and pepper.key apart, or a stolen backup could speak for
the site.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.admin.checking import Checked, attached, check_file
from edge.opening import BLOBS, DATABASE, NODE_KEY
from edge.store.blobs import Blobs
from edge.store.recorder import highest_counter
from models.warehouse.catalogue import CATALOGUE
from models.warehouse.policy import WarehousePolicy
from node.aside import set_aside
from node.backup import BackupError, file_digest, proved_copy
from node.keys import load_secret, signing_key
from node.lock import FolderLock
from node.proof import Progress
from node.row_ids import leave_out
from sync.store.sqlite import Options, SqliteStore
from sync.store.sqlite.open import open_reader

FORMAT = 1


class Manifest(msgspec.Struct, frozen=True):
    """What a backup is: checked before it is trusted. files_missing: photos and papers that were
    gone or altered when it was made; a lost photo must not stop the backup of a ledger."""

    format: int
    node: int
    epoch: int
    made_at: str
    bytes: int
    sha256: str
    records: int
    movements: int
    files: int = 0
    files_missing: int = 0


class Signed(msgspec.Struct, frozen=True):
    """The manifest's JSON and the node's signature over it."""

    manifest: str
    signature: str


class Restored(msgspec.Struct, frozen=True):
    """What was installed, and where the former files lie; files_missing: see Manifest."""

    made_at: str
    epoch: int
    records: int
    aside: str | None
    files: int = 0
    files_missing: int = 0


def back_up(folder: Path, target: Path, now_ms: int, progress: Progress) -> Manifest:
    """Copy, open the copy, check it, sign it. Works beside a running program."""
    key = signing_key(load_secret(folder / NODE_KEY))

    def prove(copy: Path) -> Manifest:
        checked = _verified(copy, key, progress)
        files = _copied(attached(copy), Blobs(folder / BLOBS), pool_of(target), progress)
        manifest = _manifest(copy, checked, files, now_ms)
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
        # Files first, as when they come in: no row without its file.
        files = _copied(attached(source), pool_of(source), Blobs(folder / BLOBS), progress)
        epoch = _put_back(source, folder, secret, wall_ms)
    aside_at = str(aside) if aside else None
    return Restored(manifest.made_at, epoch, checked.records, aside_at, *files)


def pool_of(backup: Path) -> Blobs:
    """Where the files of the backups of one folder lie."""
    return Blobs(backup.parent / BLOBS)


def _copied(
    digests: list[str], source: Blobs, target: Blobs, progress: Progress
) -> tuple[int, int]:
    """Bring files over and prove them; how many are there, and how many are not to be had."""
    missing = 0
    for done, digest in enumerate(digests):
        if target.read(digest) is None:
            body = source.read(digest)
            missing += body is None
            if body is not None:
                target.keep(body)
        progress("files", done + 1, len(digests))
    return len(digests) - missing, missing


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
        leave_out(store.connection, "setting", highest_counter(store))
        store.commit()
        return store.epoch
    finally:
        store.close()


def _manifest(file: Path, checked: Checked, files: tuple[int, int], now_ms: int) -> Manifest:
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
        files=files[0],
        files_missing=files[1],
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
