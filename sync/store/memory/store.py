"""A replica in dictionaries: the reference for other stores, and fast in the simulator."""

from collections.abc import Callable, Iterable, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.core.builtin import with_builtin
from sync.core.catalogue import Catalogue, Merge, Pk, Table, Value
from sync.core.chain import SEAL_BYTES_MAX, SEAL_RECORDS_MAX, next_hash, seal_head, stream_tag
from sync.core.change import Change
from sync.core.clock import HybridClock, next_epoch
from sync.core.errors import NotAllowed
from sync.core.fold import Fold
from sync.core.handshake import FORK, HUB, LOST_SUFFIX
from sync.core.ids import Head, NodeId, Scope, StreamId
from sync.core.judge import OpenPolicy, Origin, Policy
from sync.core.local import ops_of
from sync.core.messages import Mark
from sync.core.record import FORMAT, RECORD_OPS_MAX, Op, Record, encode_record
from sync.core.resuming import UNKNOWN, Fallen, check_resumed, word_of
from sync.core.stamp import pack_stamp
from sync.core.state import Entry, Loser
from sync.store.frontier import reached
from sync.store.memory.data import Data, Logged, Stream
from sync.store.memory.forget import Forgetter
from sync.store.memory.overlay import Inner, Overlay, Transaction
from sync.store.memory.receive import Receiver
from sync.store.protocol import (
    Author,
    Ingested,
    Member,
    Projection,
    QuarantineItem,
    Range,
    Receipt,
    Written,
    chosen,
)


class MemoryStore:
    """See sync.store.protocol.Store. `judge` marks the first hop that publishes verdicts."""

    def __init__(
        self,
        catalogue: Catalogue,
        me: Member,
        key: Ed25519PrivateKey,
        wall_ms: Callable[[], int],
        *,
        policy: Policy | None = None,
        judge: bool = False,
        projection: Projection | None = None,
        epoch: int = 1,
    ) -> None:
        self.catalogue = with_builtin(catalogue)
        self.me = me
        self.epoch = epoch
        self.clock = HybridClock(wall_ms, epoch=epoch)
        self.frozen = False
        self.resuming = False
        self._fallen = UNKNOWN
        self._key = key
        self._policy = policy or OpenPolicy()
        self.data = Data(self.catalogue, wall_ms, projection)
        self.data.members[me.node] = me
        self._receiver = Receiver(
            self.data,
            me,
            self.clock,
            self._policy,
            self._write_own,
            judge=judge,
            epoch=epoch,
        )
        self._forgetter = Forgetter(self.data)
        self._pending: Transaction | None = None

    # -- transactions -----------------------------------------------------------------------------

    def begin(self) -> None:
        assert self._pending is None
        self._pending = Transaction(self.clock.last)

    def commit(self) -> None:
        pending = self._take_pending()
        for stream, logged in pending.logged:
            self.data.streams.setdefault(stream, Stream()).log.append(logged)
        for scope, fold in pending.folds:
            self.data.save(scope, fold)

    def rollback(self) -> None:
        self.clock.last = self._take_pending().clock

    def _take_pending(self) -> "Transaction":
        assert self._pending is not None
        pending, self._pending = self._pending, None
        return pending

    @property
    def in_transaction(self) -> bool:
        """Whether `begin` was called and neither `commit` nor `rollback` yet."""
        return self._pending is not None

    def raise_epoch(self, above: int, cause: str = "") -> None:
        """Own records from now on go to new streams, in an epoch above this one; none after a fork,
        until a person has looked."""
        assert self._pending is None
        known = {stream.epoch for stream in self.data.streams if stream.node == self.me.node}
        self.epoch = self._receiver.epoch = next_epoch({self.epoch, *known}, above)
        self.clock.begin(self.epoch)
        self.resuming = self.me.role != HUB
        self._fallen = Fallen(self.clock.last, self._own_before())
        self.frozen = cause == FORK or (self.frozen and cause == LOST_SUFFIX)

    def resume(self, told: Iterable[Mark] = ()) -> None:
        if not self.resuming or self.frozen:
            return
        self.resuming = False
        self.begin()
        for scope, word in word_of(self.epoch, self.me.scopes, told).items():
            self.write(Scope(scope), word, Author())
        self.commit()

    def _made_since(self, table: Table, pk: Pk) -> bool:
        row = Overlay(self.data, self._pending).load_row(table, pk)
        return self._fallen.made_since(self._own_before(), row.clocks if row is not None else None)

    def _own_before(self) -> int:
        return sum(
            held.head().seq
            for stream, held in self.data.streams.items()
            if stream.node == self.me.node and stream.epoch < self.epoch
        )

    # -- local writes -----------------------------------------------------------------------------

    def write(self, scope: Scope, changes: Iterable[Change], author: Author) -> Written | None:
        assert self._pending is not None
        if self.frozen:
            raise NotAllowed("frozen")
        changes = list(changes)
        if self.resuming:
            check_resumed(changes, self._made_since)
        pending = self._pending
        view = Overlay(self.data, pending)
        fold = Fold(self.catalogue, view, self._policy, own=True)
        origin = self._origin(scope)
        stream = StreamId(NodeId(self.me.node), self.epoch, scope)
        head = pending.head(stream, self.data.head(stream))
        clock_before, ops = self.clock.last, list[Op]()
        hlc = self.clock.tick()
        inner = Inner(fold, view)
        try:
            for change in changes:
                made = ops_of(change, inner, self.me.number)
                record = self._record(hlc, author, 0, made)
                code = fold.take(origin, [(head.seq + 1, record)]) if made else ""
                if code:
                    raise NotAllowed(code)
                ops += made
        except NotAllowed:
            self.clock.last = clock_before
            raise
        if not ops:
            self.clock.last = clock_before
            return None
        return self._log(scope, stream, head, hlc, author, ops)

    def _log(
        self, scope: Scope, stream: StreamId, head: Head, hlc: int, author: Author, ops: list[Op]
    ) -> Written:
        """Cut into parts where needed, then fold once more with the final places of the entries."""
        assert self._pending is not None
        pieces = [ops[at : at + RECORD_OPS_MAX] for at in range(0, len(ops), RECORD_OPS_MAX)]
        parts = []
        for place, piece in enumerate(pieces):
            record = self._record(hlc, author, len(pieces) - 1 - place, piece)
            body = encode_record(record)
            seq = head.seq + 1
            head = Head(seq, next_hash(head.hash, stream_tag(stream), seq, body))
            self._pending.logged.append((stream, Logged(head.hash, body)))
            self._pending.heads[stream] = head
            parts.append((seq, record))
        fold = Fold(self.catalogue, Overlay(self.data, self._pending), OpenPolicy())
        code = fold.take(self._origin(scope), parts)
        assert not code
        self._pending.folds.append((scope, fold))
        return Written(stream, head.seq, pack_stamp(hlc, self.me.number))

    def _record(self, hlc: int, author: Author, part: int, ops: list[Op]) -> Record:
        return Record(
            FORMAT, self.catalogue.schema, hlc, author.user, author.device, author.key, part, ops
        )

    def _origin(self, scope: Scope) -> Origin:
        return Origin(self.me.node, self.epoch, scope, self.me.number, self.me.role)

    # -- foreign records --------------------------------------------------------------------------

    def ingest(self, batch: Range) -> Ingested:
        assert self._pending is None
        return self._receiver.ingest(batch)

    def _write_own(self, scope: Scope, change: Change) -> None:
        if self.frozen:
            return
        self.begin()
        self.write(scope, [change], Author())
        self.commit()

    # -- sending ----------------------------------------------------------------------------------

    def seal(self) -> None:
        for stream, held in self.data.streams.items():
            if stream.node != self.me.node or not held.log or len(held.log) in held.seals:
                continue
            size, last = 0, max(held.seals, default=0)
            for seq in range(last + 1, len(held.log) + 1):
                size += len(held.log[seq - 1].body)
                if seq - last >= SEAL_RECORDS_MAX or size >= SEAL_BYTES_MAX or seq == len(held.log):
                    held.seals[seq] = seal_head(self._key, stream, seq, held.log[seq - 1].hash)
                    size, last = 0, seq

    def extract(self, stream: StreamId, after: int, bytes_max: int) -> Range | None:
        held = self.data.streams.get(stream)
        if held is None or after < held.floor:
            return None
        end = size = 0
        for seq in sorted(seal for seal in held.seals if seal > after):
            size += sum(len(logged.body) for logged in held.log[max(end, after) : seq])
            if end and size > bytes_max:
                break
            end = seq
        if not end:
            return None
        bodies = tuple(logged.body for logged in held.log[after:end])
        receipts: list[Receipt] = []
        for seq in range(after + 1, end + 1):
            judge, position = held.log[seq - 1].judge, held.log[seq - 1].position
            if judge is not None and (not receipts or receipts[-1].position != position):
                receipts.append(Receipt(seq, judge, position))
        return Range(stream, after + 1, bodies, held.seals[end], tuple(receipts))

    def hash_at(self, stream: StreamId, seq: int) -> bytes | None:
        """Chain hash of a record held."""
        held = self.data.streams.get(stream)
        return held.log[seq - 1].hash if held is not None and 0 < seq <= len(held.log) else None

    # -- reading ----------------------------------------------------------------------------------

    def vector(self) -> dict[StreamId, Head]:
        return {stream: held.head() for stream, held in self.data.streams.items() if held.log}

    def row(self, table: Table, pk: Pk) -> dict[str, Value] | None:
        state = Overlay(self.data, self._pending).load_row(table, pk)
        if state is None or not state.alive:
            return None
        return dict(zip(table.names, state.values, strict=True))

    def rows(self, table: Table) -> dict[Pk, dict[str, Value]]:
        assert table.merge in (Merge.ROWS, Merge.OWNED)
        return {
            pk: dict(zip(table.names, state.values, strict=True))
            for (table_id, pk), state in self.data.rows.items()
            if table_id == table.id and state.alive
        }

    def entries(self, table: Table) -> list[Entry]:
        """All entries of a ledger in order of arrival."""
        return list(self.data.entries.get(table.id, []))

    def elements(self, table: Table, pk: Pk) -> set[str]:
        return {
            element
            for (table_id, key, element), state in self.data.elements.items()
            if table_id == table.id and key == pk and state.dots
        }

    def rights(self, table: Table, pk: Pk, number: int) -> int:
        state = self.data.counters.get((table.id, pk))
        return state.held(number) if state is not None else 0

    def losers(self) -> list[Loser]:
        return list(self.data.losers.values())

    def quarantine(self) -> list[QuarantineItem]:
        return list(self.data.quarantine)

    def digest(self, scope: Scope) -> dict[int, int]:
        return self._forgetter.digest(scope, reached(self, scope))

    # -- forgetting -------------------------------------------------------------------------------

    def level(self, scope: Scope) -> int:
        return self.data.levels.get(scope, 0)

    def collapse(self, scope: Scope, stable_hlc: int, rows_max: int) -> bool:
        self._forgetter.collapse(scope, stable_hlc)
        return True

    def lowest_hlc(self, scope: Scope, behind: Mapping[StreamId, int]) -> int:
        return self._forgetter.lowest_hlc(scope, behind)

    def newer(self, scope: Scope, hlc: int, enough: int) -> int:
        return self._forgetter.newer(scope, hlc, enough)

    def stages(self, scope: Scope) -> bytes:
        return self.data.stages.get(scope, b"")

    def keep_stages(self, scope: Scope, packed: bytes) -> None:
        self.data.stages[scope] = packed

    def drop_bodies(self, upto: Mapping[StreamId, int], records_max: int) -> int:
        return sum(self._forgetter.drop(stream, seq, records_max) for stream, seq in upto.items())

    def floor(self, stream: StreamId) -> int:
        held = self.data.streams.get(stream)
        return held.floor if held is not None else 0

    def enrol(self, member: Member) -> None:
        self.introduce(chosen(self.data.members.get(member.node), member))

    def introduce(self, member: Member) -> None:
        self.data.members[member.node] = member

    def members(self) -> dict[int, Member]:
        return dict(self.data.members)
