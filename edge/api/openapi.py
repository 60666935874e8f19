"""The OpenAPI page. Routes that read their body by themselves are described here.

Working it out takes a second of the processor, so it is done once, when first asked for, on a
thread: nobody's scan waits for it.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Litestar, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig

from edge.api.commands import Batch
from models.warehouse.commands import Command
from models.warehouse.replies import Reply
from node.http.encoded import EncodedJson

_REF = "#/components/schemas/{name}"


class Description:
    """The page, made from a second program with the same routes that is never started."""

    def __init__(self, described: Callable[[], Litestar]) -> None:
        self._described = described
        self._making = asyncio.Lock()
        self._page: bytes | None = None

    async def page(self) -> bytes:
        """As JSON."""
        async with self._making:
            if self._page is None:
                self._page = await asyncio.to_thread(self._make)
            return self._page

    def _make(self) -> bytes:
        return msgspec.json.encode(_completed(self._described().openapi_schema.to_schema()))


def openapi_routes(description: Description) -> list[HTTPRouteHandler]:
    """The handler of /schema/openapi.json."""

    @get("/schema/openapi.json", rule="open", include_in_schema=False)
    async def openapi_page() -> EncodedJson:
        return EncodedJson(await description.page())

    return [openapi_page]


def openapi_config(version: str) -> OpenAPIConfig:
    """What the program that is described is called."""
    return OpenAPIConfig(title="Holdfast edge", version=version, path="/described")


def _completed(page: dict[str, Any]) -> dict[str, Any]:
    """With the command union, its reply and the batch added to what the framework found out."""
    (command, reply, batch), parts = msgspec.json.schema_components(
        (Command, Reply, Batch), ref_template=_REF, schema_hook=_anything
    )
    known = page.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in parts.items():
        known.setdefault(name, schema)
    batches = page["paths"]["/api/v1/commands/batch"]["post"]
    one = {**batches, "operationId": "GiveCommand", "summary": "GiveCommand"}
    one["responses"] = dict(batches["responses"])
    page["paths"]["/api/v1/commands"] = {"post": one}
    _describe(one, command, reply)
    replies = {"type": "object", "properties": {"replies": {"type": "array", "items": reply}}}
    _describe(batches, batch, replies)
    return page


def _anything(_: type) -> dict[str, Any]:
    """Values without a fixed shape, such as the fields of a raw command."""
    return {"description": "any JSON value"}


def _describe(operation: dict[str, Any], body: Any, answer: Any) -> None:  # noqa: ANN401
    operation["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": body}},
    }
    operation["responses"]["200"] = {
        "description": "The answer, durable when it is sent",
        "content": {"application/json": {"schema": answer}},
    }
