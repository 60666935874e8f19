"""Subscriptions and dead letters as they are kept: tables of this site alone."""

from typing import Any

import apsw
import msgspec

from edge.feed.cursor import Heads, cursor_text, read_cursor

WEBHOOKS_MAX = 20
LETTERS_MAX = 1_000
"""Of one subscription; the oldest go first, and how many went is kept."""


class Subscription(msgspec.Struct, frozen=True):
    """Who wants to be told what. No kinds: all of them."""

    id: int
    url: str
    kinds: tuple[str, ...]
    is_on: bool
    heads: Heads
    note: str
    dropped: int
    created_at_ms: int

    def wants(self, kind: str) -> bool:
        """Whether a fact is one of those asked for."""
        return not self.kinds or kind in self.kinds


class Message(msgspec.Struct, frozen=True):
    """A fact as it is sent, and when it was last tried."""

    fact: str
    kind: str
    body: bytes
    at_ms: int


class Letter(msgspec.Struct, frozen=True):
    """A message that could not be delivered. `again`: somebody asked to send it once more."""

    id: int
    message: Message
    error: str
    again: bool


_WEBHOOK = "SELECT id, url, kinds, is_on, heads, note, dropped, created_at_ms FROM webhook"
_LETTER = "SELECT id, fact, kind, body, at_ms, error, again FROM webhook_letter"


def subscriptions(connection: apsw.Connection) -> list[Subscription]:
    """All of them, oldest first."""
    return [_subscription(row) for row in connection.execute(f"{_WEBHOOK} ORDER BY id")]


def subscription(connection: apsw.Connection, webhook_id: int) -> Subscription | None:
    """One of them."""
    rows = connection.execute(f"{_WEBHOOK} WHERE id=?", (webhook_id,)).fetchall()
    return _subscription(rows[0]) if rows else None


def add(
    connection: apsw.Connection, url: str, kinds: tuple[str, ...], heads: Heads, now_ms: int
) -> Subscription:
    """A new one, told what happens behind `heads`."""
    connection.execute(
        "INSERT INTO webhook(url, kinds, is_on, heads, note, dropped, created_at_ms)"
        " VALUES(?,?,1,?,'',0,?)",
        (url, _kinds(kinds), cursor_text(heads), now_ms),
    )
    found = subscription(connection, connection.last_insert_rowid())
    assert found is not None
    return found


def change(connection: apsw.Connection, webhook_id: int, url: str, kinds: tuple[str, ...]) -> None:
    """Another address, or other kinds of facts."""
    connection.execute(
        "UPDATE webhook SET url=?, kinds=? WHERE id=?", (url, _kinds(kinds), webhook_id)
    )


def move_on(connection: apsw.Connection, webhook_id: int, heads: Heads) -> None:
    """So far everything is delivered or laid aside."""
    connection.execute("UPDATE webhook SET heads=? WHERE id=?", (cursor_text(heads), webhook_id))


def switch(connection: apsw.Connection, webhook_id: int, *, is_on: bool, note: str) -> None:
    """On or off, and why."""
    connection.execute(
        "UPDATE webhook SET is_on=?, note=? WHERE id=?", (int(is_on), note, webhook_id)
    )


def annotate(connection: apsw.Connection, webhook_id: int, note: str) -> None:
    """Something to know about it."""
    connection.execute("UPDATE webhook SET note=? WHERE id=?", (note, webhook_id))


def forget(connection: apsw.Connection, webhook_id: int) -> bool:
    """With all its letters; whether there was one."""
    connection.execute("DELETE FROM webhook_letter WHERE webhook_id=?", (webhook_id,))
    connection.execute("DELETE FROM webhook WHERE id=?", (webhook_id,))
    return connection.changes() > 0


def lay_aside(connection: apsw.Connection, webhook_id: int, message: Message, error: str) -> None:
    """Keep a letter that could not be delivered; the same one twice is one."""
    connection.execute(
        "INSERT INTO webhook_letter(webhook_id, fact, kind, body, at_ms, error, again)"
        " VALUES(?,?,?,?,?,?,0) ON CONFLICT(webhook_id, fact)"
        " DO UPDATE SET at_ms=excluded.at_ms, error=excluded.error, again=0",
        (webhook_id, message.fact, message.kind, message.body, message.at_ms, error),
    )
    connection.execute(
        "DELETE FROM webhook_letter WHERE id IN (SELECT id FROM webhook_letter WHERE webhook_id=?"
        " ORDER BY id DESC LIMIT -1 OFFSET ?)",
        (webhook_id, LETTERS_MAX),
    )
    connection.execute(
        "UPDATE webhook SET dropped=dropped+? WHERE id=?",
        (connection.changes(), webhook_id),
    )


def letters(connection: apsw.Connection, webhook_id: int, after: int, limit: int) -> list[Letter]:
    """Dead letters of a subscription, oldest first."""
    rows = connection.execute(
        f"{_LETTER} WHERE webhook_id=? AND id>? ORDER BY id LIMIT ?", (webhook_id, after, limit)
    )
    return [_letter(row) for row in rows]


def letters_again(connection: apsw.Connection, webhook_id: int, limit: int) -> list[Letter]:
    """Those somebody asked to send once more."""
    rows = connection.execute(
        f"{_LETTER} WHERE webhook_id=? AND again=1 ORDER BY id LIMIT ?", (webhook_id, limit)
    )
    return [_letter(row) for row in rows]


def ask_again(connection: apsw.Connection, webhook_id: int, letter_id: int | None) -> int:
    """Send one dead letter, or all of a subscription, once more; how many."""
    connection.execute(
        "UPDATE webhook_letter SET again=1 WHERE webhook_id=?1 AND (?2 IS NULL OR id=?2)",
        (webhook_id, letter_id),
    )
    return connection.changes()


def delivered(connection: apsw.Connection, letter_id: int) -> None:
    """It is no dead letter any more."""
    connection.execute("DELETE FROM webhook_letter WHERE id=?", (letter_id,))


def count_letters(connection: apsw.Connection) -> dict[int, int]:
    """How many dead letters each subscription has."""
    sql = "SELECT webhook_id, count(*) FROM webhook_letter GROUP BY webhook_id"
    rows: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
    return dict(rows)


def _subscription(row: tuple[Any, ...]) -> Subscription:
    kinds = msgspec.json.decode(row[2], type=tuple[str, ...])
    heads = read_cursor(row[4])
    return Subscription(row[0], row[1], kinds, bool(row[3]), heads, row[5], row[6], row[7])


def _letter(row: tuple[Any, ...]) -> Letter:
    return Letter(row[0], Message(*row[1:5]), row[5], bool(row[6]))


def _kinds(kinds: tuple[str, ...]) -> str:
    return msgspec.json.encode(kinds).decode()
