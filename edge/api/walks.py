"""The walk a picker has before them, to be drawn."""

from typing import Annotated, Any

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from edge.api.caller import caller_of
from edge.api.services import Services
from edge.api.views.walk import Walk, WalkFloor, walk_floor, walk_left
from edge.store.floors import Floors

HttpRequest = Request[Any, Any, Any]
Here = Annotated[str | None, QueryParameter(max_length=80)]


def walk_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers of the floor and of one's own walk."""
    floors = Floors(at.site.warehouse_id)

    @get("/work/pick/floor", rule="look")
    async def pick_floor() -> WalkFloor:
        return await at.readers.run(walk_floor, floors, at.site.warehouse_id, at.wall_ms())

    @get("/work/pick/walk", rule="look")
    async def pick_walk(request: HttpRequest, here: Here = None) -> Walk:
        person = caller_of(request).person_id
        return await at.readers.run(
            walk_left, floors, at.site.warehouse_id, person, here, at.wall_ms()
        )

    return [pick_floor, pick_walk]
