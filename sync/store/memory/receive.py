"""How a memory replica takes records written elsewhere."""

from typing import Protocol

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.core.builtin import CONFLICT, STABLE, VERDICT
from sync.core.catalogue import Value
from sync.core.chain import next_hash, seal_holds, stream_tag
from sync.core.change import Append, Change
from sync.core.clock import HybridClock
from sync.core.errors import BadRecord
from sync.core.fold import Fold
from sync.core.ids import EMPTY_HEAD, Head, NodeId, Scope, StreamId
from sync.core.judge import FUTURE, UNDATED, Bounds, Origin, Policy, bounds_at
from sync.core.record import Record, decode_record
from sync.core.resuming import builds_on
from sync.core.stability import delivered_of
from sync.core.stamp import unpack_stamp
from sync.core.state import Loser, RunEntries
from sync.core.verdict import accepted_by
from sync.store.memory.data import Data, Logged, Stream
from sync.store.memory.retreat import Retreat, parts_before
from sync.store.protocol import Ingested, Member, Range, Receipt

PACK = msgspec.msgpack.Encoder().encode


class WriteOwn(Protocol):
    """Lets the receiver publish in the replica's own stream."""

    def __call__(self, scope: Scope, change: Change) -> None: ...


class Receiver:
    """Verifies, logs and applies ranges. `judge` publishes verdicts on what edges send."""

    def __init__(
        self,
        data: Data,
        me: Member,
        clock: HybridClock,
        policy: Policy,
        write_own: WriteOwn,
        *,
        judge: bool,
        epoch: int,
    ) -> None:
        self._data = data
        self._me = me
        self._clock = clock
        self._policy = policy
        self._write_own = write_own
        self._judge = judge
        self._retreat = Retreat(data, me)
        self.epoch = epoch

    def ingest(self, batch: Range) -> Ingested:
        stream = batch.stream
        held = self._data.streams.get(stream)
        if held is not None and held.frozen:
            return Ingested(stream, held.head(), "frozen")
        head = held.head() if held is not None else EMPTY_HEAD
        member = self._data.members.get(stream.node)
        if member is None:
            return self._refuse(batch, head, "unknown_node")
        if stream.scope not in member.scopes:
            return self._refuse(batch, head, "scope")
        if batch.first > head.seq + 1:
            return Ingested(stream, head, "gap")
        try:
            fresh, hashes = self._verified(batch, head, member)
            records = [decode_record(body) for body in fresh]
        except BadRecord as error:
            return self._freeze(batch, head, error.code)
        return self._apply(batch, head, member, fresh, hashes, records)

    def _verified(
        self, batch: Range, head: Head, member: Member
    ) -> tuple[list[bytes], list[bytes]]:
        """New bodies and their hashes; raises BadRecord(code) where stream and batch part ways."""
        stream, tag = batch.stream, stream_tag(batch.stream)
        log = self._data.streams[stream].log if stream in self._data.streams else []
        known = head.seq - batch.first + 1
        last = log[batch.first - 2].hash if batch.first > 1 else EMPTY_HEAD.hash
        hashes = []
        for place, body in enumerate(batch.bodies):
            last = next_hash(last, tag, batch.first + place, body)
            hashes.append(last)
            if place < known and log[batch.first - 1 + place].hash != last:
                raise BadRecord("fork")
        end = batch.first + len(batch.bodies) - 1
        key = Ed25519PublicKey.from_public_bytes(member.public_key)
        if batch.seal.seq != end or not seal_holds(key, stream, batch.seal, last):
            raise BadRecord("seal")
        return list(batch.bodies[known:]), hashes[known:]

    def _apply(
        self,
        batch: Range,
        head: Head,
        member: Member,
        fresh: list[bytes],
        hashes: list[bytes],
        records: list[Record],
    ) -> Ingested:
        stream = batch.stream
        origin = self._origin_of(stream, member)
        judging = self._judge and member.role != "hub" and stream.node != self._me.node
        bounds = self._bounds(stream) if judging else None
        held = self._data.streams.setdefault(stream, Stream())
        withheld = taken = 0
        waiting = ""
        for body, hash_, record in zip(fresh, hashes, records, strict=True):
            seq = head.seq + 1
            judge, position = receipt_at(batch.receipts, seq)
            if judge is not None and self._data.head(judge).seq < position:
                waiting = "waiting"
                break
            if record.part == 0:
                parts = [*parts_before(held), (seq, record)]
                ours = bounds.of(seq) if bounds is not None and judge is None else None
                code = self._effect(origin, parts, ours)
                if code == "waiting":
                    waiting = code
                    break
                withheld += bool(code)
            if judging and judge is None:
                judge = StreamId(NodeId(self._me.node), self.epoch, Scope(stream.scope))
                position = self._data.head(judge).seq
            held.log.append(Logged(hash_, body, judge, position))
            head = Head(seq, hash_)
            taken += 1
        if not waiting:
            held.seals[batch.seal.seq] = batch.seal
        return Ingested(stream, held.head(), waiting, records=taken, withheld=withheld)

    def _bounds(self, stream: StreamId) -> Bounds:
        stable = self._data.rows.get((STABLE.id, stream.scope))
        now_ms = self._clock.wall_ms()
        if stable is None or not stable.alive:
            return bounds_at(now_ms, 0)
        hlc, packed = stable.values
        assert isinstance(hlc, int) and isinstance(packed, bytes)
        return bounds_at(now_ms, hlc, delivered_of(packed, stream))

    def _origin_of(self, stream: StreamId, member: Member) -> Origin:
        return Origin(stream.node, stream.epoch, stream.scope, member.number, member.role)

    def _effect(
        self, origin: Origin, parts: list[tuple[int, Record]], bounds: Bounds | None
    ) -> str:
        seq, last = parts[-1]
        if origin.epoch > 1 and not self._holds_what_they_build_on(origin, parts):
            return "waiting"
        known = self._data.withheld.get((origin.node, origin.epoch, origin.scope, seq), "")
        fold = Fold(self._data.catalogue, self._data, self._policy)
        if not known or known in UNDATED:
            code = fold.take(origin, parts, bounds=bounds, known=known)
        else:
            code = known
        if code == "waiting":
            return code
        if code in UNDATED:
            self._data.save(Scope(origin.scope), fold)
        if code:
            self._data.set_aside(origin, seq, code)
            if bounds is not None:
                self._publish_verdict(origin, seq, code, parts)
            return code
        self._clock.observe(last.hlc)
        self._data.save(Scope(origin.scope), fold)
        self._heed_verdicts(origin, fold)
        self._publish_conflicts(Scope(origin.scope), fold.losers)
        return ""

    def _holds_what_they_build_on(self, origin: Origin, parts: list[tuple[int, Record]]) -> bool:
        """A stream that was frozen here is waited for no more: a person has to settle that."""
        stream = StreamId(NodeId(origin.node), origin.epoch, Scope(origin.scope))
        for earlier, seq in builds_on(stream, parts):
            held = self._data.streams.get(earlier)
            if self._data.head(earlier).seq < seq and not (held is not None and held.frozen):
                return False
        return True

    def _publish_verdict(
        self, origin: Origin, seq: int, code: str, parts: list[tuple[int, Record]]
    ) -> None:
        self._data.withheld[origin.node, origin.epoch, origin.scope, seq] = code
        ops = [op for _, record in parts for op in record.ops]
        accepted = PACK(accepted_by(self._data.catalogue, self._data, ops))
        values: dict[str, Value] = {
            "node": origin.node,
            "epoch": origin.epoch,
            "seq": seq,
            "code": code,
            "accepted": accepted,
        }
        self._write_own(Scope(origin.scope), Append(VERDICT, values))

    def _publish_conflicts(self, scope: Scope, losers: list[Loser]) -> None:
        for loser in losers:
            if unpack_stamp(loser.winner)[1] == self._me.number:
                values: dict[str, Value] = {
                    "table_id": loser.table,
                    "pk": PACK(loser.pk),
                    "field": loser.field,
                    "value": PACK(loser.value),
                    "stamp": loser.stamp,
                    "winner": loser.winner,
                }
                self._write_own(scope, Append(CONFLICT, values))

    def _heed_verdicts(self, origin: Origin, fold: Fold) -> None:
        """Remember verdicts; where one is about a record that has its effect here, undo it.

        Of others' records only what stamps decided: another judge may have let those pass before.
        """
        for entry in RunEntries(fold.runs.get(VERDICT.id, [])):
            node, epoch, seq, code, accepted = entry.values
            assert isinstance(node, int) and isinstance(epoch, int) and isinstance(seq, int)
            assert isinstance(accepted, bytes)
            self._data.withheld[node, epoch, origin.scope, seq] = str(code)
            stream = StreamId(NodeId(node), epoch, Scope(origin.scope))
            own = node == self._me.node
            if (own or code in UNDATED) and seq <= self._data.head(stream).seq:
                self._retreat.step_back(stream, seq, str(code), accepted)
                if own and code == FUTURE:
                    self._clock.lower(unpack_stamp(entry.stamp)[0])

    def _freeze(self, batch: Range, head: Head, code: str) -> Ingested:
        held = self._data.streams.setdefault(batch.stream, Stream())
        held.frozen = code
        return self._refuse(batch, head, code)

    def _refuse(self, batch: Range, head: Head, code: str) -> Ingested:
        self._data.note(batch.stream, head.seq + 1, code)
        return Ingested(batch.stream, head, code)


def receipt_at(receipts: tuple[Receipt, ...], seq: int) -> tuple[StreamId | None, int]:
    """The judge of a record and where its stream stood; (None, 0) if nobody judged it."""
    judge, position = None, 0
    for receipt in receipts:
        if receipt.first > seq:
            break
        judge, position = receipt.judge, receipt.position
    return judge, position
