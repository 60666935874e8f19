"""Proof that a replica is sound: pages, chains, seals, and digests made anew from the rows."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import apsw
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.core import digest
from sync.core.catalogue import Merge, Pk, Table
from sync.core.chain import Seal, next_hash, seal_holds
from sync.core.ids import EMPTY_HEAD, Head, Scope
from sync.core.state import ElementState, RowState
from sync.store.sqlite.buckets import BUCKET_MASK, BUCKETS, bucket_of
from sync.store.sqlite.errors import Damaged
from sync.store.sqlite.keys import INDEX_BITS, OF, SEQ_BITS
from sync.store.sqlite.open import open_reader
from sync.store.sqlite.read import split_entry_id
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.streams import Stream
from sync.store.sqlite.view import unpack_rights


class Finding(msgspec.Struct, frozen=True):
    """Something wrong. code: pages, chain, gap, seal, head, digest."""

    code: str
    detail: str


def findings(replica: Replica) -> list[Finding]:
    """Everything that is wrong with what is committed; empty for a sound replica."""
    found = _pages(replica)
    for stream in replica.streams.by_number.values():
        found += _chain(replica, stream)
        found += _seals(replica, stream)
    return found + _digests(replica)


def check_copy(replica: Replica, path: Path) -> None:
    """Prove a copy of this replica; raises Damaged with the first finding."""
    connection = open_reader(path, replica.options)
    try:
        copy = replica.beside(connection)
        found = findings(copy)
    finally:
        connection.close()
    if found:
        raise Damaged("backup_damaged", f"{found[0].code}: {found[0].detail}")


def _pages(replica: Replica) -> list[Finding]:
    try:
        answers = replica.execute("PRAGMA quick_check(10)").fetchall()
    except apsw.Error as error:
        return [Finding("pages", str(error))]
    return [Finding("pages", str(answer)) for (answer,) in answers if answer != "ok"]


def _chain(replica: Replica, stream: Stream) -> list[Finding]:
    head: Head | None = None
    for seq, hash_, body in replica.execute(
        f"SELECT seq, hash, body FROM s_log WHERE {OF} ORDER BY id", (stream.number,)
    ):
        if body is None:
            head = Head(seq, hash_)
            continue
        before = head if head is not None else EMPTY_HEAD
        if seq != before.seq + 1:
            return [Finding("gap", f"{stream.id} lacks records behind {before.seq}")]
        if next_hash(before.hash, stream.tag, seq, body) != hash_:
            return [Finding("chain", f"{stream.id} breaks at {seq}")]
        head = Head(seq, hash_)
    if head is not None and head != replica.streams.heads.get(stream.number):
        return [Finding("head", f"{stream.id} ends at {head.seq}")]
    return []


def _seals(replica: Replica, stream: Stream) -> list[Finding]:
    member = replica.members.get(stream.id.node)
    if member is None:
        return []
    key = Ed25519PublicKey.from_public_bytes(member.public_key)
    return [
        Finding("seal", f"{stream.id} at {seq}")
        for seq, signature, hash_ in replica.execute(
            "SELECT s.seq, signature, hash FROM s_seal AS s CROSS JOIN s_log AS l"
            f" ON l.id=(s.stream<<{SEQ_BITS}|s.seq) WHERE s.stream=?",
            (stream.number,),
        )
        if not seal_holds(key, stream.id, Seal(seq, signature), hash_)
    ]


def _digests(replica: Replica) -> list[Finding]:
    made: dict[tuple[int, int], list[int]] = {}
    for table in replica.catalogue.tables:
        for scope, bucket, _, one in row_digests(replica, table):
            made.setdefault((scope, table.id), [0] * BUCKETS)[bucket] += one
    kept = {
        (group >> 16, group & 0xFFFF): sums
        for group, sums in replica.digests.items()
        if group & 0xFFFF in replica.catalogue.by_id
    }
    wrong = Counter(
        f"table {table} of scope {scope}"
        for scope, table in made.keys() | kept.keys()
        if [total & digest.MASK for total in made.get((scope, table), [0] * BUCKETS)]
        != kept.get((scope, table), [0] * BUCKETS)
    )
    return [Finding("digest", place) for place in sorted(wrong)]


def digest_rows(replica: Replica, scope: Scope, table: Table, bucket: int) -> dict[str, int]:
    """The rows of one bucket with their digests, to be compared with another replica's."""
    number = replica.streams.scopes.get(scope)
    return {
        key: one
        for at, place, key, one in row_digests(replica, table)
        if at == number and place == bucket
    }


def row_digests(replica: Replica, table: Table) -> Iterator[tuple[int, int, str, int]]:
    """(scope, bucket, what, digest) of everything in a table, tombstones included."""
    if table.merge is Merge.LEDGER:
        yield from _entries(replica, table)
    elif table.merge is Merge.SET:
        yield from _elements(replica, table)
    elif table.merge is Merge.ESCROW:
        sql = f"SELECT id, rights, _s FROM {replica.sql[table.id].name}"
        for pk, packed, scope in _fresh(replica, sql):
            yield scope, bucket_of(pk), str(pk), digest.rights_digest(pk, unpack_rights(packed))
    else:
        yield from _rows(replica, table)


def row_states(replica: Replica, table: Table) -> Iterator[tuple[int, Pk, RowState]]:
    """(scope, key, state) of all rows and tombstones."""
    sql = replica.sql[table.id]
    listed = ", ".join(["id", *sql.fields, "_v", "_x", "_s"])
    for pk, *values, clocks, extra, scope in _fresh(replica, f"SELECT {listed} FROM {sql.name}"):
        yield scope, pk, RowState(values, clocks, True, extra)
    tombs = f"SELECT pk, clocks, _s FROM s_tomb WHERE table_id={int(table.id)}"
    for pk, clocks, scope in _fresh(replica, tombs):
        yield scope, pk, RowState([], clocks, alive=False)


def element_states(replica: Replica, table: Table) -> Iterator[tuple[int, Pk, str, ElementState]]:
    """(scope, key, element, state) of a set."""
    sql = f"SELECT id, element, dots, gone, _s FROM {replica.sql[table.id].name}"
    for pk, element, dots, gone, scope in _fresh(replica, sql):
        yield scope, pk, element, ElementState(dots, gone)


def _rows(replica: Replica, table: Table) -> Iterator[tuple[int, int, str, int]]:
    for scope, pk, state in row_states(replica, table):
        yield scope, bucket_of(pk), str(pk), digest.row_digest(pk, state)


def _elements(replica: Replica, table: Table) -> Iterator[tuple[int, int, str, int]]:
    for scope, pk, element, state in element_states(replica, table):
        one = digest.element_digest(pk, element, state)
        yield scope, bucket_of(pk), f"{pk} {element}", one


def _entries(replica: Replica, table: Table) -> Iterator[tuple[int, int, str, int]]:
    entries = _fresh(replica, replica.sql[table.id].select)
    for record, found in groupby(entries, key=lambda entry: int(str(entry[0])) >> INDEX_BITS):
        together = list(found)
        number, seq, _ = split_entry_id(record << INDEX_BITS)
        stream, indexes = replica.streams.by_number[number].id, []
        for key, *_ in together:
            indexes.append(split_entry_id(key)[2])
        values = [entry[1:-2] for entry in together]
        one = digest.entries_digest(stream, seq, indexes, values)
        yield together[0][-1], seq & BUCKET_MASK, f"{stream} {seq}", one


def _fresh(replica: Replica, sql: str) -> apsw.Cursor:
    """A cursor of its own, since the shared one is used while this one is read."""
    return replica.connection.cursor().execute(sql)
