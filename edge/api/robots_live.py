"""The robots of the site as pages show them: the floor, the fleet now and earlier, and the few
words people may say to it. Stopping is for everybody; setting going is a supervisor's."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import apsw
from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, QueryParameter
from litestar.response import Stream
from msgspec import Meta, Struct

from edge.api.accounts import Caller
from edge.api.auditing import who_is
from edge.api.caller import caller_of
from edge.api.services import Services
from edge.fleet.picture import FleetDesk, FleetPicture, MapView, NoSuchSegment
from edge.fleet.recording import Kept, Replay
from edge.fleet.watching import Watching
from edge.store.audit import Act
from edge.store.errors import StoreError
from node.http.origin import check_json
from node.http.problems import Problem
from sync.core.errors import NotAllowed
from sync.store.sqlite import DiskFull

BODY_BYTES_MAX = 4_096
WINDOW_MS_MAX = 4 * 3_600_000
STEP_MS_MAX = 600_000
TIME_MS_MAX = 1 << 45
_NAME = "SELECT name FROM person WHERE id=?1 UNION ALL SELECT name FROM api_key WHERE id=?2"
Moment = Annotated[int, QueryParameter(ge=0, le=TIME_MS_MAX)]
Step = Annotated[int, QueryParameter(ge=1, le=STEP_MS_MAX)]
HttpRequest = Request[Any, Any, Any]
Word = Callable[[FleetDesk, str], Awaitable[None]]
"""Said to the desk in somebody's name."""


class Block(Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch that nobody shall drive, and why."""

    segment: Annotated[str, Meta(min_length=1, max_length=80)]
    reason: Annotated[str, Meta(max_length=200)] = ""


class Clear(Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch that is free again."""

    segment: Annotated[str, Meta(min_length=1, max_length=80)]


def robot_live_routes(at: Services, fleet: Watching) -> list[HTTPRouteHandler]:
    """Handlers under /robots that look."""

    @get("/robots/map", rule="look")
    async def floor() -> MapView:
        return fleet.map()

    @get("/robots/picture", rule="look")
    async def picture() -> FleetPicture:
        return fleet.picture()

    @get("/robots/live", rule="look")
    async def live(request: HttpRequest) -> Stream:
        session = caller_of(request).session
        return fleet.broadcast.stream(
            fleet.first, allowed=lambda: session is None or at.accounts.is_awake(session)
        )

    @get("/robots/history", rule="look")
    async def history(since_ms: Moment, until_ms: Moment, step_ms: Step = 1_000) -> Replay:
        until_ms = min(until_ms, since_ms + WINDOW_MS_MAX)
        return await asyncio.to_thread(fleet.recording.replay, since_ms, until_ms, step_ms)

    @get("/robots/history/kept", rule="look")
    async def kept() -> Kept:
        return await asyncio.to_thread(fleet.recording.kept)

    return [floor, picture, live, history, kept]


def robot_word_routes(at: Services, fleet: Watching) -> list[HTTPRouteHandler]:
    """Handlers under /robots that say something to the fleet; each answers with what came of it."""

    async def say(
        request: HttpRequest,
        act: str,
        subject: str,
        do: Callable[[FleetDesk, str], Awaitable[None]],
    ) -> FleetPicture:
        if fleet.desk is None:
            raise Problem(409, "no_robots", "this site drives no robots")
        caller = caller_of(request)
        try:
            await do(fleet.desk, await at.readers.run(_name, caller))
        except NoSuchSegment:
            raise Problem(404, "not_found", "the map has no such segment") from None
        except (StoreError, DiskFull, NotAllowed) as error:
            raise at.refused(error) from error
        seen = fleet.look()
        await _keep(at, Act(act, who_is(caller), subject))
        return seen

    @post("/robots/pause", status_code=200, rule="work")
    async def pause(request: HttpRequest) -> FleetPicture:
        return await say(request, "robots_paused", "", lambda desk, who: desk.pause_all(who))

    @post("/robots/resume", status_code=200, rule="supervise")
    async def resume(request: HttpRequest) -> FleetPicture:
        return await say(request, "robots_resumed", "", lambda desk, who: desk.resume_all(who))

    @post("/robots/block", status_code=200, rule="work", request_max_body_size=BODY_BYTES_MAX)
    async def block(data: JSONBody[Block], request: HttpRequest) -> FleetPicture:
        check_json(request.headers.get("content-type"))
        return await say(
            request,
            "segment_blocked",
            data.segment,
            lambda desk, who: desk.block(data.segment, data.reason, who),
        )

    @post("/robots/clear", status_code=200, rule="supervise", request_max_body_size=BODY_BYTES_MAX)
    async def clear(data: JSONBody[Clear], request: HttpRequest) -> FleetPicture:
        check_json(request.headers.get("content-type"))
        return await say(
            request,
            "segment_cleared",
            data.segment,
            lambda desk, who: desk.clear(data.segment, who),
        )

    return [pause, resume, block, clear]


async def _keep(at: Services, act: Act) -> None:
    """What was said has happened, whether it can be noted or not."""
    try:
        await at.keep(act)
    except Problem:
        at.refusals.add(act)


def _name(connection: apsw.Connection, caller: Caller) -> str:
    """Whoever holds the folder's key has no name here."""
    names = connection.execute(_NAME, (caller.person_id, caller.key_id)).fetchall()
    return str(names[0][0]) if names else ""
