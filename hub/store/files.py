"""The hub's database: made once by `init`, opened as the judge of what edges send."""

from collections.abc import Callable
from pathlib import Path

import apsw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hub.identity import HubIdentity, load_identity, save_identity
from hub.store.projection import HubProjection
from hub.store.schema import LOCAL_DDL
from models.warehouse.catalogue import CATALOGUE, COMPANY, OWNER
from models.warehouse.ids import COUNTER_BITS
from models.warehouse.policy import HUB, WarehousePolicy
from models.warehouse.scopes import company_scope
from node.keys import public_bytes
from node.row_ids import highest_counter
from sync.core.change import Put
from sync.core.ids import NodeId
from sync.store.protocol import Author, Member
from sync.store.sqlite import Options, SqliteStore

LIVE_OPTIONS = Options(checkpoint_pages=8_192)
"""32 MiB: a site that catches up writes the same pages of stock again and again."""


def create_hub(
    path: Path,
    identity: HubIdentity,
    node: NodeId,
    key: Ed25519PrivateKey,
    wall_ms: Callable[[], int],
    *,
    options: Options = LIVE_OPTIONS,
) -> SqliteStore:
    """A new database with the company in it; raises Damaged where there is one already."""
    scope = company_scope(identity.company_id)
    me = Member(node, identity.number_first, public_bytes(key), HUB, (str(scope),))
    store = create_joined(path, identity, me, key, wall_ms, options=options)
    company, owner = identity.company_id, identity.owner_id
    names = {"code": identity.company_code, "name": identity.company_name}
    store.begin()
    store.write(
        scope,
        [
            Put(COMPANY, company, {**names}),
            Put(OWNER, owner, {"company_id": company, **names}),
        ],
        Author(),
    )
    store.commit()
    return store


def create_joined(
    path: Path,
    identity: HubIdentity,
    me: Member,
    key: Ed25519PrivateKey,
    wall_ms: Callable[[], int],
    *,
    options: Options = LIVE_OPTIONS,
) -> SqliteStore:
    """A new database of a company that comes by replication; raises Damaged where there is one."""
    projection = HubProjection()
    store = SqliteStore.create(
        path,
        CATALOGUE,
        me,
        key,
        wall_ms,
        policy=WarehousePolicy(),
        judge=True,
        projection=projection,
        local_ddl=LOCAL_DDL,
        options=options,
    )
    projection.attach(store.connection)
    store.begin()
    save_identity(store.connection, identity)
    store.commit()
    return store


def open_hub(
    path: Path,
    key: Ed25519PrivateKey,
    wall_ms: Callable[[], int],
    *,
    options: Options = LIVE_OPTIONS,
) -> tuple[SqliteStore, HubIdentity]:
    """The existing database; raises Damaged or NotAHub, and never makes a new one."""
    projection = HubProjection()
    store = SqliteStore.open(
        path,
        CATALOGUE,
        key,
        wall_ms,
        policy=WarehousePolicy(),
        judge=True,
        projection=projection,
        local_ddl=LOCAL_DDL,
        options=options,
    )
    projection.attach(store.connection)
    try:
        return store, load_identity(store.connection)
    except BaseException:
        store.close()
        raise


def highest_id(connection: apsw.Connection, number: int) -> int:
    """The highest counter this hub has used for the ids of its rows."""
    first, last = number << COUNTER_BITS, ((number + 1) << COUNTER_BITS) - 1
    tables = ("hub_user", "hub_api_key")
    return highest_counter(connection, CATALOGUE, tables, "hub_setting", first, last)
