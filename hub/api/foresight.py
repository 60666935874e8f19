"""What sites foresee. Taking or turning down a proposal is a command to its site."""

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from hub.api.figures import Cursor, Limit, Short
from hub.foresight.proposals import (
    SiteProposal,
    SiteProposals,
    Work,
    proposals_page,
    site_proposal,
    work_of_sites,
)
from hub.permissions import Permission
from hub.services import Services
from hub.store.cursor import page_limit
from models.warehouse.foresight import Kind
from node.http.problems import Problem


def foresight_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /foresight."""

    @get("/foresight/proposals", rule=Permission.LOOK)
    async def proposals(
        site: Short = None,
        kind: FromQuery[Kind | None] = None,
        cursor: Cursor = None,
        limit: Limit = None,
    ) -> SiteProposals:
        return await at.ask_sites(
            lambda connection, sites: proposals_page(
                connection, sites, kind=kind, cursor=cursor, limit=page_limit(limit)
            ),
            site,
        )

    @get("/foresight/proposals/{proposal_id:str}", rule=Permission.LOOK)
    async def proposal(proposal_id: FromPath[str]) -> SiteProposal:
        found = await at.ask_sites(
            lambda connection, sites: site_proposal(connection, sites, proposal_id)
        )
        if found is None:
            raise Problem(404, "not_found", "there is no such proposal")
        return found

    @get("/foresight/workload", rule=Permission.LOOK)
    async def workload(site: Short = None) -> Work:
        return await at.ask_sites(work_of_sites, site)

    return [proposals, proposal, workload]
