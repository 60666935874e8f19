"""The project file against what it names: pins, programs, packages, and the rows of allowed.py."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import filter as matching
from typing import NamedTuple

from tests.tidy.docs import Programs
from tests.tidy.tree import Allowed, Finding, Tree

PROJECT, PINS = "pyproject.toml", "constraints.txt"


class Project(NamedTuple):
    """What the checks read of pyproject.toml."""

    asked: tuple[str, ...]
    scripts: Mapping[str, str]
    packages: frozenset[str]


def read_project(tree: Tree) -> Project:
    table = tomllib.loads(tree.texts[PROJECT] or "")
    project = table["project"]
    return Project(
        asked=(*project["dependencies"], *project["optional-dependencies"]["test"]),
        scripts=project["scripts"],
        packages=frozenset(table["tool"]["importlinter"]["root_packages"]),
    )


def check_pins(tree: Tree) -> list[Finding]:
    """Everything installed by make is pinned to one version, and no pin says where to fetch it."""
    lines = list(enumerate((tree.texts[PINS] or "").splitlines(), start=1))
    pins = [(number, line) for number, line in lines if line and not line.startswith("#")]
    pinned = {_plain(line.partition("==")[0]) for _, line in pins}
    return [
        Finding(PINS, number, f"{line}: a pin is name==version, with a marker at most")
        for number, line in pins
        if "==" not in line or line.startswith("-") or "/" in line or "@" in line
    ] + [
        Finding(PROJECT, 1, f"{each} has no pin in {PINS}")
        for each in read_project(tree).asked
        if _plain(each) not in pinned
    ]


def _plain(requirement: str) -> str:
    name = requirement.partition(">")[0].partition("[")[0].partition(";")[0]
    return name.strip().lower().replace("_", "-")


def check_scripts(tree: Tree, programs: Programs) -> list[Finding]:
    """Every program of the project can be called."""
    return [
        Finding(PROJECT, 1, f"{name}: {target} is no click command")
        for name, target in read_project(tree).scripts.items()
        if programs(name) is None
    ]


def check_clashes(tree: Tree, owners: Mapping[str, Sequence[str]]) -> list[Finding]:
    """No dependency brings a package of a name of ours: pip would mix their files with ours."""
    return [
        Finding(PROJECT, 1, f"{other} brings a package named {name} too")
        for name in read_project(tree).packages
        for other in sorted(set(owners.get(name, ())) - {"holdfast"})
    ]


def check_allowances(tree: Tree, rows: Iterable[Allowed]) -> list[Finding]:
    """An exception to a rule gives its reason and holds for files that exist."""
    found: list[Finding] = []
    for row in sorted(set(rows)):
        if not row.reason.strip():
            found.append(Finding("tests/tidy/allowed.py", 1, f"{row.pattern}: gives no reason"))
        if not matching(tree.texts, row.pattern):
            found.append(Finding("tests/tidy/allowed.py", 1, f"{row.pattern}: matches no file"))
    return found
