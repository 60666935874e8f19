"""Every route has an access rule: a name in its options, checked against one table of the program.

A handler says `rule="floor"`; the program's guard looks the name up. A route without a rule is
refused at run time and fails a test.
"""

from litestar import Litestar
from litestar.handlers.base import BaseRouteHandler

from node.http.problems import Problem

RULE = "rule"


def rule_of(handler: BaseRouteHandler) -> str:
    """The name of a handler's rule; raises Problem if it has none."""
    name = handler.opt.get(RULE)
    if not isinstance(name, str):
        raise Problem(403, "no_rule", "this route has no access rule")
    return name


def rules_of(app: Litestar) -> dict[str, str | None]:
    """`METHOD path` → rule name of every route of a program, WebSockets and mounts included."""
    found: dict[str, str | None] = {}
    for route in app.routes:
        handlers = getattr(route, "route_handlers", None) or [getattr(route, "route_handler", None)]
        for handler in handlers:
            if handler is None:
                continue
            methods = getattr(handler, "http_methods", None) or {"ANY"}
            for method in sorted(str(method) for method in methods):
                name = handler.opt.get(RULE)
                found[f"{method} {route.path}"] = name if isinstance(name, str) else None
    return found


def own_rules(app: Litestar) -> dict[str, str | None]:
    """The same without the answers to OPTIONS, which the framework adds and every rule refuses."""
    return {
        route: rule for route, rule in rules_of(app).items() if not route.startswith("OPTIONS ")
    }
