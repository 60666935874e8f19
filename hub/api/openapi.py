"""The OpenAPI page. Routes read their bodies by themselves, so bodies are described here.

Working it out takes a second of the processor, so it is done once, when first asked for, on a
thread: nobody's query waits for it.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Litestar, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.response import Response

from hub.access import OPEN

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
        program = self._described()
        return msgspec.json.encode(_completed(program.openapi_schema.to_schema(), program))


def openapi_routes(description: Description) -> list[HTTPRouteHandler]:
    """The handler of /schema/openapi.json."""

    @get("/schema/openapi.json", rule=OPEN, include_in_schema=False)
    async def openapi_page() -> Response[bytes]:
        return Response(await description.page(), media_type="application/json")

    return [openapi_page]


def openapi_config(version: str) -> OpenAPIConfig:
    """What the program that is described is called."""
    return OpenAPIConfig(title="Holdfast hub", version=version, path="/described")


def _completed(page: dict[str, Any], program: Litestar) -> dict[str, Any]:
    """With the body of every route that states one (`body=` of its handler)."""
    bodies = [
        (route.path_format, str(method).lower(), handler.opt["body"])
        for route in program.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler) and "body" in handler.opt
        for method in handler.http_methods
    ]
    shapes, parts = msgspec.json.schema_components([body for *_, body in bodies], ref_template=_REF)
    page.setdefault("components", {}).setdefault("schemas", {}).update(parts)
    for (path, method, _), shape in zip(bodies, shapes, strict=True):
        page["paths"][path][method]["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": shape}},
        }
    return page
