"""The folder of files: one file per content, durable before it is known, nothing torn."""

import errno
import os
from hashlib import sha256
from pathlib import Path

import pytest

from edge.store.blobs import COMING, Blobs

BODY = b"\xff\xd8\xff a photo"
DIGEST = sha256(BODY).hexdigest()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs").open()


def files(blobs: Blobs) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


def test_the_same_content_twice_is_one_file(blobs: Blobs) -> None:
    assert blobs.keep(BODY) == blobs.keep(BODY) == DIGEST
    assert files(blobs) == [blobs.path(DIGEST)]
    assert blobs.read(DIGEST) == BODY


def test_file_and_folder_are_synced_before_the_hash_is_told(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    really = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        really(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    blobs.keep(BODY)
    shard = str(blobs.path(DIGEST).parent)
    assert synced[0] == str(blobs.folder)
    assert synced[1].startswith(str(blobs.folder / COMING))
    assert synced[2:] == [shard]


def test_a_full_disk_leaves_nothing(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    blobs.path(DIGEST).parent.mkdir(parents=True)
    with pytest.raises(OSError, match="no space"):
        blobs.keep(BODY)
    assert files(blobs) == []
    assert blobs.read(DIGEST) is None


def test_what_a_power_cut_tore_goes_at_the_next_start(blobs: Blobs) -> None:
    (blobs.folder / COMING / "torn").write_bytes(BODY[:3])
    blobs.keep(BODY)
    blobs.open()
    assert files(blobs) == [blobs.path(DIGEST)]


def test_an_altered_file_is_not_given_out_and_is_put_right_by_the_next_upload(
    blobs: Blobs,
) -> None:
    blobs.keep(BODY)
    blobs.path(DIGEST).write_bytes(b"something else")
    assert blobs.read(DIGEST) is None
    assert list(blobs.lacking([DIGEST, "00" * 32])) == [
        (DIGEST, "altered"), ("00" * 32, "missing"),
    ]  # fmt: skip
    blobs.keep(BODY)
    assert blobs.read(DIGEST) == BODY
    blobs.drop(DIGEST)
    assert files(blobs) == []
