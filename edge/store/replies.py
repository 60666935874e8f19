"""Stored replies are kept for a while, then forgotten: a few at a time, the whole table in turns.

There is no index by age: it would cost every scan a page to save a look that nobody waits for.
"""

from typing import Any

import apsw
import msgspec

SLICE_ROWS = 500

_LAST = """
SELECT max(command_id) FROM (
  SELECT command_id FROM stored_reply WHERE command_id > ? ORDER BY command_id LIMIT ?)
"""
_OLD = "FROM stored_reply WHERE command_id > ? AND command_id <= ? AND at_ms < ?"


class Slice(msgspec.Struct, frozen=True):
    """Replies by their keys, from after `first` up to `last`; `old` of them may go."""

    first: str
    last: str
    old: int


def next_slice(connection: apsw.Connection, after: str, before_ms: int) -> Slice | None:
    """The replies behind this key; None behind the last one: begin again with an empty key."""
    last = _one(connection, _LAST, (after, SLICE_ROWS))
    if last is None:
        return None
    old = _one(connection, f"SELECT count(*) {_OLD}", (after, last, before_ms))
    return Slice(after, last, old)


def forget(connection: apsw.Connection, part: Slice, before_ms: int) -> None:
    """Drop what is old in a slice, inside the open transaction."""
    connection.execute(f"DELETE {_OLD}", (part.first, part.last, before_ms))


def _one(connection: apsw.Connection, sql: str, values: tuple[str | int, ...]) -> Any:  # noqa: ANN401
    ((found,),) = connection.execute(sql, values).fetchall()
    return found
