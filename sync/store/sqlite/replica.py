"""What the parts of a store share: the connection, the clock, and one open transaction.

Digests, heads and the clock gather in memory while a transaction is open and are written once, at
commit; a savepoint copies them, so a command that is rolled back leaves no trace there either.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import apsw
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.core.catalogue import Catalogue, Kind, Merge, Table, Value
from sync.core.clock import HybridClock
from sync.core.digest import MASK
from sync.core.errors import NotAllowed
from sync.core.ids import EMPTY_HEAD, Head, NodeId, Scope, StreamId
from sync.core.judge import Origin, Policy
from sync.store.protocol import Member, Projection
from sync.store.sqlite.buckets import BUCKET_BITS
from sync.store.sqlite.errors import DiskFull
from sync.store.sqlite.head import HeadFile
from sync.store.sqlite.keys import AT
from sync.store.sqlite.meta import put_member, read_members
from sync.store.sqlite.open import Options
from sync.store.sqlite.passing import Pass
from sync.store.sqlite.pending import Pending
from sync.store.sqlite.resume import buried_tables, last_seals
from sync.store.sqlite.rows import Rows
from sync.store.sqlite.streams import Stream, Streams
from sync.store.sqlite.sums import (
    CARRIED_MAX,
    PUT_MARK,
    PUT_SUMS,
    Carried,
    Sums,
    add_shares,
    pack_mark,
    read_sums,
    rows_of,
)
from sync.store.sqlite.tables import TableSql
from sync.store.sqlite.wal import WriteAheadLog

_PUT_LOG = "INSERT INTO s_log VALUES(?,?,?,?,?)"
_SCOPE_SHIFT = BUCKET_BITS + 16
_encode = msgspec.msgpack.Encoder().encode
_decode_map = msgspec.msgpack.Decoder(dict[int, int]).decode


class Replica:
    """The open file."""

    def __init__(
        self,
        connection: apsw.Connection,
        catalogue: Catalogue,
        me: Member,
        epoch: int,
        key: Ed25519PrivateKey,
        wall_ms: Callable[[], int],
        policy: Policy,
        options: Options,
        *,
        judge: bool,
    ) -> None:
        self.connection = connection
        cursor = connection.cursor()  # one for all: a cursor per statement costs a microsecond
        self.execute: Callable[..., Rows] = cursor.execute
        self.executemany: Callable[[str, Iterable[Sequence[Value]]], Rows] = cursor.executemany
        self.catalogue = catalogue
        self.me = me
        self.epoch = epoch
        self.key = key
        self.policy = policy
        self.options = options
        self.judge = judge
        self.frozen = False
        self.resuming = False
        self.head_file: HeadFile | None = None
        self.projection: Projection | None = None
        self.retracted: Callable[[Table], None] | None = None
        self.breathe: Callable[[], None] = _go_on  # between the records of a batch
        self.sql: dict[int, TableSql] = {table.id: TableSql(table) for table in catalogue.tables}
        self.row_tables = {
            table.id for table in catalogue.tables if table.merge in (Merge.ROWS, Merge.OWNED)
        }
        self.key_types: dict[int, type] = {
            table.id: int if table.pk is Kind.INT else str for table in catalogue.tables
        }
        self.streams = Streams(connection)
        self.clock = HybridClock(wall_ms, epoch=epoch)
        self.pending: Pending | None = None
        self.passes: dict[int, Pass] = {}
        self._own: dict[Scope, Stream] = {}
        self._wal = WriteAheadLog(connection, options.checkpoint_pages)
        self.load()

    def beside(self, connection: apsw.Connection) -> "Replica":
        """A copy of this replica in another file, to be read and proved."""
        return Replica(
            connection,
            self.catalogue,
            self.me,
            self.epoch,
            self.key,
            self.clock.wall_ms,
            self.policy,
            self.options,
            judge=self.judge,
        )

    def load(self) -> None:
        """Read from the file whatever is kept in memory."""
        self.load_digests()
        self.load_flags()
        self.members = read_members(self.connection)
        self.sealed = last_seals(self.execute, self.streams.by_number)
        self.frozen = bool(self.execute("SELECT 1 FROM s_meta WHERE key='frozen'").fetchall())
        self.resuming = bool(self.execute("SELECT 1 FROM s_meta WHERE key='resuming'").fetchall())
        self.clock.last = max(self.clock.last, self._hlc_saved())

    def load_digests(self) -> None:
        """Sums per bucket, by scope and table."""
        self.digests, self._carried = read_sums(self.execute)

    def load_flags(self) -> None:
        """What saves a look into the file. After a rollback they may name too much, never less."""
        self.buried = buried_tables(self.execute)
        self.withholding = bool(self.execute("SELECT 1 FROM s_withheld LIMIT 1").fetchall())
        self.passes.clear()
        self.compacted: dict[int, int] = dict(
            self.execute("SELECT id, compacted FROM s_scope WHERE compacted>0").fetchall()
        )

    def numbers(self) -> dict[int, int]:
        """Node numbers by node."""
        return {node: member.number for node, member in self.members.items()}

    def _hlc_saved(self) -> int:
        """The saved clock, or that of an own record: a local write saves no other."""
        meta = dict(self.execute("SELECT key, value FROM s_meta").fetchall())
        saved = [meta.get("hlc", 0)]
        lowered = _decode_map(meta["lowered"]) if "lowered" in meta else {}
        for number, stream in self.streams.by_number.items():
            head = self.streams.heads.get(number, EMPTY_HEAD)
            if stream.id.node == self.me.node and head.seq > lowered.get(number, 0):
                rows = self.execute(f"SELECT hlc FROM s_log WHERE {AT}", (number, head.seq))
                saved += [hlc for (hlc,) in rows]
        return int(max(saved))

    def lower_clock(self, to: int) -> None:
        """After a verdict: own records so far no longer say where the clock stands."""
        assert self.pending is not None
        own = {
            number: self.head(stream).seq
            for number, stream in self.streams.by_number.items()
            if stream.id.node == self.me.node
        }
        self.clock.lower(to)
        self.pending.observed = True
        self.execute(
            "INSERT INTO s_meta VALUES('lowered',?) ON CONFLICT DO UPDATE SET value=excluded.value",
            (_encode(own),),
        )

    # -- transactions -----------------------------------------------------------------------------

    def begin(self) -> None:
        assert self.pending is None
        self.execute("BEGIN IMMEDIATE")
        self.pending = Pending(self.streams.mark())

    def prepare(self) -> None:
        """Write what has gathered in memory; nothing may be written between this and `commit`."""
        pending = self.pending
        assert pending is not None
        assert pending.changed is None
        self.check_open()
        changed = self._keep_sums(pending)
        self._insert(_PUT_LOG, pending.log)
        if pending.observed:
            self.execute("UPDATE s_meta SET value=? WHERE key='hlc'", (self.clock.last,))
        pending.changed = changed

    def commit(self) -> None:
        pending = self.pending
        assert pending is not None
        if pending.changed is None:
            self.prepare()
        else:
            self.check_open()
        changed = pending.changed
        assert changed is not None
        self.execute("COMMIT")
        self.pending = None
        if pending.summed:
            self._carried = Carried()
        self.digests.update(changed)
        if pending.log:
            self._carried.commits += 1
            self._carried.groups |= changed.keys()
        self.streams.heads.update(pending.heads)
        if self.head_file is not None and pending.heads:
            self.head_file.committed(self.vector)
        self._wal.committed()

    def check_open(self) -> None:
        """A full disk may have ended the transaction: nothing may be written outside of one."""
        if not self.connection.in_transaction:
            raise DiskFull

    def vector(self) -> dict[StreamId, Head]:
        """Durable heads by stream."""
        streams = self.streams
        return {streams.by_number[number].id: head for number, head in streams.heads.items()}

    def rollback(self) -> None:
        assert self.pending is not None
        pending, self.pending = self.pending, None
        if self.connection.in_transaction:  # a full disk has rolled back already
            self.execute("ROLLBACK")
        self.streams.forget(pending.mark)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Begin; commit, or roll back what raised."""
        self.begin()
        try:
            yield
            self.commit()
        except BaseException:
            if self.pending is not None:
                self.rollback()
            raise

    def enrol(self, member: Member) -> None:
        """Pin a node; a change of key or role replaces the pin, numbers stay unique."""
        for other in self.members.values():
            if other.number == member.number and other.node != member.node:
                raise NotAllowed("number_taken", f"{member.number} belongs to node {other.node:x}")
        with self.transaction():
            put_member(self.connection, member)
        self.members[member.node] = member
        if member.node == self.me.node:
            self.me = member

    # -- streams ----------------------------------------------------------------------------------

    def own_stream(self, scope: Scope) -> Stream:
        """The stream this replica writes now."""
        own = self._own.get(scope)
        # Unless it was made in a transaction that was undone, or an epoch has begun since.
        if (
            own is None
            or own.id.epoch != self.epoch
            or self.streams.by_number.get(own.number) is not own
        ):
            own = self.streams.open(StreamId(NodeId(self.me.node), self.epoch, scope))
            self._own[scope] = own
        return own

    def head(self, stream: Stream) -> Head:
        """Head as seen from inside the open transaction."""
        number = stream.number
        if self.pending is not None and number in self.pending.heads:
            return self.pending.heads[number]
        return self.streams.heads.get(number, EMPTY_HEAD)

    def origin(self, stream: StreamId, member: Member) -> Origin:
        """The author of a stream as policies know it."""
        return Origin(stream.node, stream.epoch, stream.scope, member.number, member.role)

    # -- digests ----------------------------------------------------------------------------------

    def add_digest(self, scope: int, table: int, bucket: int, delta: int) -> None:
        """Move a bucket of a table in a scope."""
        assert self.pending is not None
        digests = self.pending.digests
        key = scope << _SCOPE_SHIFT | table << BUCKET_BITS | bucket
        digests[key] = digests.get(key, 0) + delta & MASK

    def _keep_sums(self, pending: Pending) -> Sums:
        """Digests as this transaction leaves them: in its last log row, or in s_digest."""
        if not pending.log or self._carried.commits >= CARRIED_MAX:
            self.settle_sums()
        changed = add_shares(self.digests, pending.digests)
        if pending.log:
            *record, _, body = pending.log[-1]
            pending.log[-1] = (*record, _encode(pending.digests), body)
        else:
            self._insert(PUT_SUMS, rows_of(changed))
        return changed

    def settle_sums(self) -> None:
        """Bring s_digest up to the last commit, so that no log row is needed for it."""
        pending, carried = self.pending, self._carried
        assert pending is not None
        if pending.summed or not carried.commits:
            return
        self._insert(PUT_SUMS, rows_of({group: self.digests[group] for group in carried.groups}))
        numbers = self.streams.by_number
        own = {
            number: head.seq
            for number, head in self.streams.heads.items()
            if numbers[number].id.node == self.me.node
        }
        self.execute(PUT_MARK, (pack_mark(own),))
        pending.summed = True

    def _insert(self, sql: str, rows: Sequence[tuple[Value, ...]]) -> None:
        if len(rows) == 1:  # cheaper than a loop of one
            self.execute(sql, rows[0])
        elif rows:
            self.executemany(sql, rows)


def _go_on() -> None:
    """Where nobody else needs the interpreter, ingest pauses for nobody."""
