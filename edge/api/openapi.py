"""What the OpenAPI page says of routes that read their body by themselves."""

from typing import Any

import msgspec
from litestar import Litestar

from edge.api.commands import Batch
from models.warehouse.commands import Command
from models.warehouse.replies import Reply
from node.http.openapi import SCHEMA_REF, Page, json_body


def complete(page: Page, _: Litestar) -> None:
    """Add the command union, its reply and the batch to what the framework found out."""
    (command, reply, batch), parts = msgspec.json.schema_components(
        (Command, Reply, Batch), ref_template=SCHEMA_REF, schema_hook=_anything
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


def _anything(_: type) -> dict[str, Any]:
    """Values without a fixed shape, such as the fields of a raw command."""
    return {"description": "any JSON value"}


def _describe(operation: dict[str, Any], body: Any, answer: Any) -> None:  # noqa: ANN401
    operation["requestBody"] = json_body(body)
    operation["responses"]["200"] = {
        "description": "The answer, durable when it is sent",
        "content": {"application/json": {"schema": answer}},
    }
