"""Finds what only a shell may do: read a clock, draw chance, read the environment, print, eval."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.tidy import allowed
from tests.tidy.tree import Allowed, Finding, is_allowed

# Of these modules only the listed names are free of chance.
NOT_CHANCE = frozenset(
    {"random", "random.Random", "secrets", "secrets.compare_digest", "uuid.UUID", "uuid.uuid5"}
)
# How a generator without a seed is named, so that the rule of chance finds it.
UNSEEDED = "random.Random_without_seed"
EVERYWHERE = r".*"
TEST_FILES = r"(.*/)?test_\w+\.py"


class Rule(NamedTuple):
    """Full dotted names that match `names` are banned in files that match `files`."""

    name: str
    names: str
    files: str
    allowed: tuple[Allowed, ...]


RULES = (
    Rule(
        "takes the real clock; have it handed in",
        r"time\.(time|time_ns|localtime|ctime)|datetime\.(datetime|date)\.(now|utcnow|today)",
        EVERYWHERE,
        allowed.CLOCK,
    ),
    Rule(
        "draws real chance; have it handed in, or seed random.Random",
        r"(random|secrets)\.\w+|os\.urandom|uuid\.uuid[1-9]",
        EVERYWHERE,
        allowed.CHANCE,
    ),
    Rule(
        "reads the environment outside config.py",
        r"os\.(environ|environb|getenv|putenv|unsetenv)",
        EVERYWHERE,
        allowed.ENVIRONMENT,
    ),
    Rule("prints; use click.echo or the log", r"(rich\.)?print", EVERYWHERE, allowed.PRINT),
    Rule("runs text as code", r"eval|exec|compile|__import__", EVERYWHERE, allowed.EVALUATE),
    Rule("sleeps in a test", r"time\.sleep", TEST_FILES, allowed.SLEEP),
)

CATCH_ALL = "catches everything; only the API, the supervisor and the CLI may"

SQL_SHELL = re.compile(
    r"""\b(?:datetime|date|time|julianday|unixepoch|strftime)\s*\([^)]*'now'"""
    r"""|\bcurrent_(?:timestamp|date|time)\b|\brandom(?:blob)?\s*\(""",
    re.IGNORECASE,
)


def check_calls(path: str, text: str) -> list[Finding]:
    """Banned names in one Python file, a reference being as good as a call."""
    tree = ast.parse(text)
    names = _imported(tree)
    found = [
        Finding(path, line, f"{name} {rule.name}")
        for line, name in _references(tree, names)
        for rule in RULES
        if re.fullmatch(rule.names, name)
        and re.fullmatch(rule.files, path)
        and not is_allowed(path, rule.allowed)
    ]
    return found + _catch_alls(path, tree) + _sql_shells(path, tree)


def _imported(tree: ast.AST) -> dict[str, str]:
    """Local name to full dotted name of everything imported, at whatever depth."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _references(tree: ast.AST, names: dict[str, str]) -> Iterator[tuple[int, str]]:
    """(line, full name) of each name read; builtins go by their bare name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            if _dotted(node.func, names) == "random.Random":
                yield node.lineno, UNSEEDED
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield from _banned_form(node.lineno, names.get(node.id, node.id))
        elif isinstance(node, ast.Attribute):
            yield from _banned_form(node.lineno, _dotted(node, names))


def _banned_form(line: int, name: str | None) -> Iterator[tuple[int, str]]:
    if name is not None and name not in NOT_CHANCE:
        yield line, name


def _dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    """Full name of `a.b.c` where `a` was imported; None for anything else."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else None
    return None


def _catch_alls(path: str, tree: ast.AST) -> list[Finding]:
    """Handlers of everything; one that ends in a bare `raise` only cleans up and is free."""
    if is_allowed(path, allowed.CATCH_ALL):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and _is_everything(node.type):
            last = node.body[-1]
            if not (isinstance(last, ast.Raise) and last.exc is None):
                found.append(Finding(path, node.lineno, CATCH_ALL))
        elif isinstance(node, ast.Call) and _suppresses_everything(node):
            found.append(Finding(path, node.lineno, CATCH_ALL))
    return found


def _suppresses_everything(call: ast.Call) -> bool:
    suppresses = ast.unparse(call.func).rpartition(".")[2] == "suppress"
    return suppresses and any(_is_everything(each) for each in call.args)


def _is_everything(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    if isinstance(caught, ast.Tuple):
        return any(_is_everything(each) for each in caught.elts)
    return isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"}


def _sql_shells(path: str, tree: ast.AST) -> list[Finding]:
    """SQL that asks SQLite for the time or for chance: neither can be handed in nor replayed."""
    if is_allowed(path, allowed.SQL):
        return []
    docs = {id(doc) for doc in _docstrings(tree)}
    return [
        Finding(path, node.lineno, f"SQL takes {hit.group()} itself; bind a value")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        for hit in SQL_SHELL.finditer(node.value)
    ]


def _docstrings(tree: ast.AST) -> Iterator[ast.expr]:
    """Texts that stand alone as a statement are read by people, not by SQLite."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
