"""Carriers, tariffs, drivers, assets, partners and the site's address over HTTP."""

from typing import Annotated

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, QueryParameter

from edge.api import freight_shapes as shapes
from edge.api.services import Services
from edge.api.views import freight

Cursor = Annotated[str | None, QueryParameter(max_length=400)]
Limit = FromQuery[int | None]


def freight_routes(at: Services) -> list[HTTPRouteHandler]:
    """Lists; edits are commands."""

    @get("/carriers", rule="look")
    async def carrier_list(cursor: Cursor = None, limit: Limit = None) -> shapes.CarrierPage:
        return await at.readers.run(freight.carriers_page, at.wall_ms(), cursor, limit)

    @get("/tariffs", rule="look")
    async def tariff_list(cursor: Cursor = None, limit: Limit = None) -> shapes.TariffPage:
        return await at.readers.run(freight.tariffs_page, at.wall_ms(), cursor, limit)

    @get("/drivers", rule="look")
    async def driver_list(cursor: Cursor = None, limit: Limit = None) -> shapes.DriverPage:
        return await at.readers.run(freight.drivers_page, at.wall_ms(), cursor, limit)

    @get("/assets", rule="look")
    async def asset_list(cursor: Cursor = None, limit: Limit = None) -> shapes.AssetPage:
        return await at.readers.run(freight.assets_page, at.wall_ms(), cursor, limit)

    @get("/partners", rule="look")
    async def partner_list(cursor: Cursor = None, limit: Limit = None) -> shapes.PartnerPage:
        return await at.readers.run(freight.partners_page, at.wall_ms(), cursor, limit)

    @get("/site/address", rule="look")
    async def where_it_stands() -> shapes.SiteAddress:
        return await at.readers.run(freight.site_address)

    return [carrier_list, tariff_list, driver_list, asset_list, partner_list, where_it_stands]
