"""`holdfast-hub init`: a folder with keys, a database, a company and its first administrator."""

from collections.abc import Callable

import msgspec

from hub.config import Config
from hub.identity import NUMBERS_PER_HUB, HubIdentity
from hub.keys import HubKeys, create_keys
from hub.store.files import LIVE_OPTIONS, create_hub
from hub.store.users import Role, add_user
from models.warehouse.ids import IdSource
from node.keys import new_node_id
from node.passwords import Passwords
from sync.store.sqlite import Options, SqliteStore


class Founding(msgspec.Struct, frozen=True):
    """What the first person tells us."""

    company_code: str
    company_name: str
    name: str


def found(
    config: Config,
    founding: Founding,
    wall_ms: Callable[[], int],
    *,
    admin: tuple[str, str] | None,
    number_first: int = 1,
    options: Options = LIVE_OPTIONS,
) -> HubIdentity:
    """Raises KeyFileError or Damaged where something is there already; nothing is replaced."""
    config.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = create_keys(config.path)
    new_id = IdSource(number_first, wall_ms)
    identity = HubIdentity(
        company_id=new_id.new(),
        company_code=founding.company_code,
        company_name=founding.company_name,
        owner_id=new_id.new(),
        number_first=number_first,
        number_last=number_first + NUMBERS_PER_HUB - 1,
        name=founding.name,
    )
    store = create_hub(
        config.database, identity, new_node_id(), keys.signing, wall_ms, options=options
    )
    if admin is not None:
        add_admin(store, keys, new_id, admin, wall_ms())
    store.close()
    return identity


def add_admin(
    store: SqliteStore, keys: HubKeys, new_id: IdSource, admin: tuple[str, str], now_ms: int
) -> None:
    """The first person: name and password."""
    name, password = admin
    passwords = Passwords(keys.pepper)
    hashed = passwords.hash_now(password)
    passwords.close()
    add_user(store.connection, new_id.new(), name, hashed, Role.ADMIN, now_ms)
