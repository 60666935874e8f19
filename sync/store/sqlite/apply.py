"""One transaction of foreign records: effects, log, verdicts about them and conflicts they show."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sync.core.builtin import CONFLICT, STABLE, VERDICT
from sync.core.catalogue import Pk, Table, Value
from sync.core.chain import Seal
from sync.core.change import Append, Change
from sync.core.fold import Fold
from sync.core.ids import Head
from sync.core.judge import FUTURE, UNDATED, Bounds, bounds_at
from sync.core.merge.owned import WAITING
from sync.core.record import Op, Record
from sync.core.resuming import builds_on
from sync.core.stability import delivered_of
from sync.core.stamp import pack_stamp, unpack_stamp
from sync.core.state import ElementState, Entry, Loser, RightsState, RowState, RunEntries
from sync.core.verdict import accepted_by
from sync.store.protocol import Author, Member, Receipt
from sync.store.sqlite.keys import OF, log_id
from sync.store.sqlite.note import note
from sync.store.sqlite.parts import open_parts
from sync.store.sqlite.receipts import keep_receipt, receipt_at
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.retreat import step_back_from
from sync.store.sqlite.save import Saver
from sync.store.sqlite.streams import Stream
from sync.store.sqlite.view import FileView
from sync.store.sqlite.write import write

HUB = "hub"
_pack = msgspec.msgpack.Encoder().encode


class Batch(NamedTuple):
    """Verified records of one stream that are new here; `seal` where they end at one."""

    stream: Stream
    member: Member
    records: list[tuple[int, bytes, bytes, Record]]
    receipts: tuple[Receipt, ...]
    seal: Seal | None


class Applied(NamedTuple):
    """What became of them. `waiting`: the prefix ends before a record that needs another stream."""

    code: str
    records: int
    withheld: int


def apply(replica: Replica, batch: Batch) -> Applied:
    """Fold, save, log; the caller holds the transaction."""
    return _Application(replica, batch).run()


class _Application:
    def __init__(self, replica: Replica, batch: Batch) -> None:
        self._replica = replica
        self._batch = batch
        self._stream = batch.stream
        member = batch.member
        self._origin = replica.origin(batch.stream.id, member)
        self._judging = replica.judge and member.role != HUB and member.node != replica.me.node
        self._bounds: Bounds | None = None
        self._now_bounds = self._bounds_now() if self._judging else None
        self._publish: list[Change] = []
        self._withheld = 0
        self._new_fold()

    def _bounds_now(self) -> Bounds:
        replica = self._replica
        stream, now_ms = self._stream.id, replica.clock.wall_ms()
        stable = replica.execute(replica.sql[STABLE.id].select, (stream.scope,)).fetchone()
        if stable is None:
            return bounds_at(now_ms, 0)
        late = any(record.hlc <= stable[0] for *_, record in self._batch.records)
        return bounds_at(now_ms, stable[0], delivered_of(stable[1], stream) if late else 0)

    def _new_fold(self) -> None:
        self._view = FileView(self._replica, self._stream.scope)
        view, replica = self._view, self._replica
        self._fold = Fold(replica.catalogue, view, replica.policy, edits=view)

    def run(self) -> Applied:
        batch, code, taken = self._batch, "", 0
        parts = self._parts_before()
        self._read_ahead([record for _, record in parts])
        self._read_ahead([record for *_, record in batch.records])
        for seq, _, _, record in batch.records:
            self._replica.breathe()
            if not self._admitted(seq):
                code = "waiting"
                break
            parts.append((seq, record))
            if record.part == 0:
                code = self._take(parts)
                if code == "waiting":
                    break
                parts = []
                code = ""
            taken += 1
        self._save_fold()
        self._log(taken)
        if self._publish and not self._replica.frozen:
            write(self._replica, self._stream.id.scope, self._publish, Author())
        self._keep_receipts(taken)
        return Applied(code, taken, self._withheld)

    def _admitted(self, seq: int) -> bool:
        """Whether a verdict on this record would be known here, or is ours to give."""
        receipt = receipt_at(self._batch.receipts, seq)
        judged_here = self._judging and receipt is None
        now = self._now_bounds
        self._bounds = now.of(seq) if judged_here and now is not None else None
        if receipt is None:
            return True
        return self._replica.streams.durable_head(receipt.judge).seq >= receipt.position

    def _keep_receipts(self, taken: int) -> None:
        """Those that came with the records; where we judged, ours, behind the verdicts given."""
        if not taken:
            return
        replica, number = self._replica, self._stream.number
        first, last = self._batch.records[0][0], self._batch.records[taken - 1][0]
        receipts = [receipt for receipt in self._batch.receipts if receipt.first <= last]
        for receipt in receipts:
            keep_receipt(
                replica, number, max(first, receipt.first), receipt.judge, receipt.position
            )
        if self._judging and receipt_at(self._batch.receipts, first) is None:
            own = replica.own_stream(self._stream.id.scope)
            keep_receipt(replica, number, first, own.id, replica.head(own).seq)

    def _take(self, parts: list[tuple[int, Record]]) -> str:
        seq, last = parts[-1]
        code = self._known_verdict(seq) if self._replica.withholding else ""
        if not code and self._view.foreign:
            code = self._foreign(parts)
        if self._stream.id.epoch > 1 and not self._holds_what_they_build_on(parts):
            return WAITING
        if not code or code in UNDATED:
            code = self._fold.take(self._origin, parts, bounds=self._bounds, known=code)
        if code == "waiting":
            return code
        if code:
            self._withhold(seq, code, parts)
            return code
        if self._moves_clock(last):
            self._replica.clock.observe(last.hlc)
        if VERDICT.id in self._fold.runs:
            self._heed(RunEntries(self._fold.runs[VERDICT.id]))
        return ""

    def _moves_clock(self, record: Record) -> bool:
        """A judge's clock follows nobody into the future, whatever the record says."""
        return self._bounds is None or record.hlc <= self._bounds.high

    def _known_verdict(self, seq: int) -> str:
        found = self._replica.execute(
            "SELECT code FROM s_withheld WHERE stream=? AND seq=?", (self._stream.number, seq)
        ).fetchone()
        return str(found[0]) if found is not None else ""

    def _foreign(self, parts: list[tuple[int, Record]]) -> str:
        foreign = self._view.foreign
        if any((op.table, op.pk) in foreign for _, r in parts for op in r.ops):
            return "foreign_row"
        return ""

    def _holds_what_they_build_on(self, parts: list[tuple[int, Record]]) -> bool:
        """A stream that was frozen here is waited for no more: a person has to settle that."""
        streams = self._replica.streams
        for stream, seq in builds_on(self._stream.id, parts):
            held = streams.by_id.get(stream)
            if streams.durable_head(stream).seq < seq and not (held is not None and held.frozen):
                return False
        return True

    def _withhold(self, seq: int, code: str, parts: list[tuple[int, Record]]) -> None:
        self._withheld += 1
        note(self._replica, self._stream.id, seq, code)
        if self._bounds is None:
            return
        ops = [op for _, record in parts for op in record.ops]
        accepted = accepted_by(self._replica.catalogue, _Inside(self._fold, self._view), ops)
        values: dict[str, Value] = {
            "node": self._origin.node,
            "epoch": self._origin.epoch,
            "seq": seq,
            "code": code,
            "accepted": _pack(accepted),
        }
        self._publish.append(Append(VERDICT, values))

    def _heed(self, entries: Sequence[Entry]) -> None:
        """Verdicts count at once; one about a record that has its effect here undoes it.

        Of others' records only what stamps decided: another judge may have let those pass before.
        """
        me = self._replica.me.node
        self._save_fold()
        self._new_fold()
        for entry in entries:
            node, _, _, code, _ = entry.values
            if node == me or code in UNDATED:
                unlogged = self._unlogged(entry.seq)
                step_back_from(self._replica, self._stream.id.scope, entry, unlogged)
            if node == me and code == FUTURE:
                self._replica.clock.lower(unpack_stamp(entry.stamp)[0])

    def _unlogged(self, before: int) -> list[tuple[bytes, Op]]:
        """What this batch has brought so far: it has its effect, but is not in the log yet."""
        number = self._origin.number
        return [
            (pack_stamp(record.hlc, number), op)
            for seq, *_, record in self._batch.records
            if seq < before and not self._known_verdict(seq + record.part)
            for op in record.ops
        ]

    def _save_fold(self) -> None:
        Saver(self._replica, self._stream.scope).save(self._fold, self._view, self._stream)
        for loser in self._fold.losers:
            if unpack_stamp(loser.winner)[1] == self._replica.me.number:
                self._publish.append(Append(CONFLICT, _shown(loser)))

    def _log(self, taken: int) -> None:
        replica, batch, number = self._replica, self._batch, self._stream.number
        assert replica.pending is not None
        if not taken:
            return
        records = batch.records[:taken]
        replica.executemany(
            "INSERT INTO s_log(id, hlc, hash, body) VALUES(?,?,?,?)",
            [
                (log_id(number, seq), record.hlc, hash_, body)
                for seq, hash_, body, record in records
            ],
        )
        replica.pending.heads[number] = Head(records[-1][0], records[-1][1])
        replica.pending.observed = True
        if batch.seal is not None and taken == len(batch.records):
            replica.execute(
                "INSERT OR IGNORE INTO s_seal VALUES(?,?,?)",
                (number, batch.seal.seq, batch.seal.signature),
            )

    def _parts_before(self) -> list[tuple[int, Record]]:
        """Parts already logged whose last part is still to come."""
        return open_parts(
            self._replica.execute(
                f"SELECT seq, body FROM s_log WHERE {OF} ORDER BY id DESC",
                (self._stream.number,),
            )
        )

    def _read_ahead(self, records: list[Record]) -> None:
        """Every row these records touch, one statement per table. A key of another kind than the
        table's, also None, is of no row."""
        wanted: dict[int, list[Pk]] = {}
        last, keys = 0, list[Pk]()
        for record in records:
            for op in record.ops:
                if op.table != last:  # mostly all are of one
                    last = op.table
                    keys = wanted.setdefault(last, [])
                keys.append(op.pk)  # type: ignore[arg-type]
        for table_id, pks in wanted.items():
            table = self._replica.catalogue.by_id.get(table_id)
            if table is not None and table_id in self._replica.row_tables:
                kind = self._replica.key_types[table_id]
                self._view.read_ahead(table, [pk for pk in pks if type(pk) is kind])


class _Inside:
    """The rows as a fold has left them so far."""

    def __init__(self, fold: Fold, view: FileView) -> None:
        self._fold = fold
        self._view = view

    def load_row(self, table: Table, pk: Pk) -> RowState | None:
        key = (table.id, pk)
        if key in self._fold.rows:
            state = self._fold.rows[key]
            return state.copy() if state is not None else None
        return self._view.load_row(table, pk)

    def load_element(self, table: Table, pk: Pk, element: str) -> ElementState | None:
        state = self._fold.elements.get((table.id, pk, element))
        return state.copy() if state is not None else self._view.load_element(table, pk, element)

    def load_rights(self, table: Table, pk: Pk) -> RightsState | None:
        state = self._fold.counters.get((table.id, pk))
        return state.copy() if state is not None else self._view.load_rights(table, pk)


def _shown(loser: Loser) -> dict[str, Value]:
    return {
        "table_id": loser.table,
        "pk": _pack(loser.pk),
        "field": loser.field,
        "value": _pack(loser.value),
        "stamp": loser.stamp,
        "winner": loser.winner,
    }
