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
from node.http.problems import PROBLEM_TYPE

SCHEMA_REF = "#/components/schemas/{name}"
"""Where the page keeps its schemas."""

Page = dict[str, Any]

PROBLEM_SCHEMA: Page = {
    "title": "Problem",
    "description": "Why not (RFC 9457). `code` is stable; `retry_after_s`: when to come again.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "retry_after_s": {"type": "integer"},
    },
    "required": ["type", "title", "status", "code"],
}


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
        tell_refusals(page)
        return msgspec.json.encode(page)


def tell_refusals(page: Page) -> None:
    """What holds for all routes: refusals are problems, what is asked has no unknown members, and
    an answer without a body has none."""
    schemas = page.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    for operations in page["paths"].values():
        for operation in operations.values():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            responses = operation["responses"]
            responses.pop("400", None)
            responses.get("204", {}).pop("content", None)
            responses["default"] = {
                "description": "A refusal with a stable code",
                "content": {PROBLEM_TYPE: {"schema": {"$ref": SCHEMA_REF.format(name="Problem")}}},
            }
            asked = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if asked is not None:
                _close(asked, schemas, set())


def _close(schema: Any, schemas: dict[str, Any], seen: set[str]) -> None:  # noqa: ANN401
    """No members but those named, in this and all it refers to."""
    if isinstance(schema, list):
        for part in schema:
            _close(part, schemas, seen)
    if not isinstance(schema, dict):
        return
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name and name not in seen:
        seen.add(name)
        _close(schemas.get(name), schemas, seen)
    if "properties" in schema:
        schema.setdefault("additionalProperties", False)
    for part in schema.values():
        _close(part, schemas, seen)


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
