"""What was brought over from another system, over HTTP."""

from typing import Annotated

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, QueryParameter

from edge.api.history_shapes import AccountPage, HistoryPage
from edge.api.services import Services
from edge.api.views import history

Word = Annotated[str | None, QueryParameter(max_length=80)]
Cursor = Annotated[str | None, QueryParameter(max_length=400)]


def history_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /history."""

    @get("/history", rule="supervise")
    async def history_list(
        number: Word = None,
        item: Word = None,
        table: Word = None,
        cursor: Cursor = None,
        limit: FromQuery[int | None] = None,
    ) -> HistoryPage:
        asked = history.Asked(number, item, table, cursor, limit)
        return await at.readers.run(history.history_page, at.wall_ms(), asked)

    @get("/history/accounts", rule="supervise")
    async def account_list() -> AccountPage:
        return await at.readers.run(history.accounts, at.wall_ms())

    return [history_list, account_list]
