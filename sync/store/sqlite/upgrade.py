"""Opening a file with a newer or older catalogue: additive, without operations of its own.

New columns read as their defaults, and take over what older code kept as unknown fields; columns
that this code does not know go the other way. New tables are filled from the log, where their
operations have been waiting. Digests cover the columns, so those of changed tables are made anew.
"""

from collections.abc import Iterator
from typing import Any

import apsw
import msgspec

from sync.core.catalogue import Catalogue, Merge, Table, Value
from sync.core.digest import MASK
from sync.core.fold import Fold
from sync.core.judge import OpenPolicy
from sync.core.record import Op, Record, decode_record
from sync.store.sqlite.buckets import BUCKETS, pack_sums
from sync.store.sqlite.keys import OF
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.save import Saver
from sync.store.sqlite.schema import write_columns
from sync.store.sqlite.streams import Stream
from sync.store.sqlite.tables import create_sql, quoted
from sync.store.sqlite.verify import row_digests
from sync.store.sqlite.view import FileView

_COLUMNS_OF = "SELECT field, name FROM s_schema WHERE table_id=? ORDER BY field"
_IGNORED = Op(0, 0, None, b"", [])
_encode = msgspec.msgpack.Encoder().encode
_decode_fields = msgspec.msgpack.Decoder(dict[int, Any]).decode
_decode_heads = msgspec.msgpack.Decoder(dict[int, int]).decode
_decode_rest = msgspec.msgpack.Decoder(list[Any]).decode


def add_missing(connection: apsw.Connection, catalogue: Catalogue) -> None:
    """Tables and columns this catalogue has and the file has not; the rest follows in `settle`."""
    held = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema").fetchall()}
    for table in catalogue.tables:
        if table.name not in held:
            for statement in create_sql(table):
                connection.execute(statement)
            continue
        info = connection.execute(f"PRAGMA table_info({quoted(table.name)})").fetchall()
        there = {row[1] for row in info}
        for field in table.fields:
            if field.name not in there:
                name = quoted(field.name)
                connection.execute(f"ALTER TABLE {quoted(table.name)} ADD COLUMN {name}")


def settle(replica: Replica) -> None:
    """Bring rows, digests and new tables to the catalogue, in one transaction."""
    with replica.transaction():
        replica.settle_sums()
        fresh: dict[int, dict[int, int]] = {}
        for table in replica.catalogue.tables:
            known = dict(replica.execute(_COLUMNS_OF, (table.id,)).fetchall())
            wanted = {0: "id"} | {field.id: field.name for field in table.fields}
            if not known:
                fresh[table.id] = {}
            elif known != wanted:
                _realign(replica, table, known)
                _renew_digest(replica, table)
            write_columns(replica.connection, table)
        fresh |= _left_before(replica)
        if fresh:
            _replay(replica, fresh)
        _leave(replica)
        replica.execute("UPDATE s_meta SET value=? WHERE key='schema'", (replica.catalogue.schema,))


def _leave(replica: Replica) -> None:
    """Tables this catalogue does not have stay as they are; how far they got is remembered."""
    heads = _encode({number: head.seq for number, head in replica.streams.heads.items()})
    for (table,) in replica.execute("SELECT DISTINCT table_id FROM s_schema").fetchall():
        if table not in replica.catalogue.by_id:
            replica.execute("INSERT OR IGNORE INTO s_meta VALUES(?,?)", (f"left {table}", heads))


def _left_before(replica: Replica) -> dict[int, dict[int, int]]:
    """Tables that are back, with the heads up to which their operations had been applied."""
    found: dict[int, dict[int, int]] = {}
    for table in replica.catalogue.tables:
        key = (f"left {table.id}",)
        for (heads,) in replica.execute("SELECT value FROM s_meta WHERE key=?", key).fetchall():
            found[table.id] = _decode_heads(heads)
            replica.execute("DELETE FROM s_meta WHERE key=?", key)
    return found


def _realign(replica: Replica, table: Table, known: dict[int, str]) -> None:
    if table.merge not in (Merge.ROWS, Merge.OWNED, Merge.LEDGER):
        return
    gained = [field for field in table.fields if field.id not in known]
    lost = {field: name for field, name in known.items() if field > len(table.fields)}
    name = quoted(table.name)
    for field in gained:
        replica.execute(f"UPDATE {name} SET {quoted(field.name)}=?", (field.default,))
    listed = ", ".join(["id", "_x", *(quoted(column) for column in lost.values())])
    for pk, extra, *values in replica.execute(f"SELECT {listed} FROM {name}").fetchall():
        unknown = _unknown(table, extra, known)
        unknown |= {
            field: value for field, value in zip(lost, values, strict=True) if value is not None
        }
        sets = {field.name: unknown.pop(field.id) for field in gained if field.id in unknown}
        packed = _packed(table, unknown)
        if sets or packed != extra:
            columns = "".join(f"{quoted(column)}=?," for column in sets)
            sql = f"UPDATE {name} SET {columns}_x=? WHERE id=?"
            replica.execute(sql, (*sets.values(), packed, pk))
    for column in lost.values():
        replica.execute(f"UPDATE {name} SET {quoted(column)}=NULL")


def _unknown(table: Table, extra: bytes | None, known: dict[int, str]) -> dict[int, Value]:
    """Unknown fields by id. A ledger keeps the values behind its last column, in order."""
    if extra is None:
        return {}
    if table.merge is Merge.LEDGER:
        return dict(enumerate(_decode_rest(extra), start=max(known) + 1))
    return _decode_fields(extra)


def _packed(table: Table, unknown: dict[int, Value]) -> bytes | None:
    if not unknown:
        return None
    if table.merge is Merge.LEDGER:
        return _encode([value for _, value in sorted(unknown.items())])
    return _encode(dict(sorted(unknown.items())))


def _renew_digest(replica: Replica, table: Table) -> None:
    sums: dict[int, list[int]] = {}
    for scope, bucket, _, one in row_digests(replica, table):
        sums.setdefault(scope, [0] * BUCKETS)[bucket] += one
    replica.execute("DELETE FROM s_digest WHERE table_id=?", (table.id,))
    for scope, totals in sums.items():
        masked = [total & MASK for total in totals]
        replica.execute("INSERT INTO s_digest VALUES(?,?,?)", (scope, table.id, pack_sums(masked)))
    replica.load_digests()


def _replay(replica: Replica, fresh: dict[int, dict[int, int]]) -> None:
    """Operations of tables that were unknown when they arrived; entries keep their places."""
    for _, stream, parts in sorted(_waiting(replica, fresh), key=lambda found: found[0]):
        member = replica.members.get(stream.id.node)
        if member is None:
            continue
        view = FileView(replica, stream.scope)
        fold = Fold(replica.catalogue, view, OpenPolicy())
        if not fold.take(replica.origin(stream.id, member), parts):
            Saver(replica, stream.scope).save(fold, view, stream)


def _waiting(
    replica: Replica, fresh: dict[int, dict[int, int]]
) -> Iterator[tuple[int, Stream, list[tuple[int, Record]]]]:
    for stream in replica.streams.by_number.values():
        parts: list[tuple[int, Record]] = []
        for seq, body in replica.execute(
            f"SELECT seq, body FROM s_log WHERE {OF} AND body IS NOT NULL AND seq NOT IN"
            " (SELECT seq FROM s_withheld WHERE stream=?1) ORDER BY id",
            (stream.number,),
        ).fetchall():
            record = decode_record(body)
            wanted = {table for table, heads in fresh.items() if seq > heads.get(stream.number, 0)}
            ops = [op if op.table in wanted else _IGNORED for op in record.ops]
            parts.append((seq, msgspec.structs.replace(record, ops=ops)))
            if record.part == 0:
                if any(op is not _IGNORED for _, part in parts for op in part.ops):
                    yield record.hlc, stream, parts
                parts = []
