"""What the OpenAPI page says of routes that read their body by themselves."""

from typing import Any

import msgspec
from litestar import Litestar

from edge.api.commands import Batch
from edge.api.views.common import PAGE_ROWS_MAX
from models.warehouse.commands import Command
from models.warehouse.replies import Reply
from node.http.openapi import SCHEMA_REF, Page, json_body


def complete(page: Page, _: Litestar) -> None:
    """Add the command union, its reply and the batch to what the framework found out."""
    (command, reply, batch), parts = msgspec.json.schema_components(
        (Command, Reply, Batch), ref_template=SCHEMA_REF, schema_hook=_anything
    )
    known = page.setdefault("components", {}).setdefault("schemas", {})
    (command, reply, batch), parts = _apart([command, reply, batch], parts, known)
    known.update(parts)
    batches = page["paths"]["/api/v1/commands/batch"]["post"]
    one = {**batches, "operationId": "GiveCommand", "summary": "GiveCommand"}
    one["responses"] = dict(batches["responses"])
    page["paths"]["/api/v1/commands"] = {"post": one}
    _describe(one, command, reply)
    either = {"anyOf": [reply, {"$ref": SCHEMA_REF.format(name="Problem")}]}
    replies = {"type": "object", "properties": {"replies": {"type": "array", "items": either}}}
    _describe(batches, batch, replies)
    for operations in page["paths"].values():
        for operation in operations.values():
            _bound_limit(operation.get("parameters", []))


def _bound_limit(parameters: list[dict[str, Any]]) -> None:
    """How many rows one may ask for: the views check it, with a code of its own."""
    for parameter in parameters:
        schema = parameter["schema"]
        if parameter["name"] == "limit" and "oneOf" in schema:
            for choice in schema["oneOf"]:
                if choice.get("type") == "integer":
                    choice |= {"minimum": 1, "maximum": PAGE_ROWS_MAX}


def _apart(
    tops: list[dict[str, Any]], parts: dict[str, Any], known: dict[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The line of an order that is given and the line that is shown are two shapes of one name:
    the given one gets another."""
    text = msgspec.json.encode([tops, parts]).decode()
    for name in known.keys() & parts.keys():
        if _members(known[name]) != _members(parts[name]):
            given = f"Given{name}"
            was, becomes = (SCHEMA_REF.format(name=each) for each in (name, given))
            text = text.replace(f'{was}"', f'{becomes}"')
            text = text.replace(f'"{name}":{{', f'"{given}":{{')
    tops, parts = msgspec.json.decode(text)
    return tops, {name: schema for name, schema in parts.items() if name not in known}


def _members(schema: dict[str, Any]) -> set[str]:
    """Names of fields, or the choices there are."""
    return {*schema.get("properties", ()), *map(str, schema.get("enum", ()))}


def _anything(_: type) -> dict[str, Any]:
    """Values without a fixed shape, such as the fields of a raw command."""
    return {"description": "any JSON value"}


def _describe(operation: dict[str, Any], body: Any, answer: Any) -> None:  # noqa: ANN401
    operation["requestBody"] = json_body(body)
    operation["responses"]["200"] = {
        "description": "The answer, durable when it is sent",
        "content": {"application/json": {"schema": answer}},
    }
