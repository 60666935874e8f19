"""`holdfast-hub join`: a hub for a company that another hub founded, let in by a one-time code.

A run that was cut short can be repeated: the keys stay, and a hub that has pinned them gives the
same answer again.
"""

import base64
from collections.abc import Callable

import msgspec

from hub.config import FILE, Config
from hub.founding import add_admin
from hub.identity import HubIdentity
from hub.keys import KEY_FILE, create_keys, load_keys
from hub.link.peering import PeerHub, keep_peer
from hub.store.files import LIVE_OPTIONS, create_joined
from models.warehouse import ids
from models.warehouse.ids import IdSource
from models.warehouse.policy import HUB
from node.enrolling import KEY_BYTES, ToldHub, ToldParty, certificate, unreadable
from node.errors import OperatorError
from node.keys import node_id_of, public_bytes
from node.lock import FolderLock
from sync.store.protocol import Member
from sync.store.sqlite import Options


class CannotJoin(OperatorError):
    """The hub was not made; the text says why."""


class _Certificate(msgspec.Struct, frozen=True):
    """The other hub's answer; newer hubs may say more."""

    node: str
    number_first: int
    number_last: int
    scopes: tuple[str, ...]
    hub: ToldHub
    company: ToldParty
    owner: ToldParty


def join(
    config: Config,
    address: str,
    code: str,
    name: str,
    wall_ms: Callable[[], int],
    *,
    admin: tuple[str, str],
    options: Options = LIVE_OPTIONS,
) -> HubIdentity:
    """Raises CannotJoin, EnrolmentFailed, KeyFileError, FolderBusy; nothing is replaced."""
    if config.database.exists():
        raise CannotJoin(f"{config.path} holds a hub already; it is left as it is")
    config.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FolderLock(config.path):
        keys = load_keys(config.path) if (config.path / KEY_FILE).exists() else None
        keys = keys or create_keys(config.path)
        public_key = public_bytes(keys.signing)
        node = node_id_of(public_key)
        asked = {
            "code": code,
            "node": ids.show(node),
            "public_key": base64.b64encode(public_key).decode(),
            "name": name,
        }
        given = certificate(address, "/hubs/enrol", asked, _Certificate)
        try:
            identity, theirs = _read(given, name)
        except ValueError as error:
            raise unreadable(address) from error
        me = Member(node, identity.number_first, public_key, HUB, given.scopes)
        store = create_joined(config.database, identity, me, keys.signing, wall_ms, options=options)
        store.enrol(theirs)
        store.begin()
        last = theirs.number + identity.number_last - identity.number_first
        peer = PeerHub(theirs.node, given.hub.name, theirs.number, last)
        keep_peer(store.connection, peer, wall_ms())
        new_id = IdSource(identity.number_first, wall_ms)
        add_admin(store, keys, new_id, admin, wall_ms())
        store.commit()
        store.close()
        _write_settings(config, address, given.hub.node)
    return identity


def _read(given: _Certificate, name: str) -> tuple[HubIdentity, Member]:
    key = base64.b64decode(given.hub.public_key, validate=True)
    if len(key) != KEY_BYTES or not 0 < given.number_first <= given.number_last:
        raise ValueError(given.node)
    identity = HubIdentity(
        company_id=ids.read(given.company.id),
        company_code=given.company.code,
        company_name=given.company.name,
        owner_id=ids.read(given.owner.id),
        number_first=given.number_first,
        number_last=given.number_last,
        name=name,
        joined=True,
    )
    theirs = Member(ids.read(given.hub.node), given.hub.number, key, HUB, given.scopes)
    return identity, theirs


def _write_settings(config: Config, address: str, node: str) -> None:
    """The line to the hub that let us in, below whatever is set already."""
    file = config.path / FILE
    quoted = msgspec.json.encode(address).decode()
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f'\n[[hubs.peers]]\naddress = {quoted}\nnode = "{node}"\n')
