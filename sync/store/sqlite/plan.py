"""Planning a local write: changes become operations on working copies; nothing is written yet."""

from operator import itemgetter

from sync.core import digest
from sync.core.catalogue import Merge, Pk, Table, Value
from sync.core.change import Append, Change, Insert, Put
from sync.core.errors import NotAllowed
from sync.core.fold import ElementKey, RowKey
from sync.core.ids import Scope
from sync.core.local import ops_of
from sync.core.merge import escrow, owned, rows, sets
from sync.core.record import (
    KIND_MASK,
    Op,
    OpKind,
    kind_with,
)
from sync.core.stamp import STAMP_BYTES, length_of, with_stamp
from sync.core.state import ElementState, RightsState, RowState
from sync.store.sqlite.bulk import Bulk
from sync.store.sqlite.checks import check_values
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.view import FileView

LoggedOp = Op | bytes
"""Operations of a bulk insert are packed at once: hashed and logged without an object each."""

_field = itemgetter(0)
_PLAIN_PUT = int(OpKind.PUT)
_LEDGER = int(OpKind.LEDGER)


class Plan:
    """One write call: working copies of the rows it touches, its operations, its bulk inserts."""

    def __init__(self, replica: Replica, scope: Scope) -> None:
        self._replica = replica
        self._number = replica.me.number
        self.stream = replica.own_stream(scope)
        self._view = FileView(replica, self.stream.scope)
        self._stamp = b""
        self.hlc = 0
        self._ops: list[LoggedOp] = []
        self._rows: dict[RowKey, RowState | None] = {}
        self._only_put: dict[RowKey, Op | None] = {}
        self._last_put: dict[RowKey, Op] = {}
        self._elements: dict[ElementKey, ElementState | None] = {}
        self._elements_before: dict[ElementKey, int] = {}
        self._rights: dict[RowKey, RightsState | None] = {}
        self._rights_before: dict[RowKey, int] = {}
        self._appends: list[int] = []
        self._bulk: list[Bulk] = []

    def plan(self, change: Change, changes: list[Change]) -> None:
        """Raises NotAllowed, with no copy written anywhere."""
        if type(change) is Put:
            check_values(change.values.values())
            if type(change.pk) is str:
                check_values((change.pk,))
            self._put(change.table, change.pk, change.values)
        elif type(change) is Append:
            table = change.table
            check_values(change.values.values())
            values = self._replica.sql[table.id].whole(change.values)
            self._appends.append(len(self._ops))
            self._ops.append(Op(table.id, _LEDGER, None, b"", values))
        elif type(change) is Insert:
            self._insert(change, changes)
        else:
            for op in ops_of(change, self, self._number):
                check_values((op.pk, *op.values))
                self._apply(self._replica.catalogue.by_id[op.table], op)
                self._ops.append(op)

    def _insert(self, change: Insert, changes: list[Change]) -> None:
        table = change.table
        if not change.rows:
            return
        bulk = Bulk(table, change.rows)
        alone = sum(other.table is table for other in changes) == 1
        if alone and bulk.fits(self._replica):
            self._ops += bulk.pack()
            self._bulk.append(bulk)
            return
        for row in change.rows:
            values = dict(zip(table.names, row[1:], strict=True))
            self._put(table, _pk(row[0]), values)

    def _put(self, table: Table, pk: Pk, values: dict[str, Value]) -> None:
        key = (table.id, pk)
        state = self._open_row(table, pk)
        if state is None or not state.alive:
            self._create(table, pk, values, state)
            return
        sql = self._replica.sql[table.id]
        places, present = sql.places, state.values
        changed = [
            (place + 1, value)
            for name, value in values.items()
            if present[place := places[name]] != value
        ]
        if not changed:
            return
        changed.sort(key=_field)
        fields = bytes([field for field, _ in changed])
        news = [value for _, value in changed]
        if table.merge is Merge.OWNED:
            clocks = state.clocks
            # Never handed over and last written here: then only a falling state is refused.
            mine = len(clocks) == STAMP_BYTES and clocks.endswith(self._number.to_bytes(4, "big"))
            kind = _PLAIN_PUT if mine else kind_with(OpKind.PUT, owned.owner_of(clocks)[1])
            op = Op(table.id, kind, pk, fields, news)
            if not mine or sql.state_field in fields:
                self._demand(owned.refusal(state, table, op, self._number), table, pk)
            state.clocks = self._stamp + clocks[STAMP_BYTES:]
        else:
            length = length_of(state.clocks)
            kind = _PLAIN_PUT if length == 1 else kind_with(OpKind.PUT, length)
            op = Op(table.id, kind, pk, fields, news)
            if not state.clocks.startswith(self._stamp):  # else it was made in this very call
                state.clocks = with_stamp(state.clocks, fields, self._stamp)
        for field, value in changed:
            present[field - 1] = value
        self._log_put(key, op)

    def _create(
        self, table: Table, pk: Pk, values: dict[str, Value], state: RowState | None
    ) -> None:
        whole = self._replica.sql[table.id].whole(values)
        length = length_of(state.clocks) + 1 if state is not None else 1
        variant = length if length > 1 else 0
        op = Op(table.id, kind_with(OpKind.PUT, variant), pk, b"", whole)
        self._apply(table, op)
        self._ops.append(op)
        self._last_put[table.id, pk] = op

    def _log_put(self, key: RowKey, op: Op) -> None:
        """A second write of a row in one call joins the first: one stamp can win only once."""
        earlier = self._last_put.get(key)
        if earlier is None or earlier.kind != op.kind:
            # The only operation on this row so far, unless a rarer one has come before it.
            self._only_put[key] = None if key in self._only_put else op
            self._last_put[key] = op
            self._ops.append(op)
            return
        if not earlier.fields:
            for field, value in zip(op.fields, op.values, strict=True):
                earlier.values[field - 1] = value
            return
        merged = dict(zip(earlier.fields, earlier.values, strict=True))
        merged.update(zip(op.fields, op.values, strict=True))
        fields = sorted(merged)
        earlier.fields = bytes(fields)
        earlier.values = [merged[field] for field in fields]

    def _apply(self, table: Table, op: Op) -> None:
        """Bring the working copies to what the operation makes of them."""
        kind = op.kind & KIND_MASK
        pk = op.pk
        assert pk is not None
        key = (table.id, pk)
        self._only_put[key] = None
        if table.merge is Merge.ROWS or table.merge is Merge.OWNED:
            state = self._open_row(table, pk)
            if kind == OpKind.DELETE:
                self._rows[key] = rows.delete(state, op, self._stamp)
                self._last_put.pop(key, None)
            elif kind == OpKind.OWN:
                assert state is not None
                self._rows[key] = owned.hand_over(state, op, self._stamp)
            elif table.merge is Merge.OWNED:
                self._rows[key] = owned.put(state, table, op, self._stamp)
            else:
                self._rows[key] = rows.put(state, table, op, self._stamp, [], again=True)
        elif table.merge is Merge.SET:
            element = str(op.values[0])
            present = self.load_element(table, pk, element)
            seen = op.values[1] if kind == OpKind.REMOVE else None
            self._elements[table.id, pk, element] = (
                sets.add(present, self._stamp) if seen is None else sets.remove(present, seen)
            )
        else:
            rights = self.load_rights(table, pk)
            self._rights[key] = (
                escrow.grant(rights, self._number, to=op.values[0], total=op.values[1])
                if kind == OpKind.GRANT
                else escrow.spend(rights, self._number, total=op.values[0])
            )

    # -- the view through which changes are planned -----------------------------------------------

    def _open_row(self, table: Table, pk: Pk) -> RowState | None:
        key = (table.id, pk)
        if key in self._rows:
            return self._rows[key]
        state = self._rows[key] = self._view.load_row(table, pk)
        return state

    def load_row(self, table: Table, pk: Pk) -> RowState | None:
        return self._open_row(table, pk)

    def load_element(self, table: Table, pk: Pk, element: str) -> ElementState | None:
        key = (table.id, pk, element)
        if key not in self._elements:
            state = self._elements[key] = self._view.load_element(table, pk, element)
            self._elements_before[key] = digest.element_digest(pk, element, state)
        return self._elements[key]

    def load_rights(self, table: Table, pk: Pk) -> RightsState | None:
        key = (table.id, pk)
        if key not in self._rights:
            state = self._rights[key] = self._view.load_rights(table, pk)
            self._rights_before[key] = digest.rights_digest(pk, state)
        return self._rights[key]

    def _demand(self, code: str, table: Table, pk: Pk) -> None:
        if code:
            raise NotAllowed(code, f"{table.name} {pk}")


def _pk(value: Value) -> Pk:
    assert isinstance(value, int | str)
    return value
