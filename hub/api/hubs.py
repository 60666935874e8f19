"""The other hubs of the company: who they are, how their lines are, and letting a new one in."""

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from hub.access import OPEN, asker
from hub.api.enrolment import (
    BODY_BYTES_MAX,
    EnrolAsked,
    EnrolmentIssued,
    HubCard,
    Party,
    key_in,
    once_checked,
    own_card,
    refused,
)
from hub.api.request import HttpRequest, act_of, id_of, json_in
from hub.feed import SITES
from hub.link import peering
from hub.link.enrolment import EnrolmentRefused
from hub.link.peering import Admitted
from hub.permissions import Permission
from hub.services import Services
from hub.store.away import Word, words
from hub.store.moments import shown
from models.warehouse import ids
from node.http.problems import Problem
from sync.core.ids import Head, NodeId, StreamId
from sync.link.state import OFFLINE
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore


class HubLine(msgspec.Struct, frozen=True):
    """Another hub and its line. state: live, connecting, offline; waiting: records of this hub that
    it has not confirmed. address: where it is dialled, or where it dialled from. revoked_at: since
    when no hub takes anything from it any more."""

    node: str
    name: str
    numbers: str
    address: str | None
    state: str
    connected_since: str | None
    last_heard: str | None
    waiting: int | None
    reason: str
    revoked_at: str | None = None


class HubCertificate(msgspec.Struct, frozen=True):
    """What a hub that joins keeps: its range of numbers, the company, and whom to trust."""

    node: str
    number_first: int
    number_last: int
    scopes: tuple[str, ...]
    hub: HubCard
    company: Party
    owner: Party


_ENROL: msgspec.json.Decoder[EnrolAsked] = msgspec.json.Decoder(EnrolAsked)


def hub_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /hubs."""

    @get("/hubs", rule=Permission.LOOK)
    async def hubs() -> dict[str, list[HubLine]]:
        known, said = await at.ask(peering.peers), await at.ask(words)
        return {"items": _lines(at, known, said, await at.recorder.run(SqliteStore.vector))}

    @post("/hubs", rule=Permission.ENROL, status_code=201)
    async def issue(request: HttpRequest) -> EnrolmentIssued:
        person, secret, now = asker(request), at.random_bytes(16), at.wall_ms()
        try:
            issued = await at.record(
                act_of(request, "hub_code_issued"),
                lambda store: peering.issue_for_hub(
                    store, at.identity, who=person.name, secret=secret, now_ms=now
                ),
            )
        except EnrolmentRefused as error:
            raise refused(error) from None
        return EnrolmentIssued(issued.code, shown(issued.expires_at_ms))

    @post(
        "/hubs/enrol",
        rule=OPEN,
        body=EnrolAsked,
        request_max_body_size=BODY_BYTES_MAX,
        status_code=200,
    )
    async def enrol(request: HttpRequest) -> HubCertificate:
        asked = await json_in(request, _ENROL)
        node, key, now = NodeId(id_of(asked.node)), key_in(asked.public_key), at.wall_ms()

        def admit(store: SqliteStore) -> Admitted:
            return peering.admit(store, at.identity, asked.code, node, key, asked.name, now)

        admitted = await once_checked(at, asked, request, admit, for_hub=True)
        return _certificate(at, node, admitted)

    @post("/hubs/{node:str}/revoke", rule=Permission.ENROL, status_code=204)
    async def revoke(node: FromPath[str], request: HttpRequest) -> None:
        person, number, now = asker(request), id_of(node), at.wall_ms()
        company = at.identity.company_id
        known = await at.record(
            act_of(request, "hub_revoked", node),
            lambda store: peering.turn_hub_away(
                store, company, number, Author(user=person.id), person.name, now
            ),
        )
        if not known:
            raise Problem(404, "no_such_hub", f"there is no other hub {node}")
        await at.members_changed()
        at.feed.tell(SITES)

    return [hubs, issue, enrol, revoke]


def _lines(
    at: Services,
    known: list[peering.PeerHub],
    said: dict[int, Word],
    vector: dict[StreamId, Head],
) -> list[HubLine]:
    states = at.other_hubs(vector)
    lines = []
    for hub in known:
        state, word = states.get(hub.node), said.get(hub.node)
        lines.append(
            HubLine(
                node=ids.show(hub.node),
                name=hub.name,
                numbers=f"{hub.number_first}-{hub.number_last}",
                address=state.address if state is not None else None,
                state=state.state if state is not None else OFFLINE,
                connected_since=shown(state.connected_since_ms) if state is not None else None,
                last_heard=shown(state.last_heard_ms) if state is not None else None,
                waiting=state.waiting if state is not None else None,
                reason=state.last_code if state is not None else "",
                revoked_at=word.at if word is not None else None,
            )
        )
    return lines


def _certificate(at: Services, node: NodeId, admitted: Admitted) -> HubCertificate:
    hub = at.identity
    return HubCertificate(
        node=ids.show(node),
        number_first=admitted.number_first,
        number_last=admitted.number_last,
        scopes=admitted.scopes,
        hub=own_card(at),
        company=Party(ids.show(hub.company_id), hub.company_code, hub.company_name),
        owner=Party(ids.show(hub.owner_id), hub.company_code, hub.company_name),
    )
