"""Making a site: keys, database, first rows; alone, or joined to a hub by a one-time code.

A run that was cut short can be repeated: the keys stay, and a hub that has pinned them answers the
same code again. A database that exists is never touched.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from edge.config import FILE
from edge.floor.layout import Layout
from edge.link.hub import Pinned, save_hub
from edge.link.joining import Joined, Party, join
from edge.opening import DATABASE, INTAKE, LIVE_OPTIONS, NODE_KEY, PEPPER_KEY
from edge.store.bootstrap import FirstKey, FirstPerson, Named, SiteSetup, bootstrap
from edge.store.local import LOCAL_DDL
from models.warehouse.catalogue import CATALOGUE, LOCATION
from models.warehouse.ids import NUMBER_BITS, IdSource
from models.warehouse.policy import EDGE, WarehousePolicy
from models.warehouse.scopes import company_scope, warehouse_scope
from node.errors import OperatorError
from node.keys import (
    create_secret,
    fsync_folder,
    load_secret,
    new_badge,
    new_pin,
    new_token,
    node_id_of,
    public_bytes,
    signing_key,
    token_hash,
)
from node.lock import FolderLock
from node.passwords import Passwords
from sync.store.protocol import Member
from sync.store.sqlite import Options, SqliteStore

EVERYWHERE = "0.0.0.0"  # noqa: S104 - robots come by the LAN, each by a certificate of the site
ALONE_NUMBER_FIRST = 1 << (NUMBER_BITS - 1)
"""A site without a hub takes a number from the upper half; hubs give out the lower one."""


class CannotMake(OperatorError):
    """The site was not made; the text says why."""


class Wish(msgspec.Struct, frozen=True):
    """What the operator asked for. With a hub, company and warehouse come from there. `robots`:
    names and addresses robots reach the broker by; none where there are no robots."""

    company: str
    warehouse: str
    name: str
    time_zone: str
    layout: Layout
    hub: str
    code: str
    manager: str
    host: str
    port: int
    robots: tuple[str, ...] = ()


class Made(msgspec.Struct, frozen=True):
    """A new site. badge, pin and key are told this once."""

    folder: str
    company: str
    warehouse: str
    number: int
    hub: str | None
    badge: str
    pin: str
    key: str
    locations: int


def make_site(
    folder: Path, wish: Wish, wall_ms: Callable[[], int], options: Options | None = None
) -> Made:
    """Raises CannotMake, EnrolmentFailed, KeyFileError, FolderBusy."""
    if (folder / DATABASE).exists():
        raise CannotMake(f"{folder} holds a site already; it is left as it is")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FolderLock(folder):
        secret, pepper = _secret(folder / NODE_KEY), _secret(folder / PEPPER_KEY)
        return _make(folder, wish, secret, pepper, wall_ms, options)


def _make(
    folder: Path,
    wish: Wish,
    secret: bytes,
    pepper: bytes,
    wall_ms: Callable[[], int],
    options: Options | None,
) -> Made:
    public_key = public_bytes(signing_key(secret))
    node = node_id_of(public_key)
    joined = join(wish.hub, wish.code, node, public_key, wish.warehouse) if wish.hub else None
    number = joined.number if joined else ALONE_NUMBER_FIRST | node % ALONE_NUMBER_FIRST
    badge, pin, token = new_badge(), new_pin(), new_token()
    setup = _setup(wish, joined, FirstPerson(wish.manager, badge, _hashed(pepper, pin)), token)
    me = Member(node, number, public_key, EDGE, ())
    locations = _fill(folder, setup, joined, me, secret, wall_ms, options)
    _write_settings(folder, wish)
    (folder / INTAKE).mkdir(exist_ok=True)
    fsync_folder(folder)
    return Made(
        folder=str(folder),
        company=setup.company.code,
        warehouse=setup.warehouse.code,
        number=number,
        hub=wish.hub or None,
        badge=badge,
        pin=pin,
        key=token,
        locations=locations,
    )


def _setup(wish: Wish, joined: Joined | None, person: FirstPerson, token: str) -> SiteSetup:
    key = FirstKey("first key", token_hash(token))
    if joined is None:
        company = Named(wish.company, wish.company)
        return SiteSetup(
            company,
            company,
            Named(wish.warehouse, wish.name or wish.warehouse),
            time_zone=wish.time_zone,
            layout=wish.layout,
            person=person,
            api_key=key,
        )
    return SiteSetup(
        _named(joined.company),
        _named(joined.owner),
        _named(joined.warehouse),
        time_zone=joined.time_zone,
        layout=wish.layout,
        person=person,
        api_key=key,
    )


def _fill(
    folder: Path,
    setup: SiteSetup,
    joined: Joined | None,
    me: Member,
    secret: bytes,
    wall_ms: Callable[[], int],
    options: Options | None,
) -> int:
    """Make the database under another name and give it its own when it is complete."""
    making = folder / f"{DATABASE}.new"
    for part in ("", "-wal", "-shm", ".head"):
        making.with_name(f"{making.name}{part}").unlink(missing_ok=True)
    store = SqliteStore.create(
        making,
        CATALOGUE,
        me,
        signing_key(secret),
        wall_ms,
        policy=WarehousePolicy(),
        local_ddl=LOCAL_DDL,
        options=options or LIVE_OPTIONS,
    )
    site = bootstrap(store, setup, IdSource(me.number, wall_ms).new, wall_ms())
    scopes = (company_scope(site.company_id), warehouse_scope(site.warehouse_id))
    store.enrol(msgspec.structs.replace(me, scopes=scopes))
    if joined is not None:
        store.enrol(joined.hub)
        store.begin()
        save_hub(store.connection, Pinned(joined.hub.node, joined.hub_name))
        store.commit()
    locations = len(store.rows(LOCATION))
    store.close()
    for part in (".head", ""):
        file = making.with_name(f"{making.name}{part}")
        if file.exists():
            file.replace(folder / f"{DATABASE}{part}")
    return locations


def _write_settings(folder: Path, wish: Wish) -> None:
    file = folder / FILE
    if file.exists():
        return
    lines = ["[http]", f"host = {_quoted(wish.host)}", f"port = {wish.port}"]
    if wish.hub:
        lines += ["", "[link]", f"hub = {_quoted(wish.hub)}"]
    if wish.robots:
        hosts = ", ".join(map(_quoted, wish.robots))
        lines += ["", "[robots]", "on = true", 'broker = "mosquitto"']
        lines += [f"host = {_quoted(EVERYWHERE)}", f"hosts = [{hosts}]"]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _secret(path: Path) -> bytes:
    return load_secret(path) if path.exists() else create_secret(path)


def _hashed(pepper: bytes, pin: str) -> str:
    passwords = Passwords(pepper)
    try:
        return passwords.hash_now(pin)
    finally:
        passwords.close()


def _named(party: Party) -> Named:
    return Named(party.code, party.name, party.id)


def _quoted(text: str) -> str:
    """A TOML string; JSON's is one."""
    return msgspec.json.encode(text).decode()
