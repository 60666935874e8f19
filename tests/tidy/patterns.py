"""Finds patterns of texts that let a line feed through at their end."""

import ast
from collections.abc import Iterator

from tests.tidy.tree import Finding


def check_patterns(path: str, text: str) -> list[Finding]:
    """Every `pattern=` that ends in a mere `$`."""
    return [
        Finding(path, found.lineno, "ends a pattern with `$`; use models.warehouse.texts.ENDS")
        for found in _patterns(ast.parse(text))
        if _last(found).endswith("$")
    ]


def _patterns(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (each.value for each in node.keywords if each.arg == "pattern")


def _last(value: ast.expr) -> str:
    """The text it ends with; empty where that is a name."""
    if isinstance(value, ast.BinOp):
        return _last(value.right)
    if isinstance(value, ast.JoinedStr):
        return _last(value.values[-1]) if value.values else ""
    return str(value.value) if isinstance(value, ast.Constant) else ""
