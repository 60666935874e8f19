"""Transfers between sites: the list, and what is on its way. Making one is a command to its source:
POST /sites/{code}/commands with a make_transfer."""

from typing import Annotated

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from hub.api.figures import Cursor, Limit, Short
from hub.permissions import Permission
from hub.services import Services
from hub.store.cursor import page_limit
from hub.store.transfers import Flows, TransferPage, flows, transfer_page


def transfer_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /transfers."""

    @get("/transfers", rule=Permission.LOOK)
    async def transfers(
        site: Short = None,
        transfer_state: Annotated[str | None, QueryParameter(name="state", max_length=20)] = None,
        transfer: Short = None,
        cursor: Cursor = None,
        limit: Limit = None,
    ) -> TransferPage:
        return await at.ask_sites(
            lambda connection, sites: transfer_page(
                connection,
                sites,
                state=transfer_state,
                search=transfer,
                cursor=cursor,
                limit=page_limit(limit),
            ),
            site,
        )

    @get("/transfers/in-transit", rule=Permission.LOOK)
    async def in_transit(site: Short = None) -> Flows:
        return await at.ask_sites(flows, site)

    return [transfers, in_transit]
