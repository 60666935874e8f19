"""Owners of stock: whoever's goods the sites of the company keep."""

from hashlib import blake2b

import apsw
import msgspec
from msgspec import UNSET, UnsetType

from hub.store import sql
from models.warehouse.catalogue import OWNER
from models.warehouse.commands import Text
from models.warehouse.owners import OwnerCode
from sync.core.change import Put


class NewOwner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new owner."""

    code: OwnerCode
    name: Text = ""


class OwnerFields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be edited of an owner; absent = unchanged."""

    code: OwnerCode | UnsetType = UNSET
    name: Text | UnsetType = UNSET


class Owner(msgspec.Struct, frozen=True):
    """An owner with the tag of its present state; `items`: how many are its own."""

    id: int
    etag: str
    code: str
    name: str
    items: int


def owners(connection: apsw.Connection, code: str | None = None) -> list[Owner]:
    """All of them by code, or those of one code: more than one if two hubs made it while apart."""
    found = sql.rows(
        connection,
        "SELECT owner.id, owner._v, owner.code, owner.name, coalesce(held, 0) FROM owner"
        " LEFT JOIN (SELECT owner_id, count(*) AS held FROM item GROUP BY owner_id)"
        " ON owner_id = owner.id WHERE ?1 IS NULL OR code = ?1 ORDER BY code, owner.id",
        (code,),
    )
    return [_owner(row) for row in found]


def owner_ids(connection: apsw.Connection, code: str) -> list[int]:
    """Ids of a code."""
    found = sql.rows(connection, "SELECT id FROM owner WHERE code = ? ORDER BY id", (code,))
    return [row_id for (row_id,) in found]


def owner_put(
    owner_id: int, fields: NewOwner | OwnerFields, company_id: int | None = None
) -> Put | None:
    """The write behind a creation (with its company) or an edit; None: nothing changes."""
    given = msgspec.structs.asdict(fields)
    values = {name: value for name, value in given.items() if value is not UNSET}
    if company_id is not None:
        values["company_id"] = company_id
    return Put(OWNER, owner_id, values) if values else None


def _owner(row: sql.Row) -> Owner:
    owner_id, state, code, name, items = row
    tag = blake2b(bytes(state), digest_size=12).hexdigest()
    return Owner(owner_id, f'"{tag}"', code or "", name or "", items)
