"""GS1 Digital Link URIs: `https://id.gs1.org/01/09506000134352/10/ABC?17=271231`.

GS1 Digital Link Standard: URI Syntax, release 1.6, uncompressed form. Any domain and any path
before the key is allowed; a key is followed by its qualifiers in order; attributes stand in the
query. Two things are read although newer releases forbid them, as they leave no doubt and old
labels have them: a GTIN without leading zeros, and a qualifier such as the lot as attribute.
"""

import re
from functools import lru_cache

from models.warehouse.barcodes import GTIN_DIGITS, as_gtin
from models.warehouse.gs1.elements import check_value
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.reading import Values
from models.warehouse.gs1.table import table

_KEPT = 256
_SCHEMES = ("http://", "https://")
_ESCAPED = re.compile("%([0-9A-Fa-f]{2})")


def is_link(text: str) -> bool:
    """Whether this is a web address at all."""
    return text[:4] in ("http", "HTTP") and text[:8].lower().startswith(_SCHEMES)


def read_link(text: str, year: int) -> Values:
    """Key, qualifiers and attributes, each identifier once."""
    body, _, _ = text.partition("#")
    address, _, query = body.partition("?")
    _, _, path = address.partition("://")[2].partition("/")
    pairs = _path(path.split("/"))
    if query:
        pairs += _attributes(query)
    values: Values = {}
    for name, value in pairs:
        if name == "01" and len(value) < GTIN_DIGITS:
            value = as_gtin(value) or value
        check_value(name, value, year)
        if name in values:
            raise Gs1Error(Fault.REPEATED, name)
        values[name] = value
    return values


def _path(segments: list[str]) -> list[tuple[str, str]]:
    """From the end back to the key, in pairs."""
    identifiers = table().identifiers
    for at in range(len(segments) - 2, -1, -2):
        identifier = identifiers.get(segments[at])
        if identifier is None:
            break
        if identifier.paths is not None:
            names = segments[at::2]
            if not _in_order(tuple(names)):
                raise Gs1Error(Fault.BAD_GS1, names[0])
            return list(zip(names, map(_unescaped, segments[at + 1 :: 2]), strict=True))
    raise Gs1Error(Fault.BAD_GS1)


@lru_cache(_KEPT)
def _in_order(names: tuple[str, ...]) -> bool:
    """Whether the key takes these qualifiers: one alternative holds them all, in its order."""
    paths = table().identifiers[names[0]].paths
    assert paths is not None
    return any(tuple(name for name in path if name in names) == names[1:] for path in paths)


def _attributes(query: str) -> list[tuple[str, str]]:
    """Parameters whose name is a number; others are not GS1's."""
    identifiers = table().identifiers
    found = []
    for parameter in query.replace(";", "&").split("&"):
        name, equals, value = parameter.partition("=")
        if not equals or not (name.isascii() and name.isdigit()):
            continue
        identifier = identifiers.get(name)
        if identifier is None or not identifier.attribute:
            raise Gs1Error(Fault.BAD_GS1, name[:4])
        found.append((name, _unescaped(value.replace("+", " "))))
    return found


def _unescaped(text: str) -> str:
    if "%" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
