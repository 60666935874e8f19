"""Snapshots as the link passes them on: made here to be read in pieces, or received in pieces."""

from hashlib import sha256
from pathlib import Path

from sync.core.errors import SyncError
from sync.core.ids import Scope
from sync.core.messages import Mark, SnapOffer
from sync.store.sqlite.store import SqliteStore

RECEIVED_BYTES_MAX = 8 << 30
KEPT_MAX = 4
_READ_BYTES = 1 << 20


class SnapshotFiles:
    """See sync.link.side.Snapshots. One folder per replica, beside its database."""

    def __init__(self, store: SqliteStore, folder: Path) -> None:
        self._store = store
        self._folder = folder

    def make(self, scope: str) -> SnapOffer | None:
        """A file to send, named by its sha256; the newest few are kept for those who resume."""
        self._folder.mkdir(exist_ok=True)
        fresh = self._folder / "making"
        fresh.unlink(missing_ok=True)
        vector = self._store.snapshot([Scope(scope)], fresh)
        if not vector:
            fresh.unlink()
            return None
        id_ = _sha256(fresh)
        fresh.replace(self._made(id_))
        self._forget()
        return SnapOffer(
            id=id_,
            scope=scope,
            size=self._made(id_).stat().st_size,
            schema=self._store.catalogue.schema,
            vector=tuple(Mark(stream, *head) for stream, head in sorted(vector.items())),
            signature=bytes(64),
        )

    def read(self, id_: bytes, offset: int, size: int) -> bytes:
        """A piece of a file made here; empty if it is gone."""
        try:
            with self._made(id_).open("rb") as file:
                file.seek(offset)
                return file.read(size)
        except FileNotFoundError:
            return b""

    def open(self, offer: SnapOffer) -> int:
        """How much of this file has been received before; -1 to decline."""
        if offer.size > RECEIVED_BYTES_MAX or offer.schema != self._store.catalogue.schema:
            return -1
        self._folder.mkdir(exist_ok=True)
        path = self._received(offer.id)
        for other in self._folder.glob("*.part"):
            if other != path:
                other.unlink()
        path.touch()
        return path.stat().st_size

    def store(self, id_: bytes, offset: int, data: bytes) -> int:
        """Append at `offset`; the size now, which tells the session where to go on."""
        path = self._received(id_)
        size = path.stat().st_size if path.exists() else 0
        if size == offset:
            with path.open("ab") as file:
                file.write(data)
            size += len(data)
        return size

    def install(self, offer: SnapOffer) -> str:
        """Check the sha256 and load the file; a code if it is refused."""
        path = self._received(offer.id)
        try:
            if not path.exists() or _sha256(path) != offer.id:
                return "snapshot_bytes"
            self._store.install_snapshot(path)
        except SyncError as error:
            return error.code
        finally:
            path.unlink(missing_ok=True)
        return ""

    def _made(self, id_: bytes) -> Path:
        return self._folder / f"{id_.hex()}.snap"

    def _received(self, id_: bytes) -> Path:
        return self._folder / f"{id_.hex()}.part"

    def _forget(self) -> None:
        made = sorted(self._folder.glob("*.snap"), key=lambda path: path.stat().st_mtime_ns)
        for path in made[:-KEPT_MAX]:
            path.unlink()


def _sha256(path: Path) -> bytes:
    total = sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ_BYTES):
            total.update(piece)
    return total.digest()
