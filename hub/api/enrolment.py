"""Letting new computers of sites in, once, by a code; and turning them away again."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, TypeVar

import msgspec
from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta

from hub.access import OPEN, address_of, asker
from hub.api.request import HttpRequest, act_of, id_of, json_in
from hub.feed import SITES
from hub.link import enrolment
from hub.link.enrolment import Accepted, EnrolmentRefused, Issued, SiteToBe
from hub.permissions import Permission
from hub.services import Services
from hub.store.audit import Act
from hub.store.moments import shown
from models.warehouse import ids
from models.warehouse.commands import CODE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from models.warehouse.texts import ENDS
from node.http.problems import Problem
from sync.core.ids import NodeId
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore

T = TypeVar("T")

BODY_BYTES_MAX = 8_192
KEY_BYTES = 32


class SiteAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A site, new or known by its code."""

    code: Annotated[str, Meta(pattern=rf"^[A-Za-z0-9][A-Za-z0-9_-]*{ENDS}", max_length=20)]
    name: Annotated[str, Meta(min_length=1, max_length=TEXT_CHARACTERS_MAX)] = ""
    time_zone: Annotated[str, Meta(min_length=1, max_length=60)] = "UTC"


class EnrolmentAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For which site a code is wanted."""

    site: SiteAsked


class EnrolmentIssued(msgspec.Struct, frozen=True):
    """A one-time code for `holdfast-edge init --hub URL --enrol CODE`."""

    code: str
    expires_at: str | None


class EnrolAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A computer that shows a code. node: 13 characters; public_key: base64 of 32 bytes."""

    code: Annotated[str, Meta(min_length=8, max_length=60)]
    node: Annotated[str, Meta(max_length=20)]
    public_key: Annotated[str, Meta(max_length=60)]
    name: Annotated[str, Meta(max_length=CODE_CHARACTERS_MAX)] = ""


class HubCard(msgspec.Struct, frozen=True):
    """The hub as the edge pins it."""

    node: str
    number: int
    public_key: str
    name: str


class Party(msgspec.Struct, frozen=True):
    """A company, owner or warehouse by id."""

    id: str
    code: str
    name: str


class Warehouse(msgspec.Struct, frozen=True):
    """The site's warehouse."""

    id: str
    code: str
    name: str
    time_zone: str


class Certificate(msgspec.Struct, frozen=True):
    """What the edge keeps: who it is now, and whom to trust."""

    node: str
    number: int
    role: str
    scopes: tuple[str, ...]
    hub: HubCard
    company: Party
    owner: Party
    warehouse: Warehouse


_ISSUE: msgspec.json.Decoder[EnrolmentAsked] = msgspec.json.Decoder(EnrolmentAsked)
_ENROL: msgspec.json.Decoder[EnrolAsked] = msgspec.json.Decoder(EnrolAsked)
_STATUS = {"code_refused": 403, "code_expired": 403, "code_used": 409, "node_known": 409}
"""409 otherwise."""


def enrolment_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /enrolments, /enrol and /sites/{code}/nodes."""

    @post(
        "/enrolments",
        rule=Permission.ENROL,
        body=EnrolmentAsked,
        request_max_body_size=BODY_BYTES_MAX,
    )
    async def issue(request: HttpRequest) -> EnrolmentIssued:
        asked, person = (await json_in(request, _ISSUE)).site, asker(request)
        site = SiteToBe(asked.code, asked.name or asked.code, asked.time_zone)
        secret, now = at.random_bytes(16), at.wall_ms()

        def work(store: SqliteStore) -> Issued:
            by = Author(user=person.id)
            return enrolment.issue(
                store,
                at.identity,
                at.new_id,
                site,
                by,
                who=person.name,
                secret=secret,
                now_ms=now,
            )

        try:
            issued = await at.record(act_of(request, "code_issued", site.code), work)
        except EnrolmentRefused as error:
            raise refused(error) from None
        at.feed.tell(SITES, site.code)
        return EnrolmentIssued(issued.code, shown(issued.expires_at_ms))

    @post(
        "/enrol", rule=OPEN, body=EnrolAsked, request_max_body_size=BODY_BYTES_MAX, status_code=200
    )
    async def enrol(request: HttpRequest) -> Certificate:
        asked = await json_in(request, _ENROL)
        node, key = NodeId(id_of(asked.node)), key_in(asked.public_key)

        def pin(store: SqliteStore) -> Accepted:
            now = at.wall_ms()
            return enrolment.redeem(store, at.identity, asked.code, node, key, asked.name, now)

        accepted = await once_checked(at, asked, request, pin)
        at.feed.tell(SITES, accepted.warehouse_code)
        return _certificate(at, node, accepted)

    return [issue, enrol, _revocation(at)]


def _revocation(at: Services) -> HTTPRouteHandler:
    @post("/sites/{code:str}/nodes/{node:str}/revoke", rule=Permission.ENROL, status_code=204)
    async def revoke(code: FromPath[str], node: FromPath[str], request: HttpRequest) -> None:
        site, person, now = await at.site(code), asker(request), at.wall_ms()
        number = id_of(node)
        known = await at.record(
            act_of(request, "computer_revoked", code, node),
            lambda store: enrolment.revoke(
                store,
                at.identity.company_id,
                site.warehouse_id,
                number,
                Author(user=person.id),
                person.name,
                now,
            ),
        )
        if not known:
            raise Problem(404, "no_such_node", f"{code} has no computer {node}")
        await at.members_changed()
        at.feed.tell(SITES, code)

    return revoke


async def once_checked(
    at: Services,
    asked: EnrolAsked,
    request: HttpRequest,
    pin: Callable[[SqliteStore], T],
    *,
    for_hub: bool = False,
) -> T:
    """What `pin` makes of a computer whose code is right, everywhere known from then on."""
    tries = f"enrol:{address_of(request)}"
    wait_s = at.enrol_tries.wait_s(tries)
    if wait_s:
        raise Problem(429, "locked_out", "too many wrong codes; wait", retry_after_s=wait_s)
    at.enrol_tries.begin(tries)
    now = at.wall_ms()
    code = await at.recorder.change(
        lambda store: enrolment.count_try(store.connection, asked.code, now, for_hub=for_hub)
    )
    address = address_of(request)
    if code:
        await at.keep(Act("enrolment_refused", address=address, subject=asked.name, detail=code))
        raise Problem(_STATUS[code], code, "this code is wrong, used or too old")
    try:
        accepted = await at.recorder.run(pin)
    except EnrolmentRefused as error:
        raise refused(error) from None
    at.enrol_tries.right(tries)
    kind = "hub_enrolled" if for_hub else "computer_enrolled"
    await at.keep(Act(kind, address=address, subject=asked.name, detail=asked.node))
    await at.members_changed()
    return accepted


def refused(error: EnrolmentRefused) -> Problem:
    """The answer to somebody who may not join."""
    return Problem(_STATUS.get(error.code, 409), error.code, error.detail)


def own_card(at: Services) -> HubCard:
    """Whom a computer that joins has to trust."""
    key = base64.b64encode(at.public_key).decode()
    return HubCard(ids.show(at.node), at.identity.number_first, key, at.identity.name)


def _certificate(at: Services, node: NodeId, accepted: Accepted) -> Certificate:
    hub = at.identity
    return Certificate(
        node=ids.show(node),
        number=accepted.number,
        role="edge",
        scopes=accepted.scopes,
        hub=own_card(at),
        company=Party(ids.show(hub.company_id), hub.company_code, hub.company_name),
        owner=Party(ids.show(hub.owner_id), hub.company_code, hub.company_name),
        warehouse=Warehouse(
            ids.show(accepted.warehouse_id),
            accepted.warehouse_code,
            accepted.warehouse_name,
            accepted.time_zone,
        ),
    )


def key_in(text: str) -> bytes:
    """The public key in its text; raises Problem."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise Problem(400, "malformed", "public_key: base64 of 32 bytes")
    return key
