"""What headquarters looks at: overview, stock, orders, exceptions, photos. Each figure says as of
when."""

from typing import Annotated

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from hub.overview import Overview
from hub.permissions import Permission
from hub.services import Services
from hub.store.attachments import AttachmentPage, attachment_page
from hub.store.cursor import LIMIT_MAX, page_limit
from hub.store.moments import date_of, zone_of
from hub.store.orders import (
    ExceptionPage,
    OrderDetail,
    OrderPage,
    exception_page,
    order_detail,
    order_page,
)
from hub.store.stock import StockPage, stock_page
from node.http.problems import Problem

Limit = Annotated[int | None, QueryParameter(ge=1, le=LIMIT_MAX)]
Short = Annotated[str | None, QueryParameter(max_length=200)]
Cursor = Annotated[str | None, QueryParameter(max_length=400)]


def figure_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /overview, /stock, /orders, /exceptions and /attachments."""

    @get("/overview", rule=Permission.LOOK)
    async def overview() -> Overview:
        return await at.ask_sites(at.counts.overview)

    @get("/stock", rule=Permission.LOOK)
    async def stock(
        item: Short = None,
        site: Short = None,
        owner: Short = None,
        cursor: Cursor = None,
        limit: Limit = None,
    ) -> StockPage:
        today = date_of(at.wall_ms(), zone_of("UTC"))
        return await at.ask_sites(
            lambda connection, sites: stock_page(
                connection,
                sites,
                item=item,
                owner=owner,
                cursor=cursor,
                limit=page_limit(limit),
                today=today,
            ),
            site,
        )

    return [overview, stock, *_paper_routes(at)]


def _paper_routes(at: Services) -> list[HTTPRouteHandler]:
    @get("/orders", rule=Permission.LOOK)
    async def orders(
        site: Short = None,
        order_state: Annotated[str | None, QueryParameter(name="state", max_length=20)] = None,
        order: Short = None,
        cursor: Cursor = None,
        limit: Limit = None,
    ) -> OrderPage:
        return await at.ask_sites(
            lambda connection, sites: order_page(
                connection,
                sites,
                state=order_state,
                search=order,
                cursor=cursor,
                limit=page_limit(limit),
                now_ms=at.wall_ms(),
            ),
            site,
        )

    @get("/orders/{number:str}", rule=Permission.LOOK)
    async def one_order(number: FromPath[str], site: Short = None) -> dict[str, list[OrderDetail]]:
        found = await at.ask_sites(
            lambda connection, sites: order_detail(connection, sites, number, at.wall_ms()), site
        )
        if not found:
            raise Problem(404, "no_such_order", f"no site has told of an order {number}")
        return {"items": found}

    @get("/exceptions", rule=Permission.LOOK)
    async def exceptions(
        site: Short = None,
        exception_state: Annotated[str | None, QueryParameter(name="state", max_length=20)] = None,
        cursor: Cursor = None,
        limit: Limit = None,
    ) -> ExceptionPage:
        return await at.ask_sites(
            lambda connection, sites: exception_page(
                connection, sites, state=exception_state, cursor=cursor, limit=page_limit(limit)
            ),
            site,
        )

    @get("/attachments", rule=Permission.LOOK)
    async def attachments(
        site: Short = None, cursor: Cursor = None, limit: Limit = None
    ) -> AttachmentPage:
        return await at.ask_sites(
            lambda connection, sites: attachment_page(
                connection, sites, cursor=cursor, limit=page_limit(limit)
            ),
            site,
        )

    return [orders, one_order, exceptions, attachments]
