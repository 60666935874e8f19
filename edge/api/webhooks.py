"""Subscriptions of programs that want to be told, and what could not be delivered."""

from typing import Annotated

from litestar import delete, get, patch, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody, PathParameter, QueryParameter

from edge.webhooks import shapes
from edge.webhooks.desk import Desk

Id = Annotated[str, PathParameter(max_length=13)]
Cursor = Annotated[str | None, QueryParameter(max_length=400)]
Limit = FromQuery[int | None]
BODY_BYTES_MAX = 16_384


def webhook_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """Handlers under /webhooks."""

    @get("/webhooks", rule="supervise")
    async def webhook_list() -> shapes.WebhookPage:
        return await desk.listed()

    @post("/webhooks", status_code=201, rule="manage", request_max_body_size=BODY_BYTES_MAX)
    async def add_webhook(data: JSONBody[shapes.NewWebhook]) -> shapes.MadeWebhook:
        return await desk.add(data)

    @patch("/webhooks/{webhook_id:str}", rule="manage", request_max_body_size=BODY_BYTES_MAX)
    async def change_webhook(
        webhook_id: Id, data: JSONBody[shapes.ChangedWebhook]
    ) -> shapes.Webhook:
        return await desk.change(webhook_id, data)

    @delete("/webhooks/{webhook_id:str}", rule="manage")
    async def remove_webhook(webhook_id: Id) -> None:
        await desk.remove(webhook_id)

    @get("/webhooks/{webhook_id:str}/letters", rule="supervise")
    async def dead_letters(
        webhook_id: Id, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.DeadLetterPage:
        return await desk.letters(webhook_id, cursor, limit)

    @post(
        "/webhooks/{webhook_id:str}/letters/resend",
        status_code=200,
        rule="supervise",
        request_max_body_size=BODY_BYTES_MAX,
    )
    async def resend(webhook_id: Id, data: JSONBody[shapes.Resend]) -> shapes.Resent:
        return await desk.resend(webhook_id, data)

    return [webhook_list, add_webhook, change_webhook, remove_webhook, dead_letters, resend]
