"""Joining headquarters: a one-time code against a number, a name and the hub's key."""

import base64
import binascii

import httpx
import msgspec

from edge.link.hub import base_address
from models.warehouse import ids
from models.warehouse.policy import HUB
from node.errors import OperatorError
from sync.core.ids import NodeId
from sync.store.protocol import Member

ANSWER_S_MAX = 20.0
ANSWER_BYTES_MAX = 64 << 10
KEY_BYTES = 32


class EnrolmentFailed(OperatorError):
    """The hub did not take us; the text says why and what to do."""


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


class _Hub(msgspec.Struct, frozen=True):
    node: str
    number: int
    public_key: str
    name: str


class _Party(msgspec.Struct, frozen=True):
    id: str
    code: str
    name: str


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
    hub: _Hub
    company: _Party
    owner: _Party
    warehouse: _Warehouse


class _Refusal(msgspec.Struct, frozen=True):
    code: str = ""
    detail: str = ""


def join(address: str, code: str, node: NodeId, public_key: bytes, name: str) -> Joined:
    """Show the code to the hub (blocking; CLI only). Raises EnrolmentFailed."""
    body = {
        "code": code,
        "node": ids.show(node),
        "public_key": base64.b64encode(public_key).decode(),
        "name": name,
    }
    try:
        # No redirects and no proxy: the code goes to the address given and nowhere else.
        with httpx.Client(timeout=ANSWER_S_MAX, follow_redirects=False, trust_env=False) as client:
            answer = client.post(f"{base_address(address)}/api/v1/enrol", json=body)
    except httpx.HTTPError as error:
        raise EnrolmentFailed(f"{address} does not answer: {error}") from error
    if len(answer.content) > ANSWER_BYTES_MAX:
        raise EnrolmentFailed(f"{address} answers with something else than a certificate")
    if answer.status_code != 200:
        raise EnrolmentFailed(_why(answer))
    try:
        return _read(msgspec.json.decode(answer.content, type=_Certificate), node)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise EnrolmentFailed(f"{address} gave a certificate that cannot be read") from error


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


def _party(given: _Party) -> Party:
    return Party(ids.read(given.id), given.code, given.name)


def _why(answer: httpx.Response) -> str:
    try:
        refusal = msgspec.json.decode(answer.content, type=_Refusal)
    except (msgspec.MsgspecError, RecursionError):
        refusal = _Refusal()
    return f"the hub refused ({answer.status_code} {refusal.code}): {refusal.detail}"
