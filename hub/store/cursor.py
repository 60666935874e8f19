"""Opaque cursors of paged lists: where the last page ended, so inserts never shift a page."""

import base64
import binascii
from typing import Annotated

import msgspec
from msgspec import Meta

LIMIT_DEFAULT = 100
LIMIT_MAX = 500
_CHARACTERS_MAX = 400

Key = tuple[str | int, ...]
_Read = tuple[str | Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)], ...]
"""SQLite takes no larger number."""


class BadCursor(ValueError):
    """A cursor this hub did not make."""


def show_cursor(key: Key) -> str:
    """The text a client sends back."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(key)).decode().rstrip("=")


def read_cursor(text: str | None, kinds: tuple[type[str] | type[int], ...]) -> Key | None:
    """The key behind the text; None for the first page. Raises BadCursor."""
    if not text:
        return None
    if len(text) > _CHARACTERS_MAX:
        raise BadCursor(text[:20])
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        key = msgspec.msgpack.decode(packed, type=_Read)
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise BadCursor(text) from error
    if tuple(map(type, key)) != kinds:
        raise BadCursor(text)
    return key


def page_limit(limit: int | None) -> int:
    """How many rows a page holds."""
    return LIMIT_DEFAULT if limit is None else max(1, min(limit, LIMIT_MAX))
