"""Sites one by one: computers, streams, what was set aside; commands down and answers up."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, PathParameter
from litestar.response import Response

from hub.access import asker
from hub.api.figures import Cursor, Limit, Short
from hub.api.request import BODY_BYTES_MAX, HttpRequest, act_of, json_in
from hub.feed import SITES
from hub.overview import SiteRow
from hub.permissions import Permission
from hub.services import Services
from hub.store.cursor import page_limit
from hub.store.freshness import Coverage, Known
from hub.store.sites import (
    Quarantined,
    QuarantinePage,
    SiteNode,
    StreamState,
    nodes_of,
    quarantine_page,
    streams_of,
)
from hub.trade.commands import CommandIdReused, SiteCommand, command_of, last_commands, send
from models.warehouse.commands import Command
from node.http.problems import Problem
from sync.store.protocol import Author

SHOWN_MAX = 50


class SiteList(msgspec.Struct, frozen=True):
    """All sites."""

    items: list[SiteRow]
    coverage: Coverage
    as_of: str | None


class SiteDetail(msgspec.Struct, frozen=True):
    """Everything known of one site."""

    site: SiteRow
    time_zone: str
    nodes: list[SiteNode]
    streams: list[StreamState]
    quarantine: list[Quarantined]
    commands: list[SiteCommand]


class Sent(msgspec.Struct, frozen=True):
    """A command is on its way; ask for its fate by its id."""

    command_id: str
    state: str


_COMMAND: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)


def site_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /sites and /quarantine."""

    @get("/sites", rule=Permission.LOOK)
    async def sites() -> SiteList:
        seen = await at.ask_sites(at.counts.overview)
        return SiteList(seen.sites, seen.coverage, seen.as_of)

    @get("/sites/{code:str}", rule=Permission.LOOK)
    async def site(code: FromPath[str]) -> SiteDetail:
        row = (await at.ask_sites(at.counts.overview, code)).sites[0]
        known = await at.site(code)
        return await at.ask(
            lambda connection: SiteDetail(
                row,
                known.time_zone,
                nodes_of(connection, known.warehouse_id),
                streams_of(connection, known.warehouse_id),
                quarantine_page(
                    connection, warehouse=known.warehouse_id, cursor=None, limit=SHOWN_MAX
                ).items,
                last_commands(connection, known.warehouse_id),
            )
        )

    @get("/quarantine", rule=Permission.LOOK)
    async def quarantine(
        site: Short = None, cursor: Cursor = None, limit: Limit = None
    ) -> QuarantinePage:
        warehouse = (await at.site(site)).warehouse_id if site is not None else None
        return await at.ask(
            lambda connection: quarantine_page(
                connection, warehouse=warehouse, cursor=cursor, limit=page_limit(limit)
            )
        )

    return [sites, site, quarantine]


def command_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /sites/{code}/commands."""

    @post(
        "/sites/{code:str}/commands",
        rule=Permission.COMMAND,
        body=Command,
        status_code=202,
        request_max_body_size=BODY_BYTES_MAX,
    )
    async def send_command(code: FromPath[str], request: HttpRequest) -> Response[Sent]:
        command = await json_in(request, _COMMAND)
        site, person, now = await at.site(code), asker(request), at.wall_ms()
        kind = str(type(command).__struct_config__.tag)
        by = Author(user=person.id, key=command.command_id)
        try:
            await at.record(
                act_of(request, "command_sent", f"{code} {kind}", command.command_id),
                lambda store: send(store, site.warehouse_id, command, by, person.name, now),
            )
        except CommandIdReused:
            raise Problem(
                409, "command_id_reused", "this command_id was sent with another body"
            ) from None
        at.feed.tell(SITES, code)
        found = await _find(at, site, command.command_id)
        return Response(Sent(found.command_id, found.state), status_code=202)

    @get("/sites/{code:str}/commands", rule=Permission.LOOK)
    async def commands(code: FromPath[str]) -> dict[str, list[SiteCommand]]:
        site = await at.site(code)
        return {
            "items": await at.ask(lambda connection: last_commands(connection, site.warehouse_id))
        }

    @get("/sites/{code:str}/commands/{command_id:str}", rule=Permission.LOOK)
    async def command(
        code: FromPath[str], command_id: Annotated[str, PathParameter(max_length=64)]
    ) -> SiteCommand:
        return await _find(at, await at.site(code), command_id)

    return [send_command, commands, command]


async def _find(at: Services, site: Known, command_id: str) -> SiteCommand:
    found = await at.ask(lambda connection: command_of(connection, site.warehouse_id, command_id))
    if found is None:
        raise Problem(404, "no_such_command", f"{site.code} was never sent {command_id}")
    return found
