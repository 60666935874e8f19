"""What forecasts come to over HTTP; taking and turning down are commands."""

from typing import Annotated, Literal

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, PathParameter, QueryParameter

from edge.api import foresight_shapes as shapes
from edge.api.services import Services
from edge.api.views import foresight
from models.warehouse.foresight import Kind
from models.warehouse.proposals import ProposalRow

Cursor = Annotated[str | None, QueryParameter(max_length=400)]
Limit = FromQuery[int | None]
Id = Annotated[str, PathParameter(max_length=13)]
Code = Annotated[str, PathParameter(max_length=80)]
State = Annotated[Literal["open", "accepted", "dismissed", "lapsed"], QueryParameter(name="state")]


def foresight_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /foresight."""

    @get("/foresight/proposals", rule="look")
    async def proposal_list(
        proposal_state: State = "open",
        kind: FromQuery[Kind | None] = None,
        cursor: Cursor = None,
        limit: Limit = None,
    ) -> shapes.ProposalPage:
        return await at.readers.run(
            foresight.proposals_page, at.wall_ms(), proposal_state, kind, cursor, limit
        )

    @get("/foresight/proposals/{proposal_id:str}", rule="look")
    async def proposal(proposal_id: Id) -> ProposalRow:
        return await at.readers.run(foresight.proposal, proposal_id)

    @get("/foresight/items", rule="look")
    async def outlook_list(cursor: Cursor = None, limit: Limit = None) -> shapes.OutlookPage:
        return await at.readers.run(foresight.outlooks_page, at.wall_ms(), cursor, limit)

    @get("/foresight/items/{item:str}", rule="look")
    async def item_outlook(item: Code) -> shapes.OutlookRow:
        return await at.readers.run(foresight.item_outlook, item)

    @get("/foresight/workload", rule="look")
    async def workload() -> shapes.Workload:
        return await at.readers.run(foresight.workload, at.wall_ms())

    return [proposal_list, proposal, outlook_list, item_outlook, workload]
