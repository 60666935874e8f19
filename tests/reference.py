"""The API reference in docs/, written from the OpenAPI description that the programs serve."""

import re
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


def reference(title: str, description: dict[str, Any]) -> str:
    """Markdown: every route, then every body it takes or gives."""
    lines = [
        f"# {title}",
        "",
        "Written from the OpenAPI description that the program serves at `/schema/openapi.json`;",
        "`pytest --update-golden` writes it anew. Errors are `application/problem+json` with a",
        "stable `code`.",
        "",
        "| route | what it does | takes | gives |",
        "|---|---|---|---|",
    ]
    for path, operations in sorted(description["paths"].items()):
        for method in METHODS:
            if method in operations:
                lines.append(_route(method, path, operations[method]))
    schemas = description.get("components", {}).get("schemas", {})
    for name, schema in sorted(schemas.items()):
        lines += ["", f"## {_short(name)}", "", *_schema(schema)]
    return "\n".join(lines) + "\n"


def _route(method: str, path: str, operation: dict[str, Any]) -> str:
    said = operation.get("description") or _words(operation.get("summary", ""))
    query = [p["name"] for p in operation.get("parameters", []) if p["in"] == "query"]
    body = _kind(_content(operation.get("requestBody", {})))
    takes = ", ".join([*([body] if body else []), *(f"?{name}" for name in query)])
    good = [answer for code, answer in operation["responses"].items() if code.startswith("2")]
    gives = _kind(_content(good[0])) if good else ""
    return f"| `{method.upper()} {path}` | {_cell(said)} | {takes} | {gives} |"


def _content(part: dict[str, Any]) -> dict[str, Any]:
    for media in part.get("content", {}).values():
        schema = media.get("schema", {})
        assert isinstance(schema, dict)
        return schema
    return {}


def _schema(schema: dict[str, Any]) -> list[str]:
    said = [_cell(schema["description"]), ""] if schema.get("description") else []
    fields = schema.get("properties", {})
    if not fields:
        kinds = schema.get("enum") or [_kind(one) for one in schema.get("oneOf", [])]
        return [*said, ", ".join(f"`{kind}`" for kind in kinds) or _kind(schema)]
    required = set(schema.get("required", ()))
    rows = [
        f"| `{name}` | {_kind(field)} | {'' if name in required else 'optional'} |"
        for name, field in fields.items()
    ]
    return [*said, "| field | kind | |", "|---|---|---|", *rows]


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = _short(schema["$ref"].rsplit("/", 1)[-1])
        return f"[{name}](#{name.lower()})"
    if "enum" in schema:
        return " or ".join(f"`{one}`" for one in schema["enum"])
    choices = schema.get("oneOf") or schema.get("anyOf")
    if choices:
        return " or ".join(dict.fromkeys(_kind(one) for one in choices))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    kind = schema.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _short(name: str) -> str:
    return name.rsplit("_", 1)[-1] if "_" in name else name.rsplit(".", 1)[-1]


def _words(name: str) -> str:
    """`OneOrder` as a person reads it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
