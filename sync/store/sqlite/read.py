"""Plain reads of a replica: rows, entries, elements, rights, losers, digests."""

import msgspec

from sync.core.catalogue import Merge, Pk, Table, Value
from sync.core.digest import MASK
from sync.core.ids import Scope
from sync.core.stamp import pack_stamp
from sync.core.state import Entry, Loser
from sync.store.sqlite.keys import AT, INDEX_BITS, SEQ_MAX, STREAM_SHIFT
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.view import unpack_rights

_decode = msgspec.msgpack.Decoder().decode


def row(replica: Replica, table: Table, pk: Pk) -> dict[str, Value] | None:
    """One row by its key."""
    sql = replica.sql[table.id]
    found = replica.execute(sql.select, (pk,)).fetchone()
    return dict(zip(sql.names, found[: sql.width], strict=True)) if found is not None else None


def rows(replica: Replica, table: Table) -> dict[Pk, dict[str, Value]]:
    """All living rows of a table."""
    assert table.merge in (Merge.ROWS, Merge.OWNED)
    sql = replica.sql[table.id]
    listed = ", ".join(["id", *sql.fields])
    found = replica.execute(f"SELECT {listed} FROM {sql.name} ORDER BY id")
    return {pk: dict(zip(sql.names, values, strict=True)) for pk, *values in found}


def entries(replica: Replica, table: Table) -> list[Entry]:
    """All entries of a ledger, by stream and record."""
    numbers = {node: member.number for node, member in replica.members.items()}
    hlcs: dict[tuple[int, int], int] = {}
    found = []
    for key, *values, extra, _ in replica.execute(replica.sql[table.id].select).fetchall():
        number, seq, index = split_entry_id(key)
        if (number, seq) not in hlcs:
            logged = replica.execute(f"SELECT hlc FROM s_log WHERE {AT}", (number, seq)).fetchone()
            hlcs[number, seq] = logged[0] if logged is not None else 0
        stream = replica.streams.by_number[number].id
        stamp = pack_stamp(hlcs[number, seq], numbers.get(stream.node, 0))
        found.append(Entry(stream, seq, index, stamp, tuple(values), extra))
    return found


def split_entry_id(key: int) -> tuple[int, int, int]:
    """(stream, seq, index) of a ledger entry's local key."""
    seq = key >> INDEX_BITS & SEQ_MAX
    return key >> STREAM_SHIFT, seq, key & (1 << INDEX_BITS) - 1


def elements(replica: Replica, table: Table, pk: Pk) -> set[str]:
    """Living elements under a key, of all scopes held."""
    name = replica.sql[table.id].name
    found = replica.execute(f"SELECT element FROM {name} WHERE id=? AND dots<>x''", (pk,))
    return {element for (element,) in found}


def rights(replica: Replica, table: Table, pk: Pk, number: int) -> int:
    """Rights a node holds and has not used."""
    name = replica.sql[table.id].name
    found = replica.execute(f"SELECT rights FROM {name} WHERE id=?", (pk,))
    return sum(unpack_rights(packed).held(number) for (packed,) in found)


def losers(replica: Replica) -> list[Loser]:
    """Values that lost here."""
    found = replica.execute(
        "SELECT table_id, pk, field, value, stamp, winner FROM s_loser ORDER BY stamp"
    )
    return [Loser(*values) for values in found]


def digest_of(replica: Replica, scope: Scope) -> dict[int, int]:
    """Table id → sum of its buckets, of what is committed."""
    number = replica.streams.scopes.get(scope)
    return {
        group & 0xFFFF: sum(sums) & MASK
        for group, sums in replica.digests.items()
        if number is not None and group >> 16 == number
    }
