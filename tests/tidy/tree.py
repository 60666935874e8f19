"""The repository's files as git sees them, and what a check says about one of them."""

import subprocess
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Finding(NamedTuple):
    """One thing to mend, and where."""

    path: str
    line: int
    said: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.said}"


class Allowed(NamedTuple):
    """A place where a rule does not hold; `pattern` is a glob over paths (`*` crosses folders)."""

    pattern: str
    reason: str


class Tree(NamedTuple):
    """Path to text of every file that is, or would be, committed; None where it is no text."""

    texts: dict[str, str | None]

    def named(self, *suffixes: str) -> list[tuple[str, str]]:
        """(path, text) of the files with one of these endings."""
        return [
            (path, text)
            for path, text in self.texts.items()
            if text is not None and PurePosixPath(path).suffix in suffixes
        ]

    def has(self, path: str) -> bool:
        """Whether a file or a folder of this name exists."""
        folder = path.rstrip("/") + "/"
        return path in self.texts or any(each.startswith(folder) for each in self.texts)


def is_allowed(path: str, rows: tuple[Allowed, ...]) -> bool:
    return any(fnmatchcase(path, row.pattern) for row in rows)


def read_tree(root: Path) -> Tree:
    """Tracked files and new ones that git does not ignore; deleted ones are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    )
    paths = sorted(filter(None, listed.stdout.decode().split("\0")))
    return Tree({path: _text(root / path) for path in paths if (root / path).is_file()})


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def report(findings: list[Finding]) -> str:
    """What a failing test prints: one line for each thing to mend."""
    return "\n".join(["", *map(str, sorted(findings))])
