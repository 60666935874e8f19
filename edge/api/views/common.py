"""Small things all views share: times, ids, cursors, rows."""

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime

import apsw
import msgspec

from models.warehouse import ids
from node.http.problems import Problem

PAGE_ROWS = 100
PAGE_ROWS_MAX = 500
WORK_ROWS_MAX = 200

Cell = int | str | bytes | float | None
Cells = tuple[Cell, ...]


def moment(ms: object) -> str | None:
    """Milliseconds since 1970 as ISO 8601 in UTC; None stays None."""
    if not isinstance(ms, int):
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")


def as_of(now_ms: int) -> str:
    """The moment a view was taken."""
    text = moment(now_ms)
    assert text is not None
    return text


def text(value: object, absent: str = "") -> str:
    """A text that must be there for a person, also where none is kept."""
    return value if isinstance(value, str) else absent


def maybe(value: object) -> str | None:
    """A text, or None where none is kept."""
    return value if isinstance(value, str) and value else None


def number(value: object) -> int:
    """A count; what was never counted is 0 in this table."""
    return value if isinstance(value, int) else 0


def shown(value: object) -> str:
    """A row id as the API writes it."""
    assert isinstance(value, int)
    return ids.show(value)


def rows(connection: apsw.Connection, sql: str, *bound: object) -> Iterator[Cells]:
    """Rows of a query with cached statement."""
    yield from connection.execute(sql, bound)


def first(connection: apsw.Connection, sql: str, *bound: object) -> Cells | None:
    """The first row or None."""
    return next(rows(connection, sql, *bound), None)


def limited(limit: int | None) -> int:
    """Rows per page; raises Problem."""
    if limit is None:
        return PAGE_ROWS
    if not 1 <= limit <= PAGE_ROWS_MAX:
        raise Problem(400, "bad_limit", f"limit is between 1 and {PAGE_ROWS_MAX}")
    return limit


def cursor_of(*keys: Cell) -> str:
    """Where the next page begins: opaque to clients."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(keys)).decode().rstrip("=")


def read_cursor(text_given: str | None, *kinds: type) -> Cells | None:
    """The keys in a cursor; raises Problem if it is none of ours."""
    if text_given is None:
        return None
    try:
        body = base64.urlsafe_b64decode(text_given + "=" * (-len(text_given) % 4))
        keys = msgspec.msgpack.decode(body)
    except (binascii.Error, ValueError, msgspec.MsgspecError, RecursionError):
        keys = None
    if (
        not isinstance(keys, list)
        or len(keys) != len(kinds)
        or not all(isinstance(key, kind) for key, kind in zip(keys, kinds, strict=True))
        or any(isinstance(key, int) and not 0 <= key < 1 << 63 for key in keys)
    ):
        raise Problem(400, "bad_cursor", "this cursor is not one of ours")
    return tuple(keys)
