"""Applies records to working copies of the rows they touch; a store loads and saves those copies.

Pure: the same records over the same rows give the same result, on every store and in any order
between streams. A record takes effect whole or not at all.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from sync.core import digest
from sync.core.catalogue import Catalogue, Merge, Pk, Table
from sync.core.ids import StreamId
from sync.core.joined import joined
from sync.core.judge import FUTURE, PAST, Bounds, OpenPolicy, Origin, Policy
from sync.core.merge import escrow, owned, rows, sets
from sync.core.plain import ledger_of, only_edits
from sync.core.record import KIND_MASK, Op, OpKind, PlainRecord, Record
from sync.core.shape import well_formed
from sync.core.stamp import pack_stamp
from sync.core.state import ElementState, RightsState, RowState, Run
from sync.core.working import ElementKey, RowKey, Undo, Working

__all__ = ["ElementKey", "Fold", "RowKey", "View"]


class View(Protocol):
    """The rows as they stand before the fold. Each call hands out a copy the fold may change."""

    def load_row(self, table: Table, pk: Pk) -> RowState | None: ...

    def load_element(self, table: Table, pk: Pk, element: str) -> ElementState | None: ...

    def load_rights(self, table: Table, pk: Pk) -> RightsState | None: ...


class Edits(Protocol):
    """Where plain writes may go without a working copy of their row. The view shows them too."""

    def overwrite(
        self, ops: Iterable[Op | None], stamp: bytes, opened: Collection[RowKey]
    ) -> list[Op]:
        """Take writes of fields whose stamp is above every clock of a living row in its first life,
        where the row is at hand, not opened, and has no such write yet; the others come back."""
        ...


class Fold(Working):
    """Working copies and what came of them. One fold serves one storage transaction.

    own: of a transaction that is being made here, taken change by change, under a stamp of its own.
    edits: most batches are edits of rows that are touched once.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        view: View,
        policy: Policy,
        *,
        own: bool = False,
        edits: Edits | None = None,
    ) -> None:
        super().__init__()
        self.catalogue = catalogue
        self._own = own
        self._edits = edits
        self._view = view
        self._refuses = None if type(policy) is OpenPolicy else policy.refuses
        self._author: Origin | None = None
        self._stream: StreamId
        self._undated = ""

    def take(
        self,
        origin: Origin,
        parts: Sequence[tuple[int, Record]],
        *,
        bounds: Bounds | None = None,
        known: str = "",
    ) -> str:
        """Apply one transaction (all its parts, last one last).

        Empty: applied. FUTURE, PAST: stamped outside the bounds, so applied but for what stamps
        decide. `waiting`: a hand-over it builds on has not arrived. Any other code: withheld.
        bounds: given by a judge. known: FUTURE or PAST, where a judge has found so before.
        """
        if len(parts) == 1 and type(parts[0][1]) is PlainRecord:
            seq, record = parts[0]
            within = bounds is None or bounds.low < record.hlc <= bounds.high
            if self._take_plain(origin, seq, record, dated=within and not known):
                return ""
        code = self._refusal(origin, parts)
        if code:
            return code
        undo = Undo(self, keep=self._fallible(parts))
        self._undated = known or (self._misdated(parts, bounds) if bounds is not None else "")
        ops = joined(self.catalogue, [op for _, record in parts for op in record.ops])
        begin = 0
        for seq, record in parts:
            stamp, end = pack_stamp(record.hlc, origin.number), begin + len(record.ops)
            for index, op in enumerate(ops[begin:end]):
                code = self._apply(origin, seq, index, op, stamp, undo) if op is not None else ""
                if code:
                    undo.put_back()
                    return code
            begin = end
        return self._undated

    def _take_plain(self, origin: Origin, seq: int, record: Record, *, dated: bool) -> bool:
        """The short way for records of one plain kind. dated: its stamp may decide.

        False: nothing was done.
        """
        catalogue, refuses, ops = self.catalogue, self._refuses, record.ops
        stamp = pack_stamp(record.hlc, origin.number)
        ledger = ledger_of(catalogue, refuses, origin, ops)
        if ledger:
            places, values = list(range(len(ops))), [op.values for op in ops]
            run = Run(self._stream_of(origin), seq, stamp, places, values)
            self.runs.setdefault(ledger, []).append(run)
            return True
        if dated and only_edits(catalogue, refuses, origin, ops):
            self._edit(ops, stamp)
            return True
        return False

    def _edit(self, ops: Sequence[Op], stamp: bytes) -> None:
        tables, each = self.catalogue.by_id, joined(self.catalogue, ops)
        if self._edits is not None:
            each = self._edits.overwrite(each, stamp, self.rows)
        for op in each:
            if op is not None:
                self._merge_row(tables[op.table], op, stamp, Undo(self, keep=False))

    def _stream_of(self, origin: Origin) -> StreamId:
        if self._author is not origin:
            self._author = origin
            self._stream = StreamId(origin.node, origin.epoch, origin.scope)  # type: ignore[arg-type]
        return self._stream

    def _refusal(self, origin: Origin, parts: Sequence[tuple[int, Record]]) -> str:
        refuses = self._refuses
        for _, record in parts:
            plain = type(record) is PlainRecord
            for op in record.ops:
                if not well_formed(self.catalogue.by_id.get(op.table), op, plain=plain):
                    return "op_malformed"
                code = refuses(origin, op) if refuses is not None else ""
                if code:
                    return code
        return ""

    def _fallible(self, parts: Sequence[tuple[int, Record]]) -> bool:
        """Whether an operation may be refused after others of its transaction were applied."""
        tables = {op.table for _, record in parts for op in record.ops}
        found = (self.catalogue.by_id.get(number) for number in tables)
        return any(table is not None and table.merge in _FALLIBLE for table in found)

    def _misdated(self, parts: Sequence[tuple[int, Record]], bounds: Bounds) -> str:
        """FUTURE or PAST, if the stamp of a record outside the bounds decides anything."""
        for _, record in parts:
            if record.hlc > bounds.high and self._decides(record, _DATED_AHEAD):
                return FUTURE
            if record.hlc <= bounds.low and self._decides(record, _DATED_BEHIND):
                return PAST
        return ""

    def _decides(self, record: Record, merges: frozenset[Merge]) -> bool:
        tables = (self.catalogue.by_id.get(op.table) for op in record.ops)
        return any(table is not None and table.merge in merges for table in tables)

    def _apply(self, origin: Origin, seq: int, index: int, op: Op, stamp: bytes, undo: Undo) -> str:
        table = self.catalogue.by_id.get(op.table)
        if table is None:
            return ""
        merge = table.merge
        if merge is Merge.ROWS:
            if not self._undated:
                self._merge_row(table, op, stamp, undo)
            return ""
        if merge is Merge.LEDGER:
            self._append(table, origin, seq, index, op, stamp)
            return ""
        assert op.pk is not None
        if table.merge is Merge.OWNED:
            return self._merge_owned(table, op, stamp, origin.number, undo)
        if table.merge is Merge.SET:
            if self._undated != PAST or op.kind & KIND_MASK != OpKind.ADD:
                self._merge_element(table, op, stamp, undo)
            return ""
        return self._merge_rights(table, op, origin.number, undo)

    def _append(
        self, table: Table, origin: Origin, seq: int, index: int, op: Op, stamp: bytes
    ) -> None:
        width = len(table.fields)
        values, extra = op.values, None
        if len(values) != width:
            extra = digest.pack(values[width:]) if len(values) > width else None
            values = values[:width] + [field.default for field in table.fields[len(values) :]]
        runs = self.runs.setdefault(table.id, [])
        if not runs or runs[-1].seq != seq:
            runs.append(Run(self._stream_of(origin), seq, stamp, [], []))
        runs[-1].add(index, values, extra)

    def _merge_row(self, table: Table, op: Op, stamp: bytes, undo: Undo) -> None:
        key, state = self._open_row(table, op, undo)
        if op.kind == _PLAIN_PUT and state is not None and rows.overwrite(state, op, stamp):
            self.written[key] = stamp  # by far the most frequent case
            return
        if op.kind & KIND_MASK == OpKind.DELETE:
            self.rows[key] = rows.delete(state, op, stamp)
        else:
            again = self._own and self.written.get(key) == stamp
            self.rows[key] = rows.put(state, table, op, stamp, self.losers, again=again)
        self.written[key] = stamp

    def _merge_owned(self, table: Table, op: Op, stamp: bytes, number: int, undo: Undo) -> str:
        key, state = self._open_row(table, op, undo)
        code = owned.refusal(state, table, op, number)
        if code:
            return code
        if op.kind & KIND_MASK == OpKind.OWN:
            assert state is not None
            self.rows[key] = owned.hand_over(state, op, stamp)
        else:
            self.rows[key] = owned.put(state, table, op, stamp)
        return ""

    def _open_row(self, table: Table, op: Op, undo: Undo) -> tuple[RowKey, RowState | None]:
        assert op.pk is not None
        key = (op.table, op.pk)
        if key in self.rows:
            state = self.rows[key]
        else:
            state = self.rows[key] = self._view.load_row(table, op.pk)
        if undo.keep:
            undo.rows.append((key, state.copy() if state is not None else None))
        return key, state

    def _merge_element(self, table: Table, op: Op, stamp: bytes, undo: Undo) -> None:
        assert op.pk is not None
        element = str(op.values[0])
        key = (op.table, op.pk, element)
        if key in self.elements:
            state = self.elements[key]
        else:
            state = self.elements[key] = self._view.load_element(table, op.pk, element)
        if key not in self.elements_before:
            self.elements_before[key] = digest.element_digest(op.pk, element, state)
        undo.elements.append((key, state.copy() if state is not None else None))
        if op.kind & KIND_MASK == OpKind.ADD:
            self.elements[key] = sets.add(state, stamp)
        else:
            seen = op.values[1]
            assert isinstance(seen, bytes)
            self.elements[key] = sets.remove(state, seen)

    def _merge_rights(self, table: Table, op: Op, number: int, undo: Undo) -> str:
        assert op.pk is not None
        key = (op.table, op.pk)
        if key in self.counters:
            state = self.counters[key]
        else:
            state = self.counters[key] = self._view.load_rights(table, op.pk)
        if key not in self.counters_before:
            self.counters_before[key] = digest.rights_digest(op.pk, state)
        undo.counters.append((key, state.copy() if state is not None else None))
        if op.kind & KIND_MASK == OpKind.GRANT:
            to, total, received = op.values
            state = escrow.grant(state, number, to=to, total=total)
        else:
            total, received = op.values
            state = escrow.spend(state, number, total=total)
        self.counters[key] = state
        return escrow.refusal(state, number, claimed=received)


_PLAIN_PUT = int(OpKind.PUT)
_FALLIBLE = frozenset({Merge.OWNED, Merge.ESCROW})
_DATED_AHEAD = frozenset({Merge.ROWS})
_DATED_BEHIND = frozenset({Merge.ROWS, Merge.SET})
