"""Robots of the sites. Stopping them all is a command to the site: POST /sites/{code}/commands with
a pause_robots."""

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Response

from hub.api.figures import Short
from hub.permissions import Permission
from hub.services import Services
from hub.store.robots import RobotSites, robot_sites, site_map
from node.http.problems import Problem


def robot_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /robots."""

    @get("/robots", rule=Permission.LOOK)
    async def robots(site: Short = None) -> RobotSites:
        now = at.wall_ms()
        return await at.ask_sites(
            lambda connection, sites: robot_sites(connection, sites, now), site
        )

    @get("/robots/{code:str}/map", rule=Permission.LOOK)
    async def floor(code: FromPath[str]) -> Response[bytes]:
        site = await at.site(code)
        body = await at.ask(lambda connection: site_map(connection, site.warehouse_id))
        if body is None:
            raise Problem(404, "no_map", f"{code} has told of no map")
        return Response(body, media_type="application/json")

    return [robots, floor]
