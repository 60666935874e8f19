"""The OpenAPI page of a program.

Working it out takes a second of the processor, so it is done once, when first asked for, on a
thread: nobody's scan or query waits for it.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Litestar, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig

from node.http.encoded import EncodedJson

SCHEMA_REF = "#/components/schemas/{name}"
"""Where the page keeps its schemas."""

Page = dict[str, Any]


class Description:
    """The page, made from a second program with the same routes that is never started.

    `complete` adds what the framework cannot find out: bodies that routes read by themselves.
    """

    def __init__(
        self, described: Callable[[], Litestar], complete: Callable[[Page, Litestar], None]
    ) -> None:
        self._described = described
        self._complete = complete
        self._making = asyncio.Lock()
        self._page: bytes | None = None

    async def page(self) -> bytes:
        """As JSON."""
        async with self._making:
            if self._page is None:
                self._page = await asyncio.to_thread(self._make)
            return self._page

    def _make(self) -> bytes:
        program = self._described()
        page = program.openapi_schema.to_schema()
        self._complete(page, program)
        return msgspec.json.encode(page)


def openapi_routes(description: Description, rule: object) -> list[HTTPRouteHandler]:
    """The handler of /schema/openapi.json; `rule` says who may look."""

    @get("/schema/openapi.json", rule=rule, include_in_schema=False)
    async def openapi_page() -> EncodedJson:
        return EncodedJson(await description.page())

    return [openapi_page]


def openapi_config(title: str, version: str) -> OpenAPIConfig:
    """What the program that is described is called."""
    return OpenAPIConfig(title=title, version=version, path="/described")


def json_body(schema: Any) -> dict[str, Any]:  # noqa: ANN401
    """The description of a request that must bring this."""
    return {"required": True, "content": {"application/json": {"schema": schema}}}
