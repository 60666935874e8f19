"""Where the files of models lie, and how they get there: put together from replicated parts."""

from collections.abc import Iterable
from pathlib import Path

import apsw
import msgspec

from edge.store.blobs import Blobs
from models.demand.manifest import Manifest, ModelFile, ModelRefused, Signed
from models.demand.parts import part_keys, whole
from sync.core.handshake import HUB
from sync.store.sqlite import SqliteStore

FOLDER = "models"
_OFFERED = (
    "SELECT id, manifest, signed_by, signature FROM forecast_model WHERE status='published'"
    " ORDER BY published_at_ms, id"
)


class Offer(msgspec.Struct, frozen=True):
    """A model that headquarters publishes, as it stands in the company's rows."""

    model: str
    signed: Signed


class Shelf:
    """Files under the hash of their content, durable before anything names them."""

    def __init__(self, folder: Path) -> None:
        self._blobs = Blobs(folder / FOLDER).open()

    def read(self, file: ModelFile) -> bytes | None:
        """The content; None if it is gone or no longer what its name says."""
        return self._blobs.read(file.sha256)

    def fetch(self, connection: apsw.Connection, manifest: Manifest) -> bool:
        """Both files on the disk; false while parts are still to come. ModelRefused where what came
        is not what the manifest names."""
        files = (manifest.onnx, manifest.weights)
        return all(
            self.read(file) is not None or self.again(connection, file) is not None
            for file in files
        )

    def again(self, connection: apsw.Connection, file: ModelFile) -> bytes | None:
        """A file put together from its parts, if they are all here, and durable. ModelRefused."""
        body = whole(file, _parts(connection, file))
        if body is not None:
            self._blobs.keep(body)
        return body

    def keep(self, bodies: Iterable[bytes]) -> None:
        """Files that came with the program."""
        for body in bodies:
            self._blobs.keep(body)

    def drop_all_but(self, needed: frozenset[str]) -> None:
        """Files of models that are gone."""
        for path in self._blobs.folder.glob("??/*"):
            if path.name not in needed:
                self._blobs.drop(path.name)


def offers(connection: apsw.Connection) -> list[Offer]:
    """All that is published, the newest last."""
    found = []
    for model, manifest, signed_by, signature in connection.execute(_OFFERED):
        signed = Signed(str(manifest).encode(), _number(signed_by), _bytes(signature))
        found.append(Offer(str(model), signed))
    return found


def hubs(store: SqliteStore) -> dict[int, bytes]:
    """Node → key of those who may publish: hubs of the company that were not turned away."""
    turned_away = {node for (node,) in store.connection.execute("SELECT node FROM turned_away")}
    return {
        member.node: member.public_key
        for member in store.members().values()
        if member.role == HUB and member.node not in turned_away
    }


def manifest_matches(offer: Offer, manifest: Manifest) -> None:
    """A row must go by the name of what it holds. ModelRefused."""
    if offer.model != manifest.model:
        raise ModelRefused("malformed", f"published as {offer.model}, is {manifest.model}")


def _parts(connection: apsw.Connection, file: ModelFile) -> dict[str, bytes]:
    found = {}
    for key in part_keys(file):
        row = connection.execute("SELECT body FROM model_part WHERE id=?", (key,)).fetchone()
        if row is not None and isinstance(row[0], bytes):
            found[key] = row[0]
    return found


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _bytes(value: object) -> bytes:
    """Of hexadecimal; what is none is no signature either."""
    try:
        return bytes.fromhex(str(value))
    except ValueError:
        return b""
