"""Joining headquarters: a one-time code against a number, a name and the hub's key."""

import base64
import binascii

import msgspec

from models.warehouse import ids
from models.warehouse.policy import HUB
from node.enrolling import KEY_BYTES, ToldHub, ToldParty, certificate, unreadable
from sync.core.ids import NodeId
from sync.store.protocol import Member


class Party(msgspec.Struct, frozen=True):
    """A company, owner or warehouse as the hub names it."""

    id: int
    code: str
    name: str


class Joined(msgspec.Struct, frozen=True):
    """Who we are now, and whom to trust."""

    number: int
    scopes: tuple[str, ...]
    hub: Member
    hub_name: str
    company: Party
    owner: Party
    warehouse: Party
    time_zone: str


class _Warehouse(msgspec.Struct, frozen=True):
    id: str
    code: str
    name: str
    time_zone: str


class _Certificate(msgspec.Struct, frozen=True):
    """The hub's answer; newer hubs may say more."""

    node: str
    number: int
    scopes: tuple[str, ...]
    hub: ToldHub
    company: ToldParty
    owner: ToldParty
    warehouse: _Warehouse


def join(address: str, code: str, node: NodeId, public_key: bytes, name: str) -> Joined:
    """Show the code to the hub (blocking; CLI only). Raises EnrolmentFailed."""
    body = {
        "code": code,
        "node": ids.show(node),
        "public_key": base64.b64encode(public_key).decode(),
        "name": name,
    }
    given = certificate(address, "/enrol", body, _Certificate)
    try:
        return _read(given, node)
    except ValueError as error:
        raise unreadable(address) from error


def _read(given: _Certificate, node: NodeId) -> Joined:
    key = base64.b64decode(given.hub.public_key, validate=True)
    if ids.read(given.node) != node or len(key) != KEY_BYTES:
        raise binascii.Error("not for this node")
    return Joined(
        number=given.number,
        scopes=given.scopes,
        hub=Member(ids.read(given.hub.node), given.hub.number, key, HUB, given.scopes),
        hub_name=given.hub.name,
        company=_party(given.company),
        owner=_party(given.owner),
        warehouse=Party(ids.read(given.warehouse.id), given.warehouse.code, given.warehouse.name),
        time_zone=given.warehouse.time_zone,
    )


def _party(given: ToldParty) -> Party:
    return Party(ids.read(given.id), given.code, given.name)
