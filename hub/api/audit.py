"""Who did what, to be read by administrators."""

from typing import Annotated

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from hub.api.figures import Cursor, Limit, Short
from hub.permissions import Permission
from hub.services import Services
from hub.store.audit import AuditPage, audit_page
from hub.store.cursor import page_limit


def audit_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /audit."""

    @get("/audit", rule=Permission.SEE_AUDIT)
    async def audit_trail(
        act: Annotated[str | None, QueryParameter(max_length=40)] = None,
        who: Short = None,
        cursor: Cursor = None,
        limit: Limit = None,
    ) -> AuditPage:
        return await at.ask(
            lambda connection: audit_page(connection, act, who, cursor, page_limit(limit))
        )

    return [audit_trail]
