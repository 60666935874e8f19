"""Work on a recorded disk: group commits of own writes, ranges from another node, checkpoints."""

import os
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import msgspec

from sync.core.catalogue import Table
from sync.core.change import Append, Change, Delete, Put
from sync.core.ids import EMPTY_HEAD
from sync.core.state import Entry
from sync.store.memory import MemoryStore
from sync.store.protocol import Author, Store
from sync.store.sqlite import Options, SqliteStore
from tests.powerloss.disk import Journal, RecordingDisk
from tests.sync.catalogue import CATALOGUE, LEDGER, PAPER, THING
from tests.sync.fleet import SHARED, Wall, key_of, member_of

NAME = "replica.db"
ME, OTHER = member_of(1, "hub"), member_of(2)
ROUNDS = 60
THINGS = 12
# One group in six wraps around the write-ahead log, so that cuts meet checkpoints too.
CHECKPOINT_PAGES = 24
TOTALS = "CREATE TABLE total(thing INTEGER PRIMARY KEY, quantity INTEGER NOT NULL)"


class Told(msgspec.Struct, frozen=True):
    """What the program had told others when it told this: own operations, foreign records."""

    operations: int
    foreign: int


class Totals:
    """A projection in the same file: quantity by thing."""

    def __init__(self, store: SqliteStore) -> None:
        self._execute = store.connection.execute

    def project(self, table: Table, entries: Sequence[Entry]) -> None:
        """Add the quantities."""
        for entry in entries:
            self._execute(
                "INSERT INTO total VALUES(?,?) ON CONFLICT DO UPDATE SET quantity=quantity+?2",
                entry.values,
            )


def opened(folder: Path, options: Options) -> SqliteStore:
    """The replica in this folder, with its projection."""
    store = SqliteStore.open(folder / NAME, CATALOGUE, key_of(1), Wall(), options=options)
    store.projection = Totals(store)
    return store


def created(folder: Path, options: Options) -> SqliteStore:
    """A new replica in this folder."""
    store = SqliteStore.create(
        folder / NAME, CATALOGUE, ME, key_of(1), Wall(), local_ddl=TOTALS, options=options
    )
    store.projection = Totals(store)
    store.enrol(OTHER)
    return store


def recorded(
    disk: RecordingDisk, folder: Path, chance: random.Random, options: Options
) -> tuple[Journal, list[Told]]:
    """Work for a while; the journal of the disk, and what was told at each acknowledgement."""
    journal = disk.record(folder)
    options = msgspec.structs.replace(options, checkpoint_pages=CHECKPOINT_PAGES)
    with _noting_directory_syncs(journal):
        store = created(folder, options)
    other = _busy_neighbour(chance)
    told = [Told(0, 0)]
    journal.acknowledge(0)
    operations = foreign = 0
    for _ in range(ROUNDS):
        if chance.random() < 0.25:
            foreign = _take(store, other, foreign, chance)
        else:
            operations = _commit_group(store, operations, chance)
        told.append(Told(operations, foreign))
        journal.acknowledge(len(told) - 1)
    disk.forget(folder)
    store.close()
    return journal, told


@contextmanager
def _noting_directory_syncs(journal: Journal) -> Iterator[None]:
    """Directory syncs do not pass through the VFS; the journal learns of those really made."""
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        if os.path.samestat(os.fstat(handle), journal.folder.stat()):
            journal.synced_directory()

    with mock.patch("os.fsync", fsync):
        yield


def _commit_group(store: Store, operations: int, chance: random.Random) -> int:
    store.begin()
    for _ in range(chance.randrange(1, 6)):
        operations += 1
        store.write(SHARED, _operation(operations, chance), Author(key=f"op{operations}"))
    store.commit()
    if chance.random() < 0.5:
        store.seal()
    return operations


def _operation(number: int, chance: random.Random) -> list[Change]:
    """Every operation appends its own number, so that holes and repeats show."""
    thing = chance.randrange(THINGS)
    made: list[Change] = [Append(LEDGER, {"thing_id": number, "quantity": 1})]
    if chance.random() < 0.1:
        made.append(Delete(THING, thing))
    else:
        made.append(Put(THING, thing, {"name": "x" * chance.randrange(200)}))
    made.append(Put(PAPER, thing, {"note": str(number)}))
    return made


def _busy_neighbour(chance: random.Random) -> MemoryStore:
    other = MemoryStore(CATALOGUE, OTHER, key_of(2), Wall())
    for number in range(ROUNDS * 3):
        other.begin()
        values = {"thing_id": 1_000_000 + number, "quantity": 1}
        other.write(SHARED, [Append(LEDGER, dict(values))], Author())
        other.commit()
        if chance.random() < 0.4:
            other.seal()
    other.seal()
    return other


def _take(store: Store, other: MemoryStore, foreign: int, chance: random.Random) -> int:
    stream = next(iter(other.vector()))
    held = store.vector().get(stream, EMPTY_HEAD).seq
    assert held == foreign
    batch = other.extract(stream, held, chance.choice((1, 400)))
    if batch is None:
        return foreign
    taken = store.ingest(batch)
    assert not taken.code
    return taken.head.seq
