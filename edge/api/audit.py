"""Who did what, to be read: the audit trail, and the signed log as a list of who wrote it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, QueryParameter

from edge.api import people_shapes as shapes
from edge.api.services import Services
from edge.api.views import audit
from models.warehouse import ids
from models.warehouse.texts import ENDS
from node.http.problems import Problem

Cursor = Annotated[str | None, QueryParameter(max_length=400)]
Word = Annotated[str | None, QueryParameter(max_length=80)]
RowId = Annotated[str | None, QueryParameter(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{12}" + ENDS)]
Limit = FromQuery[int | None]
NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")
EPOCH, MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


def audit_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /audit."""

    @get("/audit", rule="see_audit")
    async def audit_trail(
        request: Request[Any, Any, Any],
        person: RowId = None,
        device: RowId = None,
        act: Word = None,
        since: FromQuery[datetime | None] = None,
        until: FromQuery[datetime | None] = None,
        cursor: Cursor = None,
        limit: Limit = None,
    ) -> shapes.AuditPage:
        _refuse_numbers(request, "since", "until")
        asked = audit.Asked(
            person_id=_id(person),
            device_id=_id(device),
            act=act,
            since_ms=_ms(since),
            until_ms=_ms(until),
            cursor=cursor,
            limit=limit,
        )
        return await at.readers.run(audit.trail_page, at.wall_ms(), asked)

    @get("/audit/check", rule="see_audit")
    async def audit_check() -> shapes.Chain:
        return await at.readers.run(audit.chain, at.wall_ms(), at.site.warehouse_id)

    @get("/audit/changes", rule="see_audit")
    async def audit_changes(
        person: RowId = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.ChangePage:
        asked = audit.Asked(person_id=_id(person), cursor=cursor, limit=limit)
        return await at.readers.run(audit.changes_page, at.wall_ms(), at.site.warehouse_id, asked)

    return [audit_trail, audit_check, audit_changes]


def _id(shown: str | None) -> int | None:
    return None if shown is None else ids.read(shown)


def _refuse_numbers(request: Request[Any, Any, Any], *names: str) -> None:
    """A number would be taken for seconds since 1970, which nobody was told."""
    for name in names:
        if NUMBER.fullmatch(request.query_params.get(name, "")):
            raise Problem(400, "malformed", f"{name} is no moment such as 2026-11-22T13:00:00Z")


def _ms(moment: datetime | None) -> int | None:
    """Milliseconds since 1970; a moment without a zone is in UTC."""
    if moment is None:
        return None
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // MILLISECOND
