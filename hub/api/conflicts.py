"""Conflicts side by side, and deciding them."""

from typing import Annotated, Literal

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from hub.access import asker
from hub.api.figures import Cursor, Limit, Short
from hub.api.request import HttpRequest, act_of, id_of, json_in
from hub.feed import CONFLICTS
from hub.permissions import Permission
from hub.services import Services
from hub.store.conflicts import (
    Conflict,
    ConflictPage,
    Unresolvable,
    conflict_page,
    decision,
    mark_resolved,
    one_conflict,
)
from hub.store.cursor import page_limit
from hub.store.users import Person
from node.http.problems import Problem
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore


class Taking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which of the two values is to stand."""

    take: Literal["kept", "lost"]


_TAKING = msgspec.json.Decoder(Taking)
_STATUS = {"no_such_conflict": 404}


def conflict_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /conflicts."""

    @get("/conflicts", rule=Permission.LOOK)
    async def conflicts(
        only_open: Annotated[bool | None, QueryParameter(name="open")] = None,
        site: Short = None,
        cursor: Cursor = None,
        limit: Limit = None,
    ) -> ConflictPage:
        warehouse = (await at.site(site)).warehouse_id if site is not None else None
        return await at.ask(
            lambda connection: conflict_page(
                connection,
                only_open=only_open,
                site=warehouse,
                cursor=cursor,
                limit=page_limit(limit),
            )
        )

    @post(
        "/conflicts/{conflict_id:str}/resolve",
        rule=Permission.RESOLVE,
        body=Taking,
        status_code=200,
    )
    async def resolve(conflict_id: FromPath[str], request: HttpRequest) -> Conflict:
        taking = await json_in(request, _TAKING)
        number, person = id_of(conflict_id), asker(request)
        try:
            await at.record(
                act_of(request, "conflict_resolved", conflict_id, taking.take),
                lambda store: _decide(at, store, number, taking.take, person),
            )
        except Unresolvable as error:
            status = _STATUS.get(error.code, 409)
            raise Problem(status, error.code, "reload the list of conflicts") from None
        at.feed.tell(CONFLICTS)
        found = await at.ask(lambda connection: one_conflict(connection, number))
        assert found is not None
        return found

    return [conflicts, resolve]


def _decide(at: Services, store: SqliteStore, number: int, take: str, person: Person) -> None:
    wanted = decision(store.connection, number, take, at.identity.company_id)
    if wanted is not None:
        scope, change = wanted
        store.write(scope, [change], Author(user=person.id))
    mark_resolved(store.connection, number, take, person.name, at.wall_ms())
