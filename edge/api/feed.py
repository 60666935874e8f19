"""What happened at this site, for programs: pages by cursor, and the same as an open stream."""

from collections.abc import Callable
from typing import Annotated, Any, cast

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.response import Stream

from edge.api.caller import Gate
from edge.api.services import Services
from edge.api.views.common import as_of
from edge.feed.cursor import CHARACTERS_MAX, cursor_text
from edge.feed.facts import AnyFact
from edge.feed.live import Feed
from node.http.problems import Problem

FACTS = 100
FACTS_MAX = 1_000
HttpRequest = Request[Any, Any, Any]
After = Annotated[str | None, QueryParameter(max_length=CHARACTERS_MAX)]
Limit = Annotated[int, QueryParameter(ge=1, le=FACTS_MAX)]


class FeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Facts in the order they were committed. Ask again with `next_cursor`; `more` says whether
    there is something to ask for already."""

    items: list[AnyFact]
    next_cursor: str
    more: bool
    as_of: str


def feed_routes(at: Services, feed: Feed, gate: Gate) -> list[HTTPRouteHandler]:
    """Handlers under /feed."""

    @get("/feed", rule="look")
    async def facts(after: After = None, limit: Limit = FACTS) -> FeedPage:
        told = await feed.asked(await feed.begin(after), limit)
        return FeedPage(
            items=cast("list[AnyFact]", told.facts),
            next_cursor=cursor_text(told.heads),
            more=not told.is_last,
            as_of=as_of(at.wall_ms()),
        )

    @get("/feed/stream", rule="look")
    async def follow_facts(request: HttpRequest, after: After = None) -> Stream:
        cursor = request.headers.get("last-event-id") or after
        return await feed.stream(await feed.begin(cursor), _still(gate, request))

    return [facts, follow_facts]


def _still(gate: Gate, request: HttpRequest) -> Callable[[], bool]:
    """Whether the caller may still look: a key may be revoked while the stream is open."""

    def allowed() -> bool:
        try:
            gate.check(request.scope)
        except Problem:
            return False
        return True

    return allowed
