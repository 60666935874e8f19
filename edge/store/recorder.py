"""One command inside an open transaction: stored reply, decision, ledger, quants, reply."""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

import apsw
import msgspec

from edge.floor.decide import decide
from edge.floor.draft import Context, Decision, Lease, Site
from edge.store.errors import CommandIdReused
from edge.store.quants import Quants
from edge.store.reader import SqlReader
from models.warehouse.catalogue import (
    CARTON_TYPE,
    CUSTOM_FIELD,
    ITEM,
    LOCATION,
    RELEASE_CHANNEL,
    RULE,
)
from models.warehouse.commands import Command, encode_command
from models.warehouse.dialogues.conversation import Conversation, encode_conversation
from models.warehouse.ids import COUNTER_BITS, IdSource
from models.warehouse.replies import Reply, decode_reply, encode_reply
from node import row_ids
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore

HASH_BYTES = 16
LOCAL_ID_TABLES = ("device", "api_key")
MINUTE_MS = 60_000
_CACHED = frozenset(
    (ITEM.id, LOCATION.id, RULE.id, RELEASE_CHANNEL.id, CARTON_TYPE.id, CUSTOM_FIELD.id)
)
_FIND = "SELECT body_hash, reply FROM stored_reply WHERE command_id=?"
_STAND = (
    "INSERT INTO conversation VALUES(?,?,?)"
    " ON CONFLICT DO UPDATE SET body=excluded.body, at_ms=excluded.at_ms"
)
_LEASE = (
    "INSERT INTO lease(task_id, person_id, device_id, until_ms) VALUES(?,?,?,?)"
    " ON CONFLICT DO UPDATE SET person_id=excluded.person_id, device_id=excluded.device_id,"
    " until_ms=excluded.until_ms"
)
_LET_GO = "DELETE FROM lease WHERE task_id=? AND person_id=?"
_LEAVE = "DELETE FROM conversation WHERE person_id=?"
_KEEP = "INSERT INTO stored_reply VALUES(?,?,?,?)"


class Actor(msgspec.Struct, frozen=True):
    """Who sends a command; 0 = a program or headquarters."""

    person_id: int = 0
    device_id: int = 0
    may_supervise: bool = False


class Answer(msgspec.Struct, frozen=True):
    """The reply as JSON, and the ids of the tables that changed."""

    body: bytes
    replayed: bool = False
    tables: frozenset[int] = frozenset()

    def reply(self) -> Reply:
        """The reply as a value."""
        return decode_reply(self.body)


class Recorder:
    """Loads, decides and records; knows no threads and no commits. Whoever writes master data past
    it, or undoes a transaction, calls `reader.forget()`."""

    def __init__(self, store: SqliteStore, site: Site, wall_ms: Callable[[], int]) -> None:
        self.store = store
        self.site = site
        self.ids = IdSource(store.me.number, wall_ms, highest_counter(store))
        self.quants = Quants(store.connection, site.warehouse_id, site.places.virtual)
        self.reader = SqlReader(store.connection, site.warehouse_id)
        store.projection = self.quants
        store.replica.retracted = self.quants.retract
        # Without this, SQLite plans statements anew whenever a bound value might match a partial
        # index: 30 µs for a look-up of 5.
        store.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
        self._execute = store.connection.cursor().execute
        self._wall_ms = wall_ms
        self._zone = ZoneInfo(site.time_zone)
        self._today = (-1, "")
        # Dialogue and stage by person, as far as known: a hint, nothing depends on it.
        self.standing: dict[int, tuple[str, str]] = {}

    def record(self, command: Command, actor: Actor) -> Answer:
        """Raises CommandIdReused. Whoever calls undoes the transaction if this raises."""
        command_id = command.command_id
        body_hash = blake2b(encode_command(command), digest_size=HASH_BYTES).digest()
        known: list[tuple[Any, ...]] = self._execute(_FIND, (command_id,)).fetchall()
        if known:
            return _again(command_id, known[0], body_hash)
        now = self.now(actor, command_id)
        decision = decide(command, self.reader, now)
        tables = self._write(decision, Author(actor.person_id, actor.device_id, command_id))
        if tables & _CACHED:
            self.reader.forget()
        if decision.conversation is not None:
            self._converse(decision.conversation, actor.person_id, now.now_ms)
        if decision.leases:
            self.lease(decision.leases)
        reply = decision.reply if decision.finish is None else decision.finish()
        body = encode_reply(reply)
        self._execute(_KEEP, (command_id, body_hash, body, now.now_ms))
        return Answer(body, False, tables)

    def now(self, actor: Actor, command_id: str = "") -> Context:
        """Who asks, and when."""
        now_ms = self._wall_ms()
        return Context(
            self.site,
            command_id,
            now_ms,
            self._date(now_ms),
            self.ids.new,
            actor.person_id,
            actor.device_id,
            actor.may_supervise,
        )

    def lease(self, leases: Iterable[Lease]) -> None:
        """Take tasks for a person, or let them go."""
        for lease in leases:
            if lease.until_ms:
                values = (lease.task_id, lease.person_id, lease.device_id, lease.until_ms)
                self._execute(_LEASE, values)
            else:
                self._execute(_LET_GO, (lease.task_id, lease.person_id))

    def _write(self, decision: Decision, author: Author) -> frozenset[int]:
        if not decision.changes:
            assert not decision.holds
            return frozenset()
        self.quants.expect(decision.holds)
        try:
            for scope, changes in decision.changes.items():
                self.store.write(scope, changes, author)
            self.quants.settle()
        finally:
            self.quants.forget()
        return frozenset(
            [change.table.id for changes in decision.changes.values() for change in changes]
        )

    def _converse(self, at: Conversation, person_id: int, now_ms: int) -> None:
        """Where the person stands from now on; an empty one means nowhere."""
        if at.dialogue:
            self._execute(_STAND, (person_id, encode_conversation(at), now_ms))
            self.standing[person_id] = (at.dialogue, at.stage)
        else:
            self._execute(_LEAVE, (person_id,))
            self.standing.pop(person_id, None)

    def _date(self, now_ms: int) -> str:
        minute = now_ms // MINUTE_MS
        if minute != self._today[0]:
            date = datetime.fromtimestamp(now_ms / 1000, self._zone).date()
            self._today = (minute, date.isoformat())
        return self._today[1]


def highest_counter(store: SqliteStore) -> int:
    """The highest row id counter this node has used, so that a restart never uses one twice."""
    base = store.me.number << COUNTER_BITS
    top = base | ((1 << COUNTER_BITS) - 1)
    tables = (store.connection, store.catalogue, LOCAL_ID_TABLES, "setting")
    return row_ids.highest_counter(*tables, base, top)


def _again(command_id: str, known: tuple[Any, ...], body_hash: bytes) -> Answer:
    if known[0] != body_hash:
        raise CommandIdReused(command_id)
    reply = msgspec.structs.replace(decode_reply(known[1]), replayed=True)
    return Answer(encode_reply(reply), True)
