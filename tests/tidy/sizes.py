"""Files of at most 500 lines, functions of at most 60: cut where the ideas part."""

import ast

from tests.tidy import allowed
from tests.tidy.tree import Finding, Tree, is_allowed
from tests.tidy.typescript import functions, script_of

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 60


def check_sizes(tree: Tree) -> list[Finding]:
    """Every Python, TypeScript and Svelte file."""
    found: list[Finding] = []
    for path, text in tree.named(".py", ".ts", ".svelte"):
        if is_allowed(path, allowed.SIZES):
            continue
        lines = text.count("\n") + (not text.endswith("\n"))
        if lines > FILE_LINES_MAX:
            found.append(Finding(path, 1, f"{lines} lines; at most {FILE_LINES_MAX}"))
        found.extend(
            Finding(path, line, f"function of {length} lines; at most {FUNCTION_LINES_MAX}")
            for line, length in function_lengths(path, text)
            if length > FUNCTION_LINES_MAX
        )
    return found


def function_lengths(path: str, text: str) -> list[tuple[int, int]]:
    """(first line, lines) of each function."""
    if not path.endswith(".py"):
        return [(each.line, each.lines) for each in functions(script_of(path, text))]
    return [
        (node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
