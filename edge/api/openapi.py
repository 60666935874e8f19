"""The OpenAPI page. Routes that read their body by themselves are described here."""

from typing import Any

import msgspec
from litestar import Request, Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from edge.api.commands import Batch
from models.warehouse.commands import Command
from models.warehouse.replies import Reply

_REF = "#/components/schemas/{name}"


class OurPage(JsonRenderPlugin):
    """Adds the command union, its reply and the batch to what the framework found out."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page as JSON."""
        (command, reply, batch), parts = msgspec.json.schema_components(
            (Command, Reply, Batch), ref_template=_REF, schema_hook=_anything
        )
        components = openapi_schema.setdefault("components", {}).setdefault("schemas", {})
        for name, schema in parts.items():
            components.setdefault(name, schema)
        paths = openapi_schema["paths"]
        batches = paths["/api/v1/commands/batch"]["post"]
        one = {**batches, "operationId": "GiveCommand", "summary": "GiveCommand"}
        one["responses"] = dict(batches["responses"])
        paths["/api/v1/commands"] = {"post": one}
        _describe(one, command, reply)
        replies = {"type": "object", "properties": {"replies": {"type": "array", "items": reply}}}
        _describe(batches, batch, replies)
        return msgspec.json.encode(openapi_schema)


def openapi_config(version: str) -> OpenAPIConfig:
    """Served at /schema/openapi.json and nowhere else."""
    return OpenAPIConfig(
        title="Holdfast edge",
        version=version,
        path="/schema",
        render_plugins=[OurPage(path="/openapi.json")],
        openapi_router=Router(path="/schema", route_handlers=[], opt={"rule": "open"}),
    )


def _anything(_: type) -> dict[str, Any]:
    """Values without a fixed shape, such as a reply's data."""
    return {}


def _describe(operation: dict[str, Any], body: Any, answer: Any) -> None:  # noqa: ANN401
    operation["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": body}},
    }
    operation["responses"]["200"] = {
        "description": "The answer, durable when it is sent",
        "content": {"application/json": {"schema": answer}},
    }
