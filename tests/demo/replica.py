"""A node's database file, read by a stranger: records, movements, heads and digests.

Only reading connections; the program itself may be running or not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import msgspec

from models.warehouse.catalogue import ANSWERED
from sync.core.record import decode_record
from sync.store.sqlite.buckets import pack_sums
from sync.store.sqlite.keys import INDEX_BITS, OF, SEQ_BITS, STREAM_SHIFT
from sync.store.sqlite.open import Options, open_reader
from sync.store.sqlite.sums import read_sums

Stream = tuple[int, int, str]
"""Node, epoch, scope."""


class Place(NamedTuple):
    """A record: its stream and its number there."""

    stream: Stream
    seq: int


class Movement(NamedTuple):
    """One entry of the ledger, with the record that wrote it."""

    place: Place
    part: int
    warehouse_id: int
    kind: str
    quantity: int
    source: tuple[object, ...]
    target: tuple[object, ...]


class Replica(msgspec.Struct, frozen=True):
    """What the audit needs of one node."""

    keys: dict[str, list[Place]]
    """Command id → the records that carry its effect, answers to headquarters left out."""
    ordered: frozenset[str]
    """Commands of headquarters that are on their way or done."""
    answers: dict[str, int]
    movements: list[Movement]
    virtual: frozenset[int]
    warehouses: dict[str, int]
    orders: dict[tuple[int, str], int]
    heads: dict[Stream, tuple[int, bytes]]
    digests: dict[tuple[str, int], bytes]
    unreadable: int
    """Records whose bodies are gone (compacted): they prove nothing any more."""


_HEAD = f"SELECT seq, hash FROM s_log WHERE {OF} ORDER BY id DESC LIMIT 1"
_RECORDS = """
SELECT node, epoch, scope, seq, body FROM s_log JOIN s_stream ON s_stream.id = stream
ORDER BY stream, seq
"""
_MOVEMENTS = """
SELECT id, warehouse_id, kind, quantity, item_id, lot_id, owner_id,
    from_location, from_unit, from_status, to_location, to_unit, to_status
FROM movement ORDER BY id
"""


@contextmanager
def reading(path: Path) -> Iterator[apsw.Connection]:
    """A connection in one reading transaction: everything is of the same moment."""
    connection = open_reader(path, Options())
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def heads_of(path: Path) -> dict[Stream, tuple[int, bytes]]:
    """How far each stream goes here."""
    with reading(path) as connection:
        return _heads(connection)


def read_replica(path: Path) -> Replica:
    """Everything the audit needs."""
    with reading(path) as connection:
        keys, unreadable = _keys(connection)
        return Replica(
            keys=keys,
            ordered=frozenset(
                row[0] for row in _rows(connection, "SELECT command_id FROM site_command")
            ),
            answers=dict(
                _rows(connection, "SELECT command_id, count(*) FROM site_answer GROUP BY 1")
            ),
            movements=_movements(connection),
            virtual=frozenset(
                row[0] for row in _rows(connection, "SELECT id FROM location WHERE kind='virtual'")
            ),
            warehouses=dict(_rows(connection, "SELECT code, id FROM warehouse")),
            orders={
                (warehouse, number): count
                for warehouse, number, count in _rows(
                    connection, "SELECT warehouse_id, number, count(*) FROM dn GROUP BY 1, 2"
                )
            },
            heads=_heads(connection),
            digests={
                (name, group & 0xFFFF): pack_sums(sums)
                for scope, name in _rows(connection, "SELECT id, name FROM s_scope")
                for group, sums in read_sums(connection.execute)[0].items()
                if group >> 16 == scope
            },
            unreadable=unreadable,
        )


def _rows(connection: apsw.Connection, sql: str, *bound: int) -> list[tuple[Any, ...]]:
    return connection.execute(sql, bound).fetchall()


def _heads(connection: apsw.Connection) -> dict[Stream, tuple[int, bytes]]:
    found: dict[Stream, tuple[int, bytes]] = {}
    for number, *stream in _rows(connection, "SELECT id, node, epoch, scope FROM s_stream"):
        for seq, head in _rows(connection, _HEAD, number):
            found[stream[0], stream[1], stream[2]] = (seq, head)
    return found


def _keys(connection: apsw.Connection) -> tuple[dict[str, list[Place]], int]:
    keys: dict[str, list[Place]] = {}
    unreadable = 0
    records: Iterator[tuple[Any, ...]] = connection.execute(_RECORDS)
    for node, epoch, scope, seq, body in records:
        if body is None:
            unreadable += 1
            continue
        record = decode_record(body)
        if not record.key or record.part:
            continue
        if all(op.table == ANSWERED.id for op in record.ops):
            continue
        place = Place((node, epoch, scope), seq)
        keys.setdefault(record.key, []).append(place)
    return keys, unreadable


def _movements(connection: apsw.Connection) -> list[Movement]:
    streams: dict[int, Stream] = {
        row[0]: (row[1], row[2], row[3])
        for row in _rows(connection, "SELECT id, node, epoch, scope FROM s_stream")
    }
    found: list[Movement] = []
    for row in _rows(connection, _MOVEMENTS):
        packed, warehouse_id, kind, quantity, item, lot, owner, *ends = row
        stream = streams[packed >> STREAM_SHIFT]
        seq = packed >> INDEX_BITS & (1 << SEQ_BITS) - 1
        part = packed & (1 << INDEX_BITS) - 1
        goods = (item, lot, owner)
        found.append(
            Movement(
                Place(stream, seq),
                part,
                warehouse_id,
                kind,
                quantity,
                (*ends[:3], *goods),
                (*ends[3:], *goods),
            )
        )
    return found
