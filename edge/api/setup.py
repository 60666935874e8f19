"""Rules, release channels and cartons over HTTP."""

from litestar import get
from litestar.handlers import HTTPRouteHandler

from edge.api import setup_shapes as shapes
from edge.api.services import Services
from edge.api.views import setup


def setup_routes(at: Services) -> list[HTTPRouteHandler]:
    """Lists, few rows each; edits are commands."""

    @get("/rules", rule="look")
    async def rule_list() -> shapes.RulePage:
        return await at.readers.run(setup.rules_page, at.site, at.wall_ms())

    @get("/channels", rule="look")
    async def channel_list() -> shapes.ChannelPage:
        return await at.readers.run(setup.channels_page, at.site, at.wall_ms())

    @get("/cartons", rule="look")
    async def carton_list() -> shapes.CartonPage:
        return await at.readers.run(setup.cartons_page, at.site, at.wall_ms())

    return [rule_list, channel_list, carton_list]
