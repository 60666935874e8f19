"""A paper as data: what a list says, before anybody decides how it looks."""

import msgspec


class Column(msgspec.Struct, frozen=True):
    """One column; `share` of the page's width. right: figures."""

    title: str
    share: float
    right: bool = False


class Sheet(msgspec.Struct, frozen=True):
    """A list on A4. number: of the document, also as a code to scan. head: label and text.

    foot: what is signed, one line each. mark: over the title, such as that it is a copy.
    """

    title: str
    number: str
    head: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()
    mark: str = ""
    page: str = "{page} / {pages}"
