"""The dictionary made ready for reading codes: one look-up per identifier, no text left to take
apart."""

import re
from functools import cache
from typing import NamedTuple

from models.warehouse.gs1.dictionary import ROWS, Row
from models.warehouse.gs1.faults import Fault
from models.warehouse.gs1.linters import LINTERS, UNCHECKED, Linter

_COMPONENT = re.compile(r"\[?([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)")
# CSET 82, and `#` of CSET 39; GS may stand between values.
PRINTABLE = re.compile('[!"#%-?A-Z_a-z\x1d]*')
_SETS = {
    "Y": re.compile("[#\\-/0-9A-Z]*"),
    "Z": re.compile("[\\-0-9A-Z_a-z]*={0,2}"),
}


class Component(NamedTuple):
    """A part of a value: character set (N, X, Y or Z), lengths, checks by their names."""

    characters: str
    shortest: int
    longest: int
    optional: bool
    linters: tuple[str, ...]


class Form(NamedTuple):
    """What a value must look like. `check` is for what length and digits do not tell."""

    separated: bool
    shortest: int
    longest: int
    digits: bool
    check: Linter | None


class Requirement(NamedTuple):
    """One of `single` must be there, or one of each set of a group."""

    single: frozenset[str]
    groups: tuple[tuple[frozenset[str], ...], ...]
    text: str


class Identifier(NamedTuple):
    """The rest of an entry. `paths`: allowed orders of qualifiers if it is a Digital Link key."""

    required: tuple[Requirement, ...]
    excluded: frozenset[str]
    attribute: bool
    paths: tuple[tuple[str, ...], ...] | None
    title: str


class Table(NamedTuple):
    """`widths`: how long the identifiers are that begin with these two digits. `quick` is `forms`
    as plain tuples, which unpack in half the time."""

    widths: dict[str, int]
    forms: dict[str, Form]
    quick: dict[str, tuple[bool, int, int, bool, Linter | None]]
    identifiers: dict[str, Identifier]


@cache
def table() -> Table:
    """Built once, at the first code."""
    rows = [(identifier, row) for row in ROWS for identifier in identifiers_of(row[0])]
    names = [identifier for identifier, _ in rows]
    widths: dict[str, int] = {}
    for name in names:
        assert widths.setdefault(name[:2], len(name)) == len(name)
    forms = {name: _form(row) for name, row in rows}
    return Table(
        widths,
        forms,
        {name: (*form[:3], *form[3:]) for name, form in forms.items()},
        {name: _identifier(name, row, names) for name, row in rows},
    )


def identifiers_of(text: str) -> list[str]:
    """`3100-3105` written out."""
    first, _, last = text.partition("-")
    return [f"{each:0{len(first)}}" for each in range(int(first), int(last or first) + 1)]


def components_of(specification: str) -> list[Component]:
    """`N13,csum [X..17]` taken apart."""
    found = []
    for text in specification.split():
        match = _COMPONENT.fullmatch(text)
        assert match is not None
        characters, variable, longest, names = match.groups()
        linters = tuple(name for name in names.split(",") if name)
        shortest = 1 if variable else int(longest)
        found.append(Component(characters, shortest, int(longest), text[0] == "[", linters))
    return found


def _form(row: Row) -> Form:
    components = components_of(row[3])
    return Form(
        separated=row[1],
        shortest=sum(each.shortest for each in components if not each.optional),
        longest=sum(each.longest for each in components),
        digits=all(each.characters == "N" for each in components),
        check=_check(components),
    )


def _check(components: list[Component]) -> Linter | None:
    """The one check of a value. Digits are checked beforehand where there is but one component."""
    if len(components) > 1:
        return _in_parts(components)
    (only,) = components
    checks = _checks(only)[1:] if only.characters == "N" else _checks(only)
    return _in_turn(checks) if checks else None


def _checks(component: Component) -> tuple[Linter, ...]:
    """Of the characters first, then by name."""
    digits = component.characters == "N"
    names = [
        name
        for name in component.linters
        # Digits always begin with what could be a company prefix.
        if name not in UNCHECKED and not (digits and name.startswith("gcppos"))
    ]
    return (_of_characters(component.characters), *(LINTERS[name] for name in names))


def _of_characters(characters: str) -> Linter:
    if characters == "N":
        return lambda value, _: None if value.isdigit() else Fault.BAD_CHARACTER
    if characters == "X":
        # The one printable character it lacks.
        return lambda value, _: Fault.BAD_CHARACTER if "#" in value else None
    fits = _SETS[characters].fullmatch
    return lambda value, _: None if fits(value) else Fault.BAD_CHARACTER


def _in_turn(checks: tuple[Linter, ...]) -> Linter:
    if len(checks) == 1:
        return checks[0]

    def check(value: str, year: int) -> Fault | None:
        return next((fault for each in checks if (fault := each(value, year))), None)

    return check


def _in_parts(components: list[Component]) -> Linter:
    parts = [(each, _in_turn(_checks(each))) for each in components]

    def check(value: str, year: int) -> Fault | None:
        at = 0
        for component, fits in parts:
            part = value[at : at + component.longest]
            if not part and component.optional:
                continue
            if len(part) < component.shortest:
                return Fault.BAD_GS1
            if (fault := fits(part, year)) is not None:
                return fault
            at += len(part)
        return None

    return check


def _identifier(name: str, row: Row, names: list[str]) -> Identifier:
    _, _, attribute, _, required, excluded, paths, title = row
    others = {each for pattern in excluded.split(",") for each in _matching(pattern, names)}
    return Identifier(
        tuple(_requirement(text, names) for text in required.split()),
        frozenset(others - {name}),
        attribute,
        None if paths is None else tuple(tuple(each.split(",")) for each in paths.split("|")),
        title,
    )


def _requirement(text: str, names: list[str]) -> Requirement:
    alternatives = text.split(",")
    groups = [each.split("+") for each in alternatives if "+" in each]
    return Requirement(
        frozenset(
            name for each in alternatives if "+" not in each for name in _matching(each, names)
        ),
        tuple(tuple(_matching(each, names) for each in group) for group in groups),
        text,
    )


def _matching(pattern: str, names: list[str]) -> frozenset[str]:
    """`31nn` stands for every identifier of four digits that begins with 31."""
    head = pattern.rstrip("n")
    return frozenset(
        name for name in names if head and name.startswith(head) and len(name) == len(pattern)
    )
