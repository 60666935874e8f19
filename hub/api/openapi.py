"""What the OpenAPI page says of bodies: the hub's routes read them by themselves."""

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from node.http.openapi import SCHEMA_REF, Page, json_body


def complete(page: Page, program: Litestar) -> None:
    """Add the body of every route that states one (`body=` of its handler)."""
    bodies = [
        (route.path_format, str(method).lower(), handler.opt["body"])
        for route in program.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler) and "body" in handler.opt
        for method in handler.http_methods
    ]
    shapes, parts = msgspec.json.schema_components(
        [body for *_, body in bodies], ref_template=SCHEMA_REF
    )
    page.setdefault("components", {}).setdefault("schemas", {}).update(parts)
    for (path, method, _), shape in zip(bodies, shapes, strict=True):
        page["paths"][path][method]["requestBody"] = json_body(shape)
