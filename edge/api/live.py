"""The event stream of a page: one per page, resumed by Last-Event-ID."""

from typing import Any

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from edge.api.caller import caller_of
from edge.api.services import Services
from edge.api.tail import Tail, read_heads_text
from node.http.problems import Problem

CURSOR_CHARACTERS_MAX = 20_000
HttpRequest = Request[Any, Any, Any]


def live_routes(at: Services, tail: Tail) -> list[HTTPRouteHandler]:
    """The handler of /events."""

    @get("/events", rule="look")
    async def events(request: HttpRequest) -> Stream:
        cursor = request.headers.get("last-event-id")
        if cursor is not None:
            if len(cursor) > CURSOR_CHARACTERS_MAX:
                raise Problem(400, "bad_cursor", "this Last-Event-ID is not one of ours")
            read_heads_text(cursor)
        session = caller_of(request).session
        return at.broadcast.stream(
            lambda: tail.missed(cursor),
            allowed=lambda: session is None or at.accounts.is_awake(session),
        )

    return [events]
