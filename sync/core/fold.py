"""Applies records to working copies of the rows they touch; a store loads and saves those copies.

Pure: the same records over the same rows give the same result, on every store and in any order
between streams. A record takes effect whole or not at all.
"""

from collections.abc import Sequence
from typing import Protocol

from sync.core import digest
from sync.core.catalogue import Catalogue, Kind, Merge, Pk, Table
from sync.core.ids import StreamId
from sync.core.judge import FUTURE, OpenPolicy, Origin, Policy
from sync.core.merge import escrow, owned, rows, sets
from sync.core.record import INTEGER_MAX, KIND_MASK, Op, OpKind, Record, fits, variant_of
from sync.core.stamp import STAMP_BYTES, pack_stamp
from sync.core.state import ElementState, Entry, Loser, RightsState, RowState

ElementKey = tuple[int, Pk, str]
RowKey = tuple[int, Pk]


class View(Protocol):
    """The rows as they stand before the fold. Each call hands out a copy the fold may change."""

    def load_row(self, table: Table, pk: Pk) -> RowState | None: ...

    def load_element(self, table: Table, pk: Pk, element: str) -> ElementState | None: ...

    def load_rights(self, table: Table, pk: Pk) -> RightsState | None: ...


class Fold:
    """Working copies and what came of them. One fold serves one storage transaction.

    rows, elements, counters: present state by key; the `*_before` maps name those that changed and
    their digest before. entries: ledger entries by table id, in order.
    """

    def __init__(self, catalogue: Catalogue, view: View, policy: Policy) -> None:
        self.catalogue = catalogue
        self.rows: dict[RowKey, RowState | None] = {}
        self.elements: dict[ElementKey, ElementState | None] = {}
        self.counters: dict[RowKey, RightsState | None] = {}
        self.rows_before: dict[RowKey, int] = {}
        self.elements_before: dict[ElementKey, int] = {}
        self.counters_before: dict[RowKey, int] = {}
        self.entries: dict[int, list[Entry]] = {}
        self.losers: list[Loser] = []
        self._view = view
        self._policy = policy
        self._author: Origin | None = None
        self._stream: StreamId
        self._future = False
        self._written: dict[RowKey, bytes] = {}

    def take(
        self, origin: Origin, parts: Sequence[tuple[int, Record]], *, hlc_max: int | None = None
    ) -> str:
        """Apply one transaction (all its parts, last one last).

        Empty: applied. FUTURE: stamped above `hlc_max`, so applied but for what stamps decide.
        `waiting`: a hand-over it builds on has not arrived. Any other code: withheld. `hlc_max` is
        given by a judge, or is 0 where a judge has found a record to be from the future.
        """
        code = self._refusal(origin, parts)
        if code:
            return code
        undo = _Undo(self, keep=self._fallible(parts))
        self._future = hlc_max is not None and any(
            record.hlc > hlc_max and self._is_dated(record) for _, record in parts
        )
        for seq, record in parts:
            stamp = pack_stamp(record.hlc, origin.number)
            for index, op in enumerate(record.ops):
                code = self._apply(origin, seq, index, op, stamp, undo)
                if code:
                    undo.put_back()
                    return code
        return FUTURE if self._future else ""

    def _refusal(self, origin: Origin, parts: Sequence[tuple[int, Record]]) -> str:
        refuses = None if type(self._policy) is OpenPolicy else self._policy.refuses
        for _, record in parts:
            for op in record.ops:
                if not self._well_formed(op):
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

    def _is_dated(self, record: Record) -> bool:
        """Whether the stamp of a record decides anything (last write wins)."""
        tables = (self.catalogue.by_id.get(op.table) for op in record.ops)
        return any(table is not None and table.merge is Merge.ROWS for table in tables)

    def _well_formed(self, op: Op) -> bool:
        table = self.catalogue.by_id.get(op.table)
        if table is None:
            return True
        kind = op.kind & KIND_MASK
        merge, fields, values = table.merge, op.fields, op.values
        if kind not in _KINDS[merge]:  # a tuple: the hash of an enum is a slow call
            return False
        for value in values:  # `fits`, without a call for each number
            kind_of = type(value)
            if kind_of is int:
                if not -INTEGER_MAX <= value <= INTEGER_MAX:
                    return False
            elif kind_of is not str and not fits(value):
                return False
        if kind == OpKind.LEDGER:
            return op.pk is None
        pk = op.pk
        if type(pk) is not (int if table.pk is Kind.INT else str) or not fits(pk):
            return False
        if 0 in fields or (fields and len(fields) != len(values)):
            return False
        if merge is Merge.ROWS:
            if op.kind == OpKind.PUT:
                return True
            length = variant_of(op.kind) or 1
            return length % 2 == (1 if kind == OpKind.PUT else 0)
        return _values_fit(kind, op)

    def _apply(
        self, origin: Origin, seq: int, index: int, op: Op, stamp: bytes, undo: "_Undo"
    ) -> str:
        table = self.catalogue.by_id.get(op.table)
        if table is None:
            return ""
        merge = table.merge
        if merge is Merge.ROWS:
            if not self._future:
                self._merge_row(table, op, stamp, undo)
            return ""
        if merge is Merge.LEDGER:
            self._append(table, origin, seq, index, op, stamp)
            return ""
        assert op.pk is not None
        if table.merge is Merge.OWNED:
            return self._merge_owned(table, op, stamp, origin.number, undo)
        if table.merge is Merge.SET:
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
        if self._author is not origin:
            self._author = origin
            self._stream = StreamId(origin.node, origin.epoch, origin.scope)  # type: ignore[arg-type]
        entry = Entry(self._stream, seq, index, stamp, tuple(values), extra)
        self.entries.setdefault(table.id, []).append(entry)

    def _merge_row(self, table: Table, op: Op, stamp: bytes, undo: "_Undo") -> None:
        key, state = self._open_row(table, op, undo)
        if op.kind == _PLAIN_PUT and state is not None and rows.overwrite(state, op, stamp):
            self._written[key] = stamp  # by far the most frequent case
            return
        if op.kind & KIND_MASK == OpKind.DELETE:
            self.rows[key] = rows.delete(state, op, stamp)
        else:
            again = self._written.get(key) == stamp
            self.rows[key] = rows.put(state, table, op, stamp, self.losers, again=again)
        self._written[key] = stamp

    def _merge_owned(self, table: Table, op: Op, stamp: bytes, number: int, undo: "_Undo") -> str:
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

    def _open_row(self, table: Table, op: Op, undo: "_Undo") -> tuple[RowKey, RowState | None]:
        assert op.pk is not None
        key = (op.table, op.pk)
        if key in self.rows_before:
            state = self.rows[key]
        else:
            state = self.rows[key] = self._view.load_row(table, op.pk)
            self.rows_before[key] = digest.row_digest(op.pk, state)
        if undo.keep:
            undo.rows.append((key, state.copy() if state is not None else None))
        return key, state

    def _merge_element(self, table: Table, op: Op, stamp: bytes, undo: "_Undo") -> None:
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

    def _merge_rights(self, table: Table, op: Op, number: int, undo: "_Undo") -> str:
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


class _Undo:
    """Puts working copies back when a record turns out not to be allowed."""

    def __init__(self, fold: Fold, *, keep: bool) -> None:
        self.keep = keep
        self._fold = fold
        self._losers = len(fold.losers)
        self._entries = {table: len(entries) for table, entries in fold.entries.items()}
        self.rows: list[tuple[RowKey, RowState | None]] = []
        self.elements: list[tuple[ElementKey, ElementState | None]] = []
        self.counters: list[tuple[RowKey, RightsState | None]] = []

    def put_back(self) -> None:
        fold = self._fold
        for row_key, row in reversed(self.rows):
            fold.rows[row_key] = row
        for element_key, element in reversed(self.elements):
            fold.elements[element_key] = element
        for counter_key, counter in reversed(self.counters):
            fold.counters[counter_key] = counter
        del fold.losers[self._losers :]
        for table, entries in fold.entries.items():
            del entries[self._entries.get(table, 0) :]


_PLAIN_PUT = int(OpKind.PUT)
_FALLIBLE = frozenset({Merge.OWNED, Merge.ESCROW})
_KINDS_OF: dict[Merge, frozenset[int]] = {
    Merge.ROWS: frozenset({OpKind.PUT, OpKind.DELETE}),
    Merge.OWNED: frozenset({OpKind.PUT, OpKind.OWN}),
    Merge.LEDGER: frozenset({OpKind.LEDGER}),
    Merge.SET: frozenset({OpKind.ADD, OpKind.REMOVE}),
    Merge.ESCROW: frozenset({OpKind.GRANT, OpKind.SPEND}),
}
_KINDS = (frozenset[int](), *(_KINDS_OF[merge] for merge in sorted(_KINDS_OF)))


def _values_fit(kind: int, op: Op) -> bool:
    """Whether the values have the shape the kind demands."""
    values = op.values
    if kind == OpKind.OWN:
        return len(values) == 1 and _is_number(values[0])
    if kind == OpKind.ADD:
        return len(values) == 1 and isinstance(values[0], str)
    if kind == OpKind.REMOVE:
        seen = values[1] if len(values) == 2 else None
        return (
            isinstance(values[0], str) and isinstance(seen, bytes) and len(seen) % STAMP_BYTES == 0
        )
    if kind == OpKind.GRANT:
        return len(values) == 3 and _is_number(values[0]) and all(map(_is_amount, values[1:]))
    if kind == OpKind.SPEND:
        return len(values) == 2 and all(map(_is_amount, values))
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int) and 0 < value < 1 << 32


def _is_amount(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < 1 << 62
