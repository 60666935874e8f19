"""Who did what, to be read: the audit trail, and the signed log as a list of who wrote it."""

from typing import Annotated

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, QueryParameter

from edge.api import people_shapes as shapes
from edge.api.services import Services
from edge.api.views import audit
from models.warehouse import ids

Cursor = Annotated[str | None, QueryParameter(max_length=400)]
Word = Annotated[str | None, QueryParameter(max_length=80)]
Person = Annotated[str | None, QueryParameter(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
Limit = FromQuery[int | None]


def audit_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /audit."""

    @get("/audit", rule="see_audit")
    async def audit_trail(
        person: Person = None, act: Word = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.AuditPage:
        asked = audit.Asked(_id(person), act, cursor, limit)
        return await at.readers.run(audit.trail_page, at.wall_ms(), asked)

    @get("/audit/changes", rule="see_audit")
    async def audit_changes(
        person: Person = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.ChangePage:
        asked = audit.Asked(_id(person), None, cursor, limit)
        return await at.readers.run(audit.changes_page, at.wall_ms(), at.site.warehouse_id, asked)

    return [audit_trail, audit_changes]


def _id(shown: str | None) -> int | None:
    return None if shown is None else ids.read(shown)
