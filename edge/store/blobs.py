"""Files of photos and papers beside the database, each under the hash of its content.

A file is durable, with its name, before the database hears of it: a row never names a file that a
power cut could take away. What is torn lies under another name and goes at the next start.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from node.keys import fsync_folder

COMING = "coming"
_SHARD_CHARACTERS = 2


class Blobs:
    """A folder of files that never change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> "Blobs":
        """Make the folder if need be, and drop what a power cut left half written."""
        for torn in self._coming().iterdir():
            torn.unlink()
        return self

    def path(self, digest: str) -> Path:
        """Where the file of this hash lies, if it is there."""
        return self.folder / digest[:_SHARD_CHARACTERS] / digest

    def keep(self, body: bytes) -> str:
        """Its hash, once the file is durable. The same content again is the same file; one that
        was altered on the disk is put right. Raises OSError and then leaves nothing."""
        digest = sha256(body).hexdigest()
        if self.read(digest) is not None:
            return digest
        path = self.path(digest)
        if not path.parent.exists():
            path.parent.mkdir(parents=True)
            fsync_folder(self.folder)
        with tempfile.NamedTemporaryFile(dir=self._coming(), delete=False) as file:
            coming = Path(file.name)
            try:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
                coming.replace(path)
            except OSError:
                coming.unlink(missing_ok=True)
                raise
        fsync_folder(path.parent)
        return digest

    def read(self, digest: str) -> bytes | None:
        """The content; None if the file is gone or no longer what its name says."""
        try:
            body = self.path(digest).read_bytes()
        except FileNotFoundError:
            return None
        return body if sha256(body).hexdigest() == digest else None

    def _coming(self) -> Path:
        coming = self.folder / COMING
        coming.mkdir(parents=True, exist_ok=True)
        return coming

    def drop(self, digest: str) -> None:
        """Nobody wants it any more."""
        self.path(digest).unlink(missing_ok=True)

    def lacking(self, digests: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Those of the files asked for that are missing or altered, with which of the two."""
        for digest in digests:
            if self.read(digest) is None:
                yield digest, "altered" if self.path(digest).exists() else "missing"
