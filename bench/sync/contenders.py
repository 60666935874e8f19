"""Plain SQLite and a replica, doing the same rows in the same transaction sizes at NORMAL."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apsw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.sync.workload import BULK, CATALOGUE, FEW, ITEM, Edit, Row, batches
from sync.core.change import Append, Insert, Put
from sync.core.ids import EMPTY_HEAD, Head, NodeId, Scope, StreamId
from sync.store.protocol import Author, Member, Range
from sync.store.sqlite import Options, SqliteStore

SCOPE = Scope("c1")
NORMAL = Options(durability="normal")
BATCH_BYTES = 1 << 20
WALL_MS = 1_790_000_000_000


class Plain:
    """A table, an index on its key, nothing else."""

    def __init__(self, path: Path) -> None:
        self.connection = apsw.Connection(str(path))
        self.connection.pragma("journal_mode", "wal")
        self.connection.pragma("synchronous", "normal")
        columns = ", ".join(ITEM.names)
        self.connection.execute(f"CREATE TABLE item(id INTEGER PRIMARY KEY, {columns})")
        self._cursor = self.connection.cursor()
        marks = ",".join("?" * (1 + len(ITEM.names)))
        self._insert = f"INSERT INTO item VALUES({marks})"

    def insert(self, rows: Sequence[Row]) -> None:
        for piece in batches(rows, BULK):
            self._cursor.execute("BEGIN IMMEDIATE")
            self._cursor.executemany(self._insert, piece)
            self._cursor.execute("COMMIT")

    def update(self, edits: Sequence[Edit], size: int = FEW) -> None:
        execute = self._cursor.execute
        for piece in batches(edits, size):
            execute("BEGIN IMMEDIATE")
            for key, values in piece:
                first, second = values
                sql = f"UPDATE item SET {first}=?,{second}=? WHERE id=?"
                execute(sql, (*values.values(), key))
            execute("COMMIT")

    def close(self) -> None:
        self.connection.close()


class Replica:
    """One SQLite replica, and what a link would do with it."""

    def __init__(self, folder: Path, number: int, **options: Any) -> None:  # noqa: ANN401 - passed on
        folder.mkdir(exist_ok=True)
        self.me, key = member(number, "hub" if number == 1 else "edge"), key_of(number)
        path = folder / f"replica{number}.db"
        options = {"options": NORMAL, **options}
        self.store = SqliteStore.create(path, CATALOGUE, self.me, key, lambda: WALL_MS, **options)
        self.stream = StreamId(NodeId(self.me.node), 1, SCOPE)

    def knows(self, *others: "Replica") -> None:
        for other in others:
            self.store.enrol(other.me)

    def insert(self, rows: Sequence[Row]) -> None:
        for piece in batches(rows, BULK):
            self.store.begin()
            self.store.write(SCOPE, [Insert(ITEM, list(piece))], Author())
            self.store.commit()

    def update(self, edits: Sequence[Edit], size: int = FEW) -> None:
        for piece in batches(edits, size):
            self.store.begin()
            self.store.write(SCOPE, [Put(ITEM, key, values) for key, values in piece], Author())
            self.store.commit()

    def append(self, entries: Sequence[Append]) -> None:
        for piece in batches(entries, FEW):
            self.store.begin()
            self.store.write(SCOPE, piece, Author())
            self.store.commit()

    def sealed_behind(self, head: Head) -> list[Range]:
        """Everything own behind this head, as it would be sent."""
        self.store.seal()
        found: list[Range] = []
        after = head.seq
        while batch := self.store.extract(self.stream, after, BATCH_BYTES):
            found.append(batch)
            after += len(batch.bodies)
        return found

    def take(self, batches: Sequence[Range]) -> None:
        for batch in batches:
            outcome = self.store.ingest(batch)
            assert not outcome.code, outcome

    def head(self, stream: StreamId) -> Head:
        return self.store.vector().get(stream, EMPTY_HEAD)

    def close(self) -> None:
        self.store.close()


def key_of(number: int) -> Ed25519PrivateKey:
    """A fixed key per node."""
    return Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))


def member(number: int, role: str) -> Member:
    """A node as the others pin it."""
    public = key_of(number).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Member(number * 1_000_003, number, public, role, (SCOPE,))
