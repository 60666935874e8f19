"""Live events from the stored changes: what a page missed and what happens now come from one place.

A cursor names, per stream, the last record a page has been told of. Events say which areas changed;
the page then asks for what it shows.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping

import apsw

from models.warehouse import catalogue
from node.http.problems import Problem
from node.http.sse import Broadcast, Event
from node.readers import Readers
from sync.core.errors import SyncError
from sync.core.record import decode_record
from sync.store.sqlite.keys import BODIES_BEHIND, HEAD_SEQ

TICK_S = 0.25
RECORDS_MAX = 2_000
STREAMS_MAX = 500
Heads = dict[int, int]

_AREAS: Mapping[str, frozenset[int]] = {
    "receive": frozenset({catalogue.ASN.id, catalogue.ASN_LINE.id}),
    "putaway": frozenset({catalogue.TASK.id}),
    "pick": frozenset({catalogue.TASK.id}),
    "pack": frozenset({catalogue.DN.id, catalogue.DN_LINE.id}),
    "ship": frozenset({catalogue.DN.id}),
    "exceptions": frozenset({catalogue.EXCEPTION.id}),
    "items": frozenset({catalogue.ITEM.id, catalogue.ITEM_PACK.id, catalogue.BARCODE.id}),
    "locations": frozenset({catalogue.LOCATION.id}),
}
_STOCK = frozenset({catalogue.MOVEMENT.id, catalogue.RESERVATION.id})
ALL_TABLES: frozenset[int] = frozenset(table.id for table in catalogue.CATALOGUE.tables)


class Tail:
    """Follows the log while somebody listens."""

    def __init__(self, readers: Readers, broadcast: Broadcast) -> None:
        self._readers = readers
        self._broadcast = broadcast
        self._heads: Heads | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was committed; call on the loop."""
        self._woken.set()

    async def run(self) -> None:
        """Tell listeners what changed, a few times a second at most."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            if self._broadcast.listeners == 0:
                self._heads = None
            elif self._heads is None:
                self._heads = await self._readers.run(read_heads)
                self._broadcast.send(events_for(ALL_TABLES, self._heads))
            else:
                tables, heads = await self._readers.run(changed_since, self._heads)
                self._heads = heads
                self._broadcast.send(events_for(tables, heads))
            await asyncio.sleep(TICK_S)

    async def missed(self, cursor: str | None) -> AsyncIterator[Event]:
        """What happened since a page was last told; all areas if that is not known."""
        if cursor is None:
            tables, heads = ALL_TABLES, await self._readers.run(read_heads)
        else:
            tables, heads = await self._readers.run(changed_since, read_heads_text(cursor))
        for event in events_for(tables, heads):
            yield event


def events_for(tables: Iterable[int], heads: Heads) -> list[Event]:
    """At most one event of each name."""
    changed, cursor = frozenset(tables), heads_text(heads)
    events = []
    areas = [name for name, of in _AREAS.items() if of & changed]
    if areas:
        events.append(Event(cursor, "work", {"areas": areas}))
    if changed & _STOCK:
        events.append(Event(cursor, "stock", {}))
    return events


def heads_text(heads: Heads) -> str:
    """A cursor."""
    return ".".join(f"{stream:x}-{seq:x}" for stream, seq in sorted(heads.items()))


def read_heads_text(cursor: str) -> Heads:
    """The heads in a cursor; raises Problem."""
    heads: Heads = {}
    try:
        for part in cursor.split(".")[: STREAMS_MAX + 1] if cursor else []:
            stream, _, seq = part.partition("-")
            heads[int(stream, 16)] = int(seq, 16)
    except ValueError:
        raise Problem(400, "bad_cursor", "this Last-Event-ID is not one of ours") from None
    if len(heads) > STREAMS_MAX or any(not 0 <= seq < 1 << 62 for seq in heads.values()):
        raise Problem(400, "bad_cursor", "this Last-Event-ID is not one of ours")
    return heads


def read_heads(connection: apsw.Connection) -> Heads:
    """The last record of every stream."""
    heads: Heads = {}
    for (stream,) in connection.execute("SELECT id FROM s_stream").fetchall():
        row = connection.execute(HEAD_SEQ, (stream,)).fetchone()
        if row is not None:
            heads[_whole(stream)] = _whole(row[0])
    return heads


def changed_since(connection: apsw.Connection, before: Heads) -> tuple[frozenset[int], Heads]:
    """Tables touched by the records behind `before`; all of them where that is too much to read."""
    heads = read_heads(connection)
    news = sum(max(0, seq - before.get(stream, 0)) for stream, seq in heads.items())
    if news > RECORDS_MAX or any(seq > heads.get(stream, 0) for stream, seq in before.items()):
        return ALL_TABLES, heads
    tables: set[int] = set()
    for stream, seq in heads.items():
        after = before.get(stream, 0)
        if seq <= after:
            continue
        found = connection.execute(BODIES_BEHIND, (stream, after))
        for (body,) in found.fetchall():
            tables |= _tables_of(body)
    return frozenset(tables), heads


def _tables_of(body: object) -> set[int]:
    if not isinstance(body, bytes):
        return set(ALL_TABLES)  # compacted: what it held is not known here any more
    try:
        return {op.table for op in decode_record(body).ops}
    except SyncError:
        return set()


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
