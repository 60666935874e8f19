"""A model goes to all sites as rows of the company: its parts first, its signed manifest last.

Whatever stops the hub in between leaves parts that no manifest names; publishing again goes on
from there, since the same content is the same rows.
"""

from collections.abc import Iterable, Iterator

import apsw
import msgspec

from hub.store import sql
from models.demand.manifest import Manifest, ModelFile, sign
from models.demand.parts import part_keys, parts_of
from models.warehouse.catalogue import FORECAST_MODEL, MODEL_PART
from models.warehouse.scopes import company_scope
from sync.core.catalogue import Value
from sync.core.change import Change, Delete, Put
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore


class Files(msgspec.Struct, frozen=True):
    """The files a manifest names; what else a newer one says does not matter here."""

    onnx: ModelFile
    weights: ModelFile


PUBLISHED, RETIRED = "published", "retired"
_MANIFESTS = "SELECT manifest FROM forecast_model WHERE status = ? AND id <> ?"
_PART_IS_THERE = "SELECT 1 FROM model_part WHERE id = ?"


def part_changes(company: int, manifest: Manifest, onnx: bytes, weights: bytes) -> Iterator[Put]:
    """The write of each part."""
    for file, body in ((manifest.onnx, onnx), (manifest.weights, weights)):
        for key, part in parts_of(file, body):
            yield Put(MODEL_PART, key, {"company_id": company, "body": part})


def keep_part(store: SqliteStore, company: int, part: Put, by: Author) -> None:
    """One part in a record of its own, unless it is there. In a transaction."""
    if sql.row(store.connection, _PART_IS_THERE, (str(part.pk),)) is None:
        store.write(company_scope(company), [part], by)


def publish(store: SqliteStore, company: int, manifest: Manifest, by: Author, now_ms: int) -> None:
    """Sign the manifest and let the sites see it. In a transaction, after the parts."""
    signed = sign(manifest, store.me.node, store.replica.key)
    values: dict[str, Value] = {
        "company_id": company,
        "manifest": signed.body.decode(),
        "signed_by": signed.signed_by,
        "signature": signed.signature.hex(),
        "published_at_ms": now_ms,
        "status": PUBLISHED,
    }
    store.write(company_scope(company), [Put(FORECAST_MODEL, manifest.model, values)], by)


def is_published(connection: apsw.Connection, model: str) -> bool:
    """Whether sites are offered it now."""
    query = "SELECT 1 FROM forecast_model WHERE id = ? AND status = ?"
    return sql.row(connection, query, (model, PUBLISHED)) is not None


def retire(store: SqliteStore, company: int, model: str, by: Author) -> bool:
    """Offer it no longer and end the parts that no other model needs; false: it was not offered.
    Sites that work with it have files of their own. In a transaction."""
    if not is_published(store.connection, model):
        return False
    (text,) = sql.rows(
        store.connection, "SELECT manifest FROM forecast_model WHERE id = ?", (model,)
    )[0]
    others = sql.rows(store.connection, _MANIFESTS, (PUBLISHED, model))
    needed = set(_keys(other for (other,) in others))
    gone: list[Change] = [
        Delete(MODEL_PART, key)
        for key in _keys([text])
        if key not in needed and sql.row(store.connection, _PART_IS_THERE, (key,)) is not None
    ]
    ended = Put(FORECAST_MODEL, model, {"status": RETIRED})
    store.write(company_scope(company), [ended, *gone], by)
    return True


def _keys(texts: Iterable[str]) -> Iterator[str]:
    """Of all parts that these manifests name."""
    for text in texts:
        named = msgspec.json.decode(text, type=Files)
        for file in (named.onnx, named.weights):
            yield from part_keys(file)
