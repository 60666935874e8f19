"""Writes merged rows, elements, counters and entries, each with its share of the digest."""

from collections.abc import Iterable
from itertools import compress
from operator import is_not, itemgetter

import msgspec

from sync.core import digest
from sync.core.catalogue import Pk, Table, Value
from sync.core.collapse import live_gone, stable_limit
from sync.core.fold import ElementKey, Fold, RowKey
from sync.core.record import Op
from sync.core.state import ElementState, Loser, RightsState, RowState
from sync.store.sqlite.buckets import BUCKET_BITS, BUCKET_MASK, bucket_of
from sync.store.sqlite.entries import save_runs
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.streams import Stream
from sync.store.sqlite.view import FileView, Raw, Stored, pack_rights, packed_stored

_encode = msgspec.msgpack.Encoder().encode
_last = itemgetter(-1)
_UPSERT_TOMB = (
    "INSERT INTO s_tomb(table_id, pk, clocks, _s) VALUES(?,?,?,?)"
    " ON CONFLICT DO UPDATE SET clocks=excluded.clocks"
)


class Saver:
    """Gathers what one fold or one local write changed in one scope, then writes it per table."""

    def __init__(self, replica: Replica, scope: int) -> None:
        self._replica = replica
        self._scope = scope
        self._many: dict[str, list[tuple[Value, ...]]] = {}
        self._removed: dict[str, list[tuple[Value, ...]]] = {}
        self._sums: dict[int, int] = {}
        # Digests in the making: buckets, and what is hashed for each, of rows as they were and are.
        self._old: tuple[list[int], list[bytes]] = ([], [])
        self._new: tuple[list[int], list[bytes]] = ([], [])

    def save(self, fold: Fold, view: FileView, stream: Stream) -> None:
        """Everything a fold took from one stream."""
        tables = self._replica.catalogue.by_id
        stored = view.stored
        for key, state in fold.rows.items():
            if state is not None:
                self.row(tables[key[0]], key[1], stored[key[0]][key[1]], state)
        self._edits(fold, view)
        for element_key, before in fold.elements_before.items():
            element = fold.elements[element_key]
            if element is not None:
                self.element(element_key, element, before)
        for counter_key, before in fold.counters_before.items():
            counter = fold.counters[counter_key]
            if counter is not None:
                self.rights(counter_key, counter, before)
        self.flush()
        for table_id, runs in fold.runs.items():
            save_runs(self._replica, tables[table_id], stream, runs)
        self.losers(fold.losers)

    def row(self, table: Table, pk: Pk, stored: Stored, state: RowState) -> None:
        """One row; `stored` is what the file holds."""
        after = digest.packed_row(pk, state.values, state.clocks, state.extra)
        bucket = table.id << BUCKET_BITS | (pk & BUCKET_MASK if type(pk) is int else bucket_of(pk))
        if stored is not None:
            before = packed_stored(pk, stored)
            if after == before:
                return
            self._old[0].append(bucket)
            self._old[1].append(before)
        self._new[0].append(bucket)
        self._new[1].append(after)
        replica = self._replica
        sql = replica.sql[table.id]
        if not state.alive:
            if stored is not None and type(stored) is not bytes:
                self._removed.setdefault(sql.delete, []).append((pk,))
            replica.buried.add(table.id)
            self._add(_UPSERT_TOMB, (table.id, pk, state.clocks, self._scope))
        elif stored is None or type(stored) is bytes:
            if stored is not None:
                remove = "DELETE FROM s_tomb WHERE table_id=? AND pk=?"
                self._removed.setdefault(remove, []).append((table.id, pk))
            self._add(sql.insert, (pk, *state.values, state.clocks, state.extra, self._scope))
        else:
            # Only columns that changed: the others' indexes stay untouched.
            mask = tuple(map(is_not, state.values, stored))
            text = sql.update_masked(mask)
            self._add(text, (*compress(state.values, mask), state.clocks, pk))
            if state.extra != stored[-3]:
                self._add(sql.set_extra, (state.extra, pk))

    def _edits(self, fold: Fold, view: FileView) -> None:
        """Living rows that one write each changed."""
        opened, sums = fold.rows, self._sums
        for table, edits in view.edits.items():
            updates: dict[bytes, list[tuple[Value, ...]]] = {}
            base = table << BUCKET_BITS
            for pk, (op, clocks, raw) in edits.items():
                if opened and (table, pk) in opened:
                    continue  # written again, or seen by another record
                values: list[Value]
                *values, old, extra, _, _ = raw
                before: bytes = old + _encode((pk, b"", values))  # type: ignore[operator, assignment]
                fields, news = op.fields, op.values
                for field, value in zip(fields, news):  # noqa: B905 - of one length, as was checked
                    values[field - 1] = value
                after = clocks + _encode((pk, b"", values))
                if extra is not None:
                    before, after = before + extra, after + extra  # type: ignore[operator]
                bucket = base | (pk & BUCKET_MASK if type(pk) is int else bucket_of(pk))
                moved = digest.packed_digest(after) - digest.packed_digest(before)
                sums[bucket] = sums.get(bucket, 0) + moved
                change = (*news, clocks, pk)
                if fields in updates:
                    updates[fields].append(change)
                else:
                    updates[fields] = [change]
            for fields, changes in updates.items():
                changes.sort(key=_last)  # in the order of the file
                sql = self._replica.sql[table].update(fields)
                self._many.setdefault(sql, []).extend(changes)

    def edited(self, table: Table, pk: Pk, stored: Raw, state: RowState, op: Op) -> None:
        """A living row that one PUT of some fields changed: no need to compare its columns."""
        before = digest.packed_digest(packed_stored(pk, stored))
        after = digest.row_digest(pk, state)
        bucket = table.id << BUCKET_BITS | (pk & BUCKET_MASK if type(pk) is int else bucket_of(pk))
        self._sums[bucket] = self._sums.get(bucket, 0) + after - before
        update = self._replica.sql[table.id].update(op.fields)
        self._add(update, (*op.values, state.clocks, pk))

    def element(self, key: ElementKey, state: ElementState, before: int) -> None:
        """One element of a set."""
        table_id, pk, element = key
        stable = self._replica.compacted.get(self._scope)
        if stable and state.gone:
            state = ElementState(state.dots, live_gone(state.gone, stable_limit(stable)))
        after = digest.element_digest(pk, element, state)
        self._replica.add_digest(self._scope, table_id, bucket_of(pk), after - before)
        sql = self._replica.sql[table_id].upsert
        self._add(sql, (pk, element, state.dots, state.gone, self._scope))

    def rights(self, key: RowKey, state: RightsState, before: int) -> None:
        """One escrow counter."""
        table_id, pk = key
        after = digest.rights_digest(pk, state)
        self._replica.add_digest(self._scope, table_id, bucket_of(pk), after - before)
        self._add(self._replica.sql[table_id].upsert, (pk, pack_rights(state), self._scope))

    def flush(self) -> None:
        """Write what was gathered."""
        sums = self._sums
        if self._new[0]:
            for bucket, one in zip(self._new[0], digest.packed_digests(self._new[1]), strict=True):
                sums[bucket] = sums.get(bucket, 0) + one
            for bucket, one in zip(self._old[0], digest.packed_digests(self._old[1]), strict=True):
                sums[bucket] = sums.get(bucket, 0) - one
            self._old, self._new = ([], []), ([], [])
        for bucket, total in sums.items():
            table, place = bucket >> BUCKET_BITS, bucket & BUCKET_MASK
            self._replica.add_digest(self._scope, table, place, total)
        sums.clear()
        replica = self._replica
        for sql, bindings in self._removed.items():
            replica.executemany(sql, bindings)
        for sql, bindings in self._many.items():
            if len(bindings) == 1:  # a scan: a loop of one costs more than a plain call
                replica.execute(sql, bindings[0])
            else:
                replica.executemany(sql, bindings)
        self._many.clear()
        self._removed.clear()

    def losers(self, losers: Iterable[Loser]) -> None:
        """Values that lost, kept to be shown."""
        rows = [
            (
                loser.table,
                loser.pk,
                loser.field,
                loser.stamp,
                loser.value,
                loser.winner,
                self._scope,
            )
            for loser in losers
        ]
        if rows:
            self._replica.executemany("INSERT OR REPLACE INTO s_loser VALUES(?,?,?,?,?,?,?)", rows)

    def _add(self, sql: str, bindings: tuple[Value, ...]) -> None:
        many = self._many.get(sql)
        if many is None:
            self._many[sql] = [bindings]
        else:
            many.append(bindings)
