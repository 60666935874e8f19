"""Just enough of TypeScript to measure functions and read names: no parser, a scanner.

Comments, texts and regular expressions are blanked out (lines stay), then braces are matched.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)(</script>)", re.DOTALL)
# A slash after one of these, or at the start, begins a regular expression, not a division.
_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/"""
    r"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
    r"""|(?<=[=(,:;!&|?{}\[\n+])[ ]*/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*"""
    r"""|`(?:\\.|[^`\\])*`""",
    re.DOTALL,
)
_HOLE = re.compile(r"\$\{([^{}]*)\}")
_CONTROL = frozenset({"if", "for", "while", "switch", "catch", "with"})
# What may stand between the closing parenthesis of a method and its body.
_RETURN_TYPE = re.compile(r":[^(){}=;]*$")
_NAME_BEFORE = re.compile(r"([\w$]+)\s*(?:<[^<>]*>)?\s*$")


class Function(NamedTuple):
    """Where a function with a body starts, and how many lines it takes."""

    line: int
    lines: int


def script_of(path: str, text: str) -> str:
    """The code of a file: all of it, or a Svelte file's scripts with everything else blanked."""
    if not path.endswith(".svelte"):
        return text
    kept = [" "] * len(text)
    for index, character in enumerate(text):
        if character == "\n":
            kept[index] = "\n"
    for match in _SCRIPT.finditer(text):
        kept[match.start(2) : match.end(2)] = match.group(2)
    return "".join(kept)


def bare(code: str) -> str:
    """The code with comments and texts blanked, of the same length and lines."""
    return _TOKEN.sub(_blank, code)


def _blank(match: re.Match[str]) -> str:
    token = match.group()
    if not token.startswith("`"):
        return re.sub(r"[^\n]", " ", token)
    # Names inside ${...} are code; braces inside are not counted.
    kept = [character if character == "\n" else " " for character in token]
    for hole in _HOLE.finditer(token):
        kept[hole.start(1) : hole.end(1)] = hole.group(1)
    return "".join(kept)


def functions(code: str) -> Iterator[Function]:
    """Each function, method and arrow with a body in braces, nested ones too."""
    clean = bare(code)
    opened: list[tuple[int | None, int]] = []
    boundary = 0
    depth = 0
    for index, character in enumerate(clean):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == ";" and depth == 0:
            boundary = index + 1
        elif character == "{":
            header = clean[boundary:index]
            start = boundary + len(header) - len(header.lstrip())
            opened.append((start if _is_function(header) else None, depth))
            boundary, depth = index + 1, 0
        elif character == "}" and opened:
            first, depth = opened.pop()
            if first is not None:
                yield _measured(clean, first, index)
            boundary = index + 1


def _measured(clean: str, first: int, last: int) -> Function:
    return Function(clean.count("\n", 0, first) + 1, clean.count("\n", first, last) + 1)


def _is_function(header: str) -> bool:
    text = header.strip()
    if re.search(r"=>\s*\(*$", text) or re.search(r"\bfunction\b[^;]*\)[^;]*$", text):
        return True
    return _method_name(text) not in _CONTROL | {None} and not re.search(r"\bclass\b", text)


def _method_name(header: str) -> str | None:
    """The word before the last parentheses: `if` as well as a method's name."""
    text = _RETURN_TYPE.sub("", header).rstrip()
    if not text.endswith(")"):
        return None
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[index], 0)
        if depth == 0:
            match = _NAME_BEFORE.search(text[:index])
            return match[1] if match else None
    return None
