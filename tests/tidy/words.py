"""The trade's words, written out, and no marks of unfinished work."""

import ast
import re
from collections.abc import Iterator

from tests.tidy import allowed
from tests.tidy.tree import Finding, Tree, is_allowed
from tests.tidy.typescript import bare, script_of

PARTS_BANNED = {
    "bin": "a place is a location",
    "bins": "places are locations",
    "mgr": "write it out, or better, say what it does",
}
NUMBERED = re.compile(r"(?:tmp|data)\d+", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
WORD = re.compile(r"[A-Za-z_$][\w$]*")


def check_words(tree: Tree) -> list[Finding]:
    """Names in code, and marks of unfinished work in any text."""
    found: list[Finding] = []
    for path, text in tree.texts.items():
        if text is None or is_allowed(path, allowed.WORDS):
            continue
        found.extend(
            Finding(path, number, f"{hit.group()}: finish it, or open an issue")
            for number, line in enumerate(text.splitlines(), start=1)
            for hit in UNFINISHED.finditer(line)
        )
        found.extend(
            Finding(path, line, f"{name}: {why}")
            for line, name in sorted(set(_names(path, text)))
            if (why := wrong_with(name)) is not None
        )
    return found


def wrong_with(name: str) -> str | None:
    """Why a name is banned, or None."""
    if NUMBERED.fullmatch(name):
        return "say what it holds"
    parts = [part.lower() for part in PART.findall(name)]
    return next((PARTS_BANNED[part] for part in parts if part in PARTS_BANNED), None)


def _names(path: str, text: str) -> Iterator[tuple[int, str]]:
    """(line, name) of what a file of ours names; names taken from elsewhere are not ours."""
    if path.endswith(".py"):
        yield from _python_names(ast.parse(text))
    elif path.endswith((".ts", ".svelte")):
        code = bare(script_of(path, text))
        for number, line in enumerate(code.splitlines(), start=1):
            yield from ((number, name) for name in WORD.findall(line))


def _python_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str(name)):
                yield node.lineno, name
            case _:
                pass
