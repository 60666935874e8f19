"""Turns the GS1 Barcode Syntax Dictionary into models/warehouse/gs1/dictionary.py."""

import re
from typing import NamedTuple

from models.warehouse.gs1.linters import LINTERS, UNCHECKED

_RELEASE = re.compile(r"^# Release: (\S+)$", re.MULTILINE)
_COPYRIGHT = re.compile(r"^# (Copyright .+)$", re.MULTILINE)
_FLAGS = re.compile(r"""[*!?"$%&'()+,\-./:;<=>@\[\\\]^_`{|}~]+""")
_COMPONENT = re.compile(r"(?:[NXYZ](?:\.\.)?\d+|\[[NXYZ](?:\.\.)?\d+\])((?:,[a-z0-9]+)*)")
_IDENTIFIERS = re.compile(r"\d{2,4}(?:-\d{2,4})?")

HEAD = '''"""Application identifiers: made by tests/warehouse/gs1/dictionary_module.py, not by hand.

From the GS1 Barcode Syntax Dictionary, release {release}; rewritten by
`pytest tests/warehouse/gs1 --update-golden` with the dictionary beside the repository.

{copyright}

Licensed under the Apache License, Version 2.0; you may obtain a copy of the License at
http://www.apache.org/licenses/LICENSE-2.0. Changed: form and order of the columns.
"""
# ruff: noqa: E501 - one range of identifiers per line
# fmt: off

RELEASE = "{release}"
Row = tuple[str, bool, bool, str, str, str, str | None, str]
"""Identifiers, needs a separator, may be a Digital Link attribute, components, required (sets apart
by blanks, of which one alternative each), excluded, qualifiers if it is a Digital Link key, title.
"""
ROWS: tuple[Row, ...] = (
'''


class Line(NamedTuple):
    """One entry of the dictionary."""

    identifiers: str
    flags: str
    components: list[str]
    attributes: list[str]
    title: str


def module(dictionary: str) -> str:
    """The text of the module."""
    release = _RELEASE.search(dictionary)
    assert release is not None
    notes = "\n".join(_COPYRIGHT.findall(dictionary))
    rows = [_row(entry) for line in dictionary.splitlines() if (entry := _read(line)) is not None]
    return HEAD.format(release=release[1], copyright=notes) + "".join(rows) + ")\n"


def _read(line: str) -> Line | None:
    entry, _, title = line.partition("#")
    words = entry.split()
    if not words:
        return None
    identifiers = words.pop(0)
    if _IDENTIFIERS.fullmatch(identifiers) is None:
        raise ValueError(f"no identifier: {line}")
    flags = words.pop(0) if _FLAGS.fullmatch(words[0]) else ""
    components = []
    while words and (found := _COMPONENT.fullmatch(words[0])) is not None:
        unknown = {each for each in found[1].split(",") if each} - LINTERS.keys() - UNCHECKED
        if unknown:
            raise ValueError(f"unknown checks {sorted(unknown)}: {line}")
        components.append(words.pop(0))
    if not components:
        raise ValueError(f"no components: {line}")
    return Line(identifiers, flags, components, words, title.strip())


def _row(line: Line) -> str:
    named = [attribute.partition("=")[::2] for attribute in line.attributes]
    unknown = {name for name, _ in named} - {"req", "ex", "dlpkey"}
    if unknown:
        raise ValueError(f"unknown attributes {sorted(unknown)}: {line}")
    keys = next((value for name, value in named if name == "dlpkey"), None)
    cells = (
        line.identifiers,
        "*" not in line.flags,
        "?" in line.flags,
        " ".join(line.components),
        " ".join(value for name, value in named if name == "req"),
        ",".join(value for name, value in named if name == "ex"),
        keys,
        line.title,
    )
    return f"    ({', '.join(map(_literal, cells))}),\n"


def _literal(cell: object) -> str:
    text = repr(cell)
    return f'"{text[1:-1]}"' if isinstance(cell, str) and '"' not in text else text
