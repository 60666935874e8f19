"""What the docs name exists: paths, links, make targets, programs, options, modules."""

import posixpath
import re
from collections.abc import Callable, Iterator
from fnmatch import filter as matching
from typing import NamedTuple

import click

from tests.tidy import allowed
from tests.tidy.tree import Finding, Tree

Programs = Callable[[str], click.Command | None]

_FENCE = re.compile(r"^\s*(```|~~~)")
_SPAN = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_PATH = re.compile(r"(?<![\w./:@-])\.?[\w-][\w.*-]*(?:/[\w.*-]+)*/?")
_MAKE = re.compile(r"\bmake((?: +[\w.=/\"-]+)+)")
_MODULE = re.compile(r"\bpython[\d.]* -m ([\w.]+)(?: +([a-z]\w*)\b(?!=))?")
_PROGRAM = re.compile(r"\b(holdfast-[a-z]+)\b([^|&;>#\n]*(?:\|[^ |][^&;>#\n]*)?)")
_TARGET = re.compile(r"^([a-z][\w-]*):", re.MULTILINE)


class Quote(NamedTuple):
    """Code in a Markdown file: a span in backticks, or a line of a fenced block."""

    path: str
    line: int
    code: str
    fenced: bool


def check_docs(tree: Tree, programs: Programs) -> list[Finding]:
    """README.md, docs/ and what the Makefile and CI start."""
    found: list[Finding] = []
    for path, text in tree.named(".md"):
        if path == "README.md" or path.startswith("docs/"):
            for quote in quotes(path, text):
                found.extend(check_paths(tree, quote))
                found.extend(check_make(tree, quote))
                found.extend(check_modules(tree, quote))
                found.extend(check_programs(quote, programs))
            found.extend(check_links(tree, path, text))
    for path in ("Makefile", ".ci/run"):
        for number, line in enumerate((tree.texts.get(path) or "").splitlines(), start=1):
            quote = Quote(path, number, line.replace("$(RUN)", "python"), fenced=True)
            found.extend(check_modules(tree, quote))
    return found


def quotes(path: str, text: str) -> Iterator[Quote]:
    """Everything in a Markdown file that is set as code."""
    fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            yield Quote(path, number, line, fenced=True)
        else:
            yield from (Quote(path, number, span, fenced=False) for span in _SPAN.findall(line))


def check_paths(tree: Tree, quote: Quote) -> list[Finding]:
    """A word that begins with a folder of the house, or is a file of the top folder, exists."""
    return [
        Finding(quote.path, quote.line, f"{name} does not exist")
        for name in _PATH.findall(quote.code)
        if _is_path(name, fenced=quote.fenced) and not _exists(tree, name)
    ]


def _is_path(name: str, *, fenced: bool) -> bool:
    first, slash, rest = name.partition("/")
    if first not in allowed.TOP_LEVEL and name.rstrip("/") not in allowed.MADE:
        return False
    # In a drawing of folders `hub/` stands for the folder; a lone word such as `hub` is prose.
    return bool(slash and rest) or (not fenced and (bool(slash) or "." in first.lstrip(".")))


def _exists(tree: Tree, name: str) -> bool:
    plain = name.rstrip("/.").rstrip("/")
    if any(plain == made or plain.startswith(made + "/") for made in allowed.MADE):
        return True
    if "*" in plain:
        return bool(matching(tree.texts, plain))
    return tree.has(plain)


def check_links(tree: Tree, path: str, text: str) -> list[Finding]:
    """Relative links of a Markdown file lead to files of the repository."""
    found: list[Finding] = []
    for number, line in enumerate(text.splitlines(), start=1):
        for target in _LINK.findall(_SPAN.sub("", line)):
            name = target.partition("#")[0]
            if not name or re.match(r"[a-z]+:", name):
                continue
            where = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            if not tree.has(where):
                found.append(Finding(path, number, f"link to {target}: {where} does not exist"))
    return found


def check_make(tree: Tree, quote: Quote) -> list[Finding]:
    """`make TARGET NAME=value`: the Makefile knows the target and reads the variable."""
    makefile = tree.texts.get("Makefile") or ""
    targets = set(_TARGET.findall(makefile))
    found: list[Finding] = []
    for words in _make_calls(quote):
        for word in words.split():
            name, is_variable, _ = word.partition("=")
            known = f"$({name})" in makefile if is_variable else name in targets
            if not known:
                found.append(Finding(quote.path, quote.line, f"make {word}: not in the Makefile"))
    return found


def _make_calls(quote: Quote) -> list[str]:
    """In a fenced block only a line that starts with make is a call; `make sure` is prose."""
    code = quote.code.strip().removeprefix("$ ")
    return [match[1] for match in [_MAKE.match(code)] if match]


def check_modules(tree: Tree, quote: Quote) -> list[Finding]:
    """`python -m ours.module` exists; for `python -m bench NAME` the bench does."""
    found: list[Finding] = []
    for module, word in _MODULE.findall(quote.code):
        names = [module, *([f"bench.{word}"] if module == "bench" and word else [])]
        found.extend(
            Finding(quote.path, quote.line, f"python -m {name}: no such module")
            for name in names
            if name.partition(".")[0] in allowed.TOP_LEVEL and not _has_module(tree, name)
        )
    return found


def _has_module(tree: Tree, name: str) -> bool:
    stem = name.replace(".", "/")
    runnable = (f"{stem}.py", f"{stem}/__main__.py")
    importable = (f"{stem}/__init__.py",) if name.startswith("bench.") else ()
    return any(each in tree.texts for each in (*runnable, *importable))


def check_programs(quote: Quote, programs: Programs) -> list[Finding]:
    """`holdfast-edge init --hub URL`: the program, its subcommand and its options exist."""
    return [
        Finding(quote.path, quote.line, said)
        for name, words in _PROGRAM.findall(quote.code)
        for said in _wrong_call(name, words.split(), programs(name))
    ]


def _wrong_call(name: str, words: list[str], command: click.Command | None) -> Iterator[str]:
    if command is None:
        yield f"{name}: no such program"
        return
    skip = False
    for word in words:
        if skip or word.startswith(("<", "[", "…", ".", "$", "'", '"')):
            skip = False
        elif word.startswith("-"):
            option = _option(command, word.partition("=")[0])
            if option is None:
                yield f"{name}: {command.name} has no option {word}"
            skip = option is not None and not option.is_flag and "=" not in word
        elif isinstance(command, click.Group):
            unknown = [each for each in word.split("|") if each not in command.commands]
            yield from (f"{name}: no subcommand {each}" for each in unknown)
            command = command.commands.get(word, click.Command(word)) if not unknown else command


def _option(command: click.Command, name: str) -> click.Option | None:
    for parameter in command.get_params(click.Context(command)):
        names = (*parameter.opts, *parameter.secondary_opts)
        if isinstance(parameter, click.Option) and name in names:
            return parameter
    return None
