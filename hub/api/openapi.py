"""What the OpenAPI page says of bodies and If-Match: the hub's routes read them by themselves."""

from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from node.http.openapi import SCHEMA_REF, Page, json_body


def complete(page: Page, program: Litestar) -> None:
    """Add the body of every route that states one (`body=` of its handler), and the entity tag of
    those that edit what was read (`tagged=`)."""
    bodies = _stated(program, "body")
    shapes, parts = msgspec.json.schema_components(
        [body for *_, body in bodies], ref_template=SCHEMA_REF
    )
    page.setdefault("components", {}).setdefault("schemas", {}).update(parts)
    for (path, method, _), shape in zip(bodies, shapes, strict=True):
        page["paths"][path][method]["requestBody"] = json_body(shape)
    for path, method, _ in _stated(program, "tagged"):
        page["paths"][path][method].setdefault("parameters", []).append(_IF_MATCH)
    _allow_several(page)


def _stated(program: Litestar, name: str) -> list[tuple[str, str, Any]]:
    """Path, method and what the handler states under this name, of all that do."""
    return [
        (route.path_format, str(method).lower(), handler.opt[name])
        for route in program.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler) and name in handler.opt
        for method in handler.http_methods
    ]


def _allow_several(part: Any) -> None:  # noqa: ANN401
    """A union takes a value that fits any of its kinds: the framework says exactly one, which 0 of
    `int | float` does not."""
    if isinstance(part, dict):
        if "oneOf" in part and "discriminator" not in part:
            part["anyOf"] = part.pop("oneOf")
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            _allow_several(each)


_IF_MATCH: Page = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag that was read, or * for whatever is there",
    "schema": {"type": "string"},
}
