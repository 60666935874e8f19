"""How a memory replica forgets: stamps up to the stable clock, and bodies nobody needs."""

from collections.abc import Mapping

from sync.core import digest
from sync.core.catalogue import Merge
from sync.core.clock import HLC_MAX
from sync.core.collapse import collapsed_element, collapsed_row, stable_limit
from sync.core.ids import Scope, StreamId
from sync.core.record import decode_record
from sync.store.memory.data import Data, Logged


class Forgetter:
    """The reference: all at once, in plain loops."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def collapse(self, scope: Scope, stable_hlc: int) -> None:
        """Every stamp of a scope up to H becomes the stable one."""
        limit = stable_limit(stable_hlc)
        data = self._data
        data.levels[scope] = stable_hlc
        for key, row in data.rows.items():
            if data.places[key] == scope and self._is_dated(key[0]):
                after = collapsed_row(row, limit)
                moved = digest.row_digest(key[1], after) - digest.row_digest(key[1], row)
                data.add_digest(scope, key[0], moved)
                data.rows[key] = after
        for at, element in list(data.elements.items()):
            if data.places[at] == scope:
                before = digest.element_digest(at[1], at[2], element)
                data.put_element(scope, at, element, before)

    def digest(self, scope: Scope, stable_hlc: int) -> dict[int, int]:
        """As it is once stamps up to H are collapsed."""
        data, limit = self._data, stable_limit(stable_hlc)
        sums = {table: total for (name, table), total in data.digests.items() if name == scope}
        if data.levels.get(scope, 0) >= stable_hlc:
            return sums
        for (table, pk), row in data.rows.items():
            if data.places[table, pk] == scope and self._is_dated(table):
                moved = digest.row_digest(pk, collapsed_row(row, limit))
                sums[table] += moved - digest.row_digest(pk, row)
        for (table, pk, name), state in data.elements.items():
            if data.places[table, pk, name] == scope:
                kept = collapsed_element(state, limit)
                moved = digest.element_digest(pk, name, kept)
                sums[table] += moved - digest.element_digest(pk, name, state)
        return {table: total & digest.MASK for table, total in sums.items()}

    def lowest_hlc(self, scope: Scope, behind: Mapping[StreamId, int]) -> int:
        """See Store."""
        data = self._data
        lowest = HLC_MAX
        for stream, held in data.streams.items():
            if stream.scope != scope:
                continue
            for seq in range(behind.get(stream, 0) + 1, len(held.log) + 1):
                if (*stream, seq) not in data.withheld and seq > held.floor:
                    lowest = min(lowest, decode_record(held.log[seq - 1].body).hlc)
        return lowest

    def newer(self, scope: Scope, hlc: int, enough: int) -> int:
        """See Store."""
        streams = [held for at, held in self._data.streams.items() if at.scope == scope]
        bodies = [one.body for held in streams for one in held.log[held.floor :][-enough:]]
        return sum(decode_record(body).hlc > hlc for body in bodies)

    def drop(self, stream: StreamId, upto: int, records_max: int) -> int:
        """See Store; the parts of a transaction wait for their last one."""
        held = self._data.streams.get(stream)
        if held is None:
            return 0
        end = held.floor
        for seq in range(held.floor + 1, min(upto, len(held.log), held.floor + records_max) + 1):
            if decode_record(held.log[seq - 1].body).part == 0:
                end = seq
        dropped, held.log[held.floor : end] = (
            end - held.floor,
            [Logged(one.hash, b"", one.judge, one.position) for one in held.log[held.floor : end]],
        )
        held.floor = end
        return dropped

    def _is_dated(self, table: int) -> bool:
        known = self._data.catalogue.by_id.get(table)
        return known is not None and known.merge is Merge.ROWS
