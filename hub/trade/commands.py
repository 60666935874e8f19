"""Commands to sites go down as ledger entries and are answered by ledger entries.

The hub never changes a site's stock: it asks, the site's edge decides.
"""

import apsw
import msgspec

from hub.store import sql
from hub.store.moments import shown
from models.warehouse.catalogue import ORDERED
from models.warehouse.commands import Command, encode_command
from models.warehouse.scopes import warehouse_scope
from sync.core.catalogue import Value
from sync.core.change import Append
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore

SENT, DONE, REFUSED = "sent", "done", "refused"
SHOWN_MAX = 50


class CommandIdReused(Exception):
    """The same command id was sent with another body before."""


class SiteCommand(msgspec.Struct, frozen=True):
    """A command with its fate. state: sent, done or refused."""

    command_id: str
    type: str
    state: str
    reply: msgspec.Raw | None
    sent_at: str | None
    sent_by: str | None
    answered_at: str | None


class _Typed(msgspec.Struct):
    type: str = ""


class _Levelled(msgspec.Struct):
    level: str = ""


def send(
    store: SqliteStore, warehouse: int, command: Command, by: Author, who: str, now_ms: int
) -> bool:
    """Write the command into the site's stream; false if it was there already. In a transaction."""
    body = encode_command(command).decode()
    known = sql.row(
        store.connection,
        "SELECT body FROM site_command WHERE command_id = ? AND warehouse_id = ?",
        (command.command_id, warehouse),
    )
    if known is not None:
        if known[0] != body:
            raise CommandIdReused
        return False
    values: dict[str, Value] = {
        "warehouse_id": warehouse,
        "command_id": command.command_id,
        "body": body,
        "sent_at_ms": now_ms,
        "sent_by": who,
    }
    store.write(warehouse_scope(warehouse), [Append(ORDERED, values)], by)
    return True


def command_of(connection: apsw.Connection, warehouse: int, command_id: str) -> SiteCommand | None:
    """One command by its id."""
    found = sql.row(connection, f"{_COMMANDS} AND command_id = :id", _values(warehouse, command_id))
    return _shown(found) if found is not None else None


def last_commands(connection: apsw.Connection, warehouse: int) -> list[SiteCommand]:
    """The newest commands to a site."""
    found = sql.rows(
        connection,
        f"{_COMMANDS} ORDER BY sent_at_ms DESC, site_command.id DESC LIMIT {SHOWN_MAX}",
        _values(warehouse, ""),
    )
    return [_shown(row) for row in found]


def _values(warehouse: int, command_id: str) -> dict[str, object]:
    return {"site": warehouse, "id": command_id}


_COMMANDS = """
SELECT command_id, body, sent_at_ms, sent_by,
    (SELECT json_array(outcome, reply, at_ms) FROM site_answer
        WHERE site_answer.command_id = site_command.command_id
        AND site_answer.warehouse_id = site_command.warehouse_id ORDER BY id LIMIT 1)
FROM site_command WHERE warehouse_id = :site
"""
"""The first answer counts: a site executes a command once."""


def _shown(row: sql.Row) -> SiteCommand:
    command_id, body, sent_at_ms, sent_by, answer = row
    state, reply, at_ms = SENT, None, None
    if answer is not None:
        outcome, text, at_ms = msgspec.json.decode(
            answer, type=tuple[str | None, str | None, int | None]
        )
        reply = _raw(text)
        state = outcome if outcome in (DONE, REFUSED) else _state_of(text)
    return SiteCommand(
        command_id, _type_of(body), state, reply, shown(sent_at_ms), sent_by, shown(at_ms)
    )


def _raw(text: str | None) -> msgspec.Raw | None:
    """The reply as the site wrote it, if it is JSON."""
    try:
        msgspec.json.decode(text or "")
    except (msgspec.MsgspecError, RecursionError):
        return None
    return msgspec.Raw((text or "").encode())


def _state_of(text: str | None) -> str:
    try:
        level = msgspec.json.decode(text or "{}", type=_Levelled).level
    except (msgspec.MsgspecError, RecursionError):
        return REFUSED
    return DONE if level in ("ok", "info") else REFUSED


def _type_of(body: str) -> str:
    try:
        return msgspec.json.decode(body, type=_Typed).type
    except msgspec.MsgspecError:
        return ""
