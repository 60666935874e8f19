"""Rows as they stand in the file, for the merge rules: read one by one, or many at once ahead."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable

import apsw
import msgspec

from sync.core import digest
from sync.core.catalogue import Kind, Pk, Table, Value
from sync.core.errors import NotAllowed
from sync.core.fold import RowKey
from sync.core.record import Op
from sync.core.stamp import newer_than_all, overwritten
from sync.core.state import ElementState, RightsState, RowState
from sync.store.sqlite.replica import Replica

Raw = tuple[Value, ...]
"""A row of a ROWS or OWNED table as selected: fields, clocks, unknown fields, scope, key."""

Stored = Raw | bytes | None
"""A living row, the clocks of a tombstone, or nothing."""

_RIGHTS = tuple[list[tuple[int, int, int]], list[tuple[int, int]]]
_decode_rights = msgspec.msgpack.Decoder(_RIGHTS).decode
_encode = msgspec.msgpack.Encoder().encode
_encode_json = msgspec.json.Encoder().encode
_UNREAD = (None,)


class FileView:
    """Reads through the writer's connection, so it sees the open transaction. One per fold.

    stored: what was found, by table and key, so that saving writes only the columns that changed.
    foreign: keys that lie in another scope; a record that touches them has no effect.
    edits: by table and key one plain write to a living row, its clocks then, and the row as it was
    before (see sync.core.fold.Edits).
    """

    def __init__(self, replica: Replica, scope: int) -> None:
        self._replica = replica
        self._scope = scope
        self.stored: defaultdict[int, dict[Pk, Stored]] = defaultdict(dict)
        self.foreign: set[RowKey] = set()
        self.edits: defaultdict[int, dict[Pk, tuple[Op, bytes, Raw]]] = defaultdict(dict)

    def overwrite(
        self, ops: Iterable[Op | None], stamp: bytes, opened: Collection[RowKey]
    ) -> list[Op]:
        """See Edits."""
        left, table = list[Op](), 0
        stored, edits = self.stored[table], self.edits[table]
        for op in ops:
            if op is None:
                continue
            if op.table != table:  # mostly all are of one
                table = op.table
                stored, edits = self.stored[table], self.edits[table]
            pk: Pk = op.pk  # type: ignore[assignment]
            raw, fields = stored.get(pk), op.fields
            if type(raw) is tuple and fields and pk not in edits:
                clocks: bytes = raw[-4]  # type: ignore[assignment]
                newest = newer_than_all(clocks, stamp) and max(fields) <= len(raw) - 4
                if newest and (not opened or (table, pk) not in opened):
                    edits[pk] = op, overwritten(clocks, fields, stamp), raw
                    continue
            left.append(op)
        return left

    def load_row(self, table: Table, pk: Pk) -> RowState | None:
        stored = self.stored[table.id]
        raw = stored.get(pk, _UNREAD)
        if raw is _UNREAD:
            raw = stored[pk] = self._read(table, pk)
            if self.foreign and (table.id, pk) in self.foreign:
                raise NotAllowed("foreign_row", f"{table.name} {pk}")
        if raw is None:
            return None
        if type(raw) is bytes:
            return RowState([], raw, alive=False)
        edit = self.edits[table.id].get(pk)
        if edit is not None:
            op, clocks, _ = edit
            return RowState(edited(raw, op), clocks, True, raw[-3])  # type: ignore[arg-type]
        return RowState(list(raw[:-4]), raw[-4], True, raw[-3])  # type: ignore[arg-type]

    def load_element(self, table: Table, pk: Pk, element: str) -> ElementState | None:
        replica = self._replica
        found = replica.execute(replica.sql[table.id].select, (pk, element, self._scope)).fetchone()
        return ElementState(*found) if found is not None else None

    def load_rights(self, table: Table, pk: Pk) -> RightsState | None:
        replica = self._replica
        found = replica.execute(replica.sql[table.id].select, (pk, self._scope)).fetchone()
        return unpack_rights(found[0]) if found is not None else None

    def _read(self, table: Table, pk: Pk) -> Stored:
        replica = self._replica
        found = replica.execute(replica.sql[table.id].select, (pk,)).fetchone()
        if found is not None:
            if found[-2] != self._scope:
                self.foreign.add((table.id, pk))
            return found
        if table.id not in replica.buried:
            return None
        tomb = replica.execute(
            "SELECT clocks, _s FROM s_tomb WHERE table_id=? AND pk=?", (table.id, pk)
        ).fetchone()
        if tomb is None:
            return None
        if tomb[1] != self._scope:
            self.foreign.add((table.id, pk))
        return tomb[0]  # type: ignore[no-any-return]

    def read_ahead(self, table: Table, pks: Iterable[Pk]) -> None:
        """One statement for many rows of a table."""
        number = table.id
        stored, wanted = self.stored[number], set(pks)
        if stored:
            wanted -= stored.keys()
        if not wanted:
            return
        replica, scope, foreign = self._replica, self._scope, self.foreign
        found = replica.execute(replica.sql[number].select_many, (key_list(table, wanted),))
        rows = found.fetchall()
        if len(rows) < len(wanted):
            stored.update(dict.fromkeys(wanted))
        stored.update([(row[-1], row) for row in rows])
        foreign.update([(number, row[-1]) for row in rows if row[-2] != scope])
        if number in replica.buried:
            tombs = "SELECT pk, clocks, _s FROM s_tomb WHERE table_id=? AND pk IN "
            source = "carray(?)" if table.pk is Kind.INT else "(SELECT value FROM json_each(?))"
            for pk, clocks, at in replica.execute(
                tombs + source, (number, key_list(table, wanted))
            ):
                stored[pk] = clocks
                if at != scope:
                    foreign.add((number, pk))


def edited(raw: Raw, op: Op) -> list[Value]:
    """The values of a living row once these of its fields were written."""
    values = list(raw[:-4])
    for field, value in zip(op.fields, op.values):  # noqa: B905 - of one length, as was checked
        values[field - 1] = value
    return values


def packed_stored(pk: Pk, stored: Raw | bytes) -> bytes:
    """What the digest of a row hashes, as the file holds it."""
    if type(stored) is bytes:
        return digest.packed_row(pk, (), stored, None)
    return digest.packed_row(pk, stored[:-4], stored[-4], stored[-3])  # type: ignore[arg-type]


def key_list(table: Table, pks: Iterable[Pk]) -> object:
    """Many keys as one bound value."""
    if table.pk is Kind.INT:
        return apsw.carray(array("q", sorted(pks)))
    return _encode_json(sorted(pks)).decode()


def pack_rights(state: RightsState) -> bytes:
    """An escrow counter as it is stored."""
    return _encode(state.packed())


def unpack_rights(packed: bytes) -> RightsState:
    """And read back."""
    granted, used = _decode_rights(packed)
    return RightsState({(giver, to): total for giver, to, total in granted}, dict(used))
