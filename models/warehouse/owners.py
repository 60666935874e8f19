"""Items of several owners: where more than one of them uses a code, an item is called CODE@OWNER.

An item is of one owner for ever, and all that is stored of it with it; two owners who keep the same
goods have an item each, under the same code and barcode if they like.
"""

from typing import Annotated

from msgspec import Meta

from models.warehouse.texts import ENDS

SIGN = "@"
OWNERS_MAX = 1_000
"""Of a company: they are listed whole."""
OWNER_CHARACTERS_MAX = 20
OwnerCode = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=OWNER_CHARACTERS_MAX,
        pattern=rf"^[^\x00-\x20@]([^\x00@]*[^\x00-\x20@])?{ENDS}",
    ),
]


def partings(text: str) -> list[tuple[str, str]]:
    """What a text may name: an item's code and its owner's."""
    found: list[tuple[str, str]] = []
    end = len(text) - 1
    while (end := text.rfind(SIGN, 1, end)) > 0:
        found.append((text[:end], text[end + 1 :]))
    return found


def plain(name: str, owner: str | None) -> str:
    """The code alone, of what an item is called."""
    return name.removesuffix(f"{SIGN}{owner}") if owner else name
