"""The store: a thin front over its parts."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

import apsw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync.core.builtin import with_builtin
from sync.core.catalogue import Catalogue, Pk, Table, Value
from sync.core.change import Change
from sync.core.ids import Head, Scope, StreamId
from sync.core.judge import OpenPolicy, Policy
from sync.core.state import Entry, Loser
from sync.store.frontier import reached
from sync.store.protocol import (
    Author,
    Ingested,
    Member,
    Projection,
    QuarantineItem,
    Range,
    Written,
    chosen,
)
from sync.store.sqlite import note, read
from sync.store.sqlite.backup import check_pages, put_back
from sync.store.sqlite.compact import digest_at
from sync.store.sqlite.errors import Damaged, guarded, raise_known
from sync.store.sqlite.extract import extract, seal_own
from sync.store.sqlite.head import HeadFile
from sync.store.sqlite.ingest import ingest
from sync.store.sqlite.life import check_not_behind
from sync.store.sqlite.meta import read_identity, read_schema, write_identity
from sync.store.sqlite.open import Options, create_file, open_file, open_reader
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.savepoint import Savepoint
from sync.store.sqlite.schema import create_tables
from sync.store.sqlite.upgrade import add_missing, settle
from sync.store.sqlite.upkeep import Upkeep
from sync.store.sqlite.write import write


class SqliteStore(Upkeep):
    """See sync.store.protocol.Store. `judge` marks the first hop that publishes verdicts.

    `connection` is the writer's; others read through `read_connection()`.
    """

    def __init__(self, path: Path, replica: Replica) -> None:
        self.path = path
        self.replica = replica
        self.connection = replica.connection
        self.catalogue = replica.catalogue
        self.me = replica.me
        self.clock = replica.clock

    @classmethod
    def create(
        cls,
        path: Path,
        catalogue: Catalogue,
        me: Member,
        key: Ed25519PrivateKey,
        wall_ms: Callable[[], int],
        *,
        policy: Policy | None = None,
        judge: bool = False,
        projection: Projection | None = None,
        local_ddl: str = "",
        options: Options | None = None,
    ) -> Self:
        """A new file for a new node; refuses an existing one."""
        options = options or Options()
        _same_key(me, key)
        connection = create_file(path, options)
        with guarded():
            connection.execute("BEGIN IMMEDIATE")
            create_tables(connection, with_builtin(catalogue))
            write_identity(connection, me, 1, catalogue.schema)
            if local_ddl:
                connection.execute(local_ddl)
            connection.execute("COMMIT")
        connection.close()
        return cls.open(
            path,
            catalogue,
            key,
            wall_ms,
            policy=policy,
            judge=judge,
            projection=projection,
            options=options,
        )

    @classmethod
    def open(
        cls,
        path: Path,
        catalogue: Catalogue,
        key: Ed25519PrivateKey,
        wall_ms: Callable[[], int],
        *,
        policy: Policy | None = None,
        judge: bool = False,
        projection: Projection | None = None,
        local_ddl: str = "",
        options: Options | None = None,
    ) -> Self:
        """An existing file; raises Damaged where it is missing, strange or spoiled."""
        options = options or Options()
        connection = open_file(path, options)
        with guarded():
            me, epoch = read_identity(connection)
            _same_key(me, key)
            changed = read_schema(connection) != catalogue.schema
            if changed:
                add_missing(connection, with_builtin(catalogue))
            if local_ddl:
                connection.execute(local_ddl)
            replica = Replica(
                connection,
                with_builtin(catalogue),
                me,
                epoch,
                key,
                wall_ms,
                policy or OpenPolicy(),
                options,
                judge=judge,
            )
            replica.projection = projection
            if changed:
                settle(replica)
        if options.head_file:
            head_file = HeadFile(path, wall_ms)
            try:
                check_not_behind(replica, head_file.read())
            except BaseException:
                connection.close()
                raise
            replica.head_file = head_file
        return cls(path, replica)

    @classmethod
    def restore(
        cls,
        backup: Path,
        path: Path,
        catalogue: Catalogue,
        key: Ed25519PrivateKey,
        wall_ms: Callable[[], int],
        *,
        policy: Policy | None = None,
        judge: bool = False,
        projection: Projection | None = None,
        options: Options | None = None,
    ) -> Self:
        """Put a verified backup in place. It goes on in a new epoch: the old one may be ahead.

        The epoch is the second of the restore, so that a backup put back twice lives two lives.
        """
        check_pages(backup, options or Options())
        put_back(backup, path)
        store = cls.open(
            path,
            catalogue,
            key,
            wall_ms,
            policy=policy,
            judge=judge,
            projection=projection,
            options=options,
        )
        store.new_epoch("restored", above=wall_ms() // 1_000)
        return store

    def close(self) -> None:
        """Leave a clean file behind: everything in the database, nothing in its log."""
        assert self.replica.pending is None
        if self.replica.head_file is not None and self.replica.head_file.late:
            self.replica.head_file.write(self.replica.vector())
        self.connection.close()

    def tick(self) -> None:
        """Once a second, for the head file of a replica that has gone quiet."""
        head_file = self.replica.head_file
        if head_file is not None and head_file.late:
            head_file.committed(self.replica.vector)

    @property
    def projection(self) -> Projection | None:
        """Told of new ledger entries; may be set once the connection is there to write with."""
        return self.replica.projection

    @projection.setter
    def projection(self, projection: Projection | None) -> None:
        self.replica.projection = projection

    def read_connection(self) -> apsw.Connection:
        """A connection for one reader that cannot write."""
        return open_reader(self.path, self.replica.options)

    # -- transactions -----------------------------------------------------------------------------

    @property
    def in_transaction(self) -> bool:
        """Whether `begin` was called and neither `commit` nor `rollback` yet."""
        return self.replica.pending is not None

    def begin(self) -> None:
        try:  # here and in the next two what `guarded` does: a scan passes them
            self.replica.begin()
        except apsw.Error as error:
            raise_known(error)
            raise

    def prepare(self) -> None:
        """All of a commit that is ours to do; what is left of it is the disk's work. Optional."""
        with guarded():
            self.replica.prepare()

    def commit(self) -> None:
        try:
            self.replica.commit()
        except apsw.Error as error:
            raise_known(error)
            raise

    def rollback(self) -> None:
        self.replica.rollback()

    def savepoint(self) -> AbstractContextManager[None]:
        """One command inside a group commit: what it wrote is undone if it raises."""
        return Savepoint(self.replica)

    def write(self, scope: Scope, changes: Iterable[Change], author: Author) -> Written | None:
        try:
            return write(self.replica, scope, changes, author)
        except apsw.Error as error:
            raise_known(error)
            raise

    # -- exchange ---------------------------------------------------------------------------------

    def ingest(self, batch: Range) -> Ingested:
        with guarded():
            return ingest(self.replica, batch)

    def seal(self) -> None:
        with guarded():
            seal_own(self.replica)

    def extract(self, stream: StreamId, after: int, bytes_max: int) -> Range | None:
        with guarded():
            return extract(self.replica, stream, after, bytes_max)

    def vector(self) -> dict[StreamId, Head]:
        return self.replica.vector()

    def hlc(self) -> int:
        """The clock as far as it is saved."""
        return self.clock.last

    def enrol(self, member: Member) -> None:
        with guarded():
            self.replica.enrol(chosen(self.replica.members.get(member.node), member))

    def introduce(self, member: Member) -> None:
        with guarded():
            self.replica.enrol(member)

    def members(self) -> dict[int, Member]:
        return dict(self.replica.members)

    # -- reading ----------------------------------------------------------------------------------

    def row(self, table: Table, pk: Pk) -> dict[str, Value] | None:
        return read.row(self.replica, table, pk)

    def rows(self, table: Table) -> dict[Pk, dict[str, Value]]:
        return read.rows(self.replica, table)

    def entries(self, table: Table) -> list[Entry]:
        return read.entries(self.replica, table)

    def elements(self, table: Table, pk: Pk) -> set[str]:
        return read.elements(self.replica, table, pk)

    def rights(self, table: Table, pk: Pk, number: int) -> int:
        return read.rights(self.replica, table, pk, number)

    def losers(self) -> list[Loser]:
        return read.losers(self.replica)

    def quarantine(self) -> list[QuarantineItem]:
        return note.items(self.replica)

    def digest(self, scope: Scope) -> dict[int, int]:
        sums, hlc = read.digest_of(self.replica, scope), reached(self, scope)
        if hlc <= self.level(scope):
            return sums
        return digest_at(self.replica, scope, sums, hlc)


def _same_key(me: Member, key: Ed25519PrivateKey) -> None:
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    if public != me.public_key:
        raise Damaged("key_differs", "this key does not belong to the node in this database")
