"""The first rows of a site, and how a running site finds out again who it is."""

from collections.abc import Callable

import apsw
import msgspec

from edge.floor.draft import Places, Site, SiteSettings
from edge.floor.layout import VIRTUAL, Layout, Spot, spots, virtual_code
from models.warehouse.catalogue import COMPANY, LOCATION, OWNER, PERSON, WAREHOUSE
from models.warehouse.scopes import company_scope, warehouse_scope
from sync.core.catalogue import Table, Value
from sync.core.change import Change, Insert
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore


class Named(msgspec.Struct, frozen=True):
    """A row that has a code and a name. With an id it exists already, at headquarters."""

    code: str
    name: str
    id: int | None = None


class FirstPerson(msgspec.Struct, frozen=True):
    """The person who can make the others; the PIN's hash comes from node.passwords."""

    name: str
    badge: str
    pin_hash: str
    role: str = "admin"
    language: str = "en"


class FirstKey(msgspec.Struct, frozen=True):
    """An API key for programs; only its hash is kept."""

    name: str
    key_hash: bytes
    role: str = "admin"


class SiteSetup(msgspec.Struct, frozen=True):
    """What a new site starts with."""

    company: Named
    owner: Named
    warehouse: Named
    time_zone: str = "UTC"
    layout: Layout = Layout()
    settings: SiteSettings = SiteSettings()
    person: FirstPerson | None = None
    api_key: FirstKey | None = None


def bootstrap(store: SqliteStore, setup: SiteSetup, new_id: Callable[[], int], now_ms: int) -> Site:
    """Make the rows of a new site in one transaction. Rows headquarters has are not made again."""
    company_id = setup.company.id or new_id()
    owner_id = setup.owner.id or new_id()
    warehouse_id = setup.warehouse.id or new_id()
    company: dict[str, Value] = {"company_id": company_id}
    shared: list[Change] = [
        Insert(table, [_row(table, row_id, {"code": named.code, "name": named.name, **more})])
        for table, named, row_id, more in (
            (COMPANY, setup.company, company_id, {}),
            (OWNER, setup.owner, owner_id, company),
            (WAREHOUSE, setup.warehouse, warehouse_id, {**company, "time_zone": setup.time_zone}),
        )
        if named.id is None
    ]
    own = {"company_id": company_id, "warehouse_id": warehouse_id}
    made = [(new_id(), spot) for spot in spots(setup.layout)]
    local: list[Change] = [
        Insert(LOCATION, [_location(row_id, spot, own) for row_id, spot in made])
    ]
    if setup.person is not None:
        fields = msgspec.structs.asdict(setup.person)
        local.append(Insert(PERSON, [_row(PERSON, new_id(), {**own, **fields})]))
    ids = {spot.code: row_id for row_id, spot in made}
    site = Site(
        company_id,
        owner_id,
        warehouse_id,
        setup.warehouse.code,
        setup.warehouse.name,
        setup.time_zone,
        Places(*(ids[virtual_code(name)] for name in VIRTUAL)),
        setup.settings,
    )
    store.begin()
    if shared:
        store.write(company_scope(company_id), shared, Author(key="bootstrap"))
    store.write(warehouse_scope(warehouse_id), local, Author(key="bootstrap"))
    save_site(store.connection, site)
    if setup.api_key is not None:
        store.connection.execute(
            "INSERT INTO api_key(id, name, key_hash, role, created_at_ms) VALUES(?,?,?,?,?)",
            (new_id(), setup.api_key.name, setup.api_key.key_hash, setup.api_key.role, now_ms),
        )
    store.commit()
    return site


def adopt(
    store: SqliteStore, warehouse_id: int, owner_id: int, settings: SiteSettings
) -> Site | None:
    """Find out who the site is from replicated rows (after a restore from headquarters)."""
    rows = store.rows(WAREHOUSE)
    row = rows.get(warehouse_id)
    if row is None:
        return None
    ids = {
        str(values["code"]): row_id
        for row_id, values in store.rows(LOCATION).items()
        if values["kind"] == "virtual" and values["warehouse_id"] == warehouse_id
    }
    places = [ids.get(virtual_code(name)) for name in VIRTUAL]
    if None in places:
        return None
    site = Site(
        _int(row["company_id"]),
        owner_id,
        warehouse_id,
        str(row["code"]),
        str(row["name"]),
        str(row["time_zone"]),
        Places(*(_int(place) for place in places)),
        settings,
    )
    store.begin()
    save_site(store.connection, site)
    store.commit()
    return site


def save_site(connection: apsw.Connection, site: Site) -> None:
    """Keep who the site is and its settings, inside the open transaction."""
    connection.execute(
        "INSERT INTO setting VALUES('site', ?) ON CONFLICT DO UPDATE SET value=excluded.value",
        (msgspec.json.encode(site).decode(),),
    )


def load_site(connection: apsw.Connection) -> Site | None:
    """Who the site is; None in a database that was never set up."""
    rows = connection.execute("SELECT value FROM setting WHERE name='site'").fetchall()
    return msgspec.json.decode(str(rows[0][0]), type=Site) if rows else None


def _location(row_id: int, spot: Spot, own: dict[str, int]) -> tuple[Value, ...]:
    return _row(LOCATION, row_id, {**own, **msgspec.structs.asdict(spot)})


def _row(table: Table, row_id: int, values: dict[str, Value]) -> tuple[Value, ...]:
    known = {field.name: field.default for field in table.fields}
    assert values.keys() <= known.keys()
    return (row_id, *{**known, **values}.values())


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value
