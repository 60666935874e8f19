"""How a memory replica takes back what a judge has refused: as if it had never been applied."""

from collections.abc import Iterator

from sync.core import digest
from sync.core.catalogue import Pk
from sync.core.collapse import collapsed_row, stable_limit
from sync.core.ids import StreamId
from sync.core.judge import UNDATED
from sync.core.record import Op, Record, decode_record
from sync.core.stamp import pack_stamp, unpack_stamp
from sync.core.takeback import Undo
from sync.core.verdict import step_back
from sync.store.memory.data import Data, Stream
from sync.store.protocol import Member


class Retreat:
    """Works on the rows and the log of one replica."""

    def __init__(self, data: Data, me: Member) -> None:
        self._data = data
        self._me = me

    def step_back(self, stream: StreamId, seq: int, code: str, accepted: bytes) -> None:
        """Undo a record that has its effect here."""
        held = self._data.streams[stream]
        if seq <= held.floor:
            return
        parts = [*parts_before(held, seq), (seq, decode_record(held.log[seq - 1].body))]
        stamp = pack_stamp(parts[-1][1].hlc, self._data.members[stream.node].number)
        self._take_back(stream, parts, code, accepted, stamp)
        limit = stable_limit(self._data.levels.get(stream.scope, 0))
        rows = step_back(self._data.catalogue, self._data, accepted, stamp, self._logged, limit)
        for key, joined in rows.items():
            state = collapsed_row(joined, limit) if joined is not None else None
            before = digest.row_digest(key[1], self._data.rows.get(key))
            after = digest.row_digest(key[1], state)
            self._data.add_digest(stream.scope, key[0], after - before)
            if state is None:
                self._data.rows.pop(key, None)
            else:
                self._data.rows[key], self._data.places[key] = state, stream.scope
        self._data.note(stream, seq, "withheld_here" if stream.node == self._me.node else code)

    def _take_back(
        self,
        stream: StreamId,
        parts: list[tuple[int, Record]],
        code: str,
        accepted: bytes,
        stamp: bytes,
    ) -> None:
        """What has no stamps to go by, and the entries, whose place says whose they are."""
        data, scope = self._data, stream.scope
        undo = Undo(data.catalogue, data, unpack_stamp(stamp)[1], stamp)
        back = undo.run(code, accepted, [op for _, record in parts for op in record.ops])
        if back.owned or back.elements or back.rights:
            undo.again(self._later(stream, parts[-1][0]))
        for key, row in back.owned.items():
            moved = digest.row_digest(key[1], row) - digest.row_digest(key[1], data.rows.get(key))
            data.add_digest(scope, key[0], moved)
            if row is None:
                data.rows.pop(key, None)
            else:
                data.rows[key], data.places[key] = row, scope
        for at, element in back.elements.items():
            before = digest.element_digest(at[1], at[2], data.elements.get(at))
            data.put_element(scope, at, element, before)
        for key, rights in back.rights.items():
            before = digest.rights_digest(key[1], data.counters.get(key))
            data.add_digest(scope, key[0], digest.rights_digest(key[1], rights) - before)
            data.counters[key] = rights
        if code not in UNDATED:
            data.retract(stream, [seq for seq, _ in parts])

    def _later(self, stream: StreamId, seq: int) -> Iterator[tuple[bytes, Op]]:
        """The author's operations behind a record that nobody has refused, in order."""
        number = self._data.members[stream.node].number
        for other, held in sorted(self._data.streams.items()):
            if (other.node, other.scope) != (stream.node, stream.scope) or other < stream:
                continue
            after = max(seq if other == stream else 0, held.floor)
            for at in range(after + 1, len(held.log) + 1):
                if (*other, at) not in self._data.withheld:
                    record = decode_record(held.log[at - 1].body)
                    stamp = pack_stamp(record.hlc, number)
                    yield from ((stamp, op) for op in record.ops)

    def _logged(self, keys: frozenset[tuple[int, Pk]]) -> Iterator[tuple[bytes, Op]]:
        """See sync.core.verdict."""
        for stream, held in self._data.streams.items():
            number = self._data.members[stream.node].number
            for seq, logged in enumerate(held.log[held.floor :], start=held.floor + 1):
                record = decode_record(logged.body)
                end = seq + record.part
                known = (stream.node, stream.epoch, stream.scope, end) in self._data.withheld
                if known or end > len(held.log):
                    continue
                for op in record.ops:
                    if (op.table, op.pk) in keys:
                        yield pack_stamp(record.hlc, number), op


def parts_before(held: Stream, end: int = 0) -> list[tuple[int, Record]]:
    """The parts right before a record, or before the next one."""
    parts: list[tuple[int, Record]] = []
    for place in range((end or len(held.log) + 1) - 2, -1, -1):
        if place < held.floor:
            break
        record = decode_record(held.log[place].body)
        if record.part == 0:
            break
        parts.insert(0, (place + 1, record))
    return parts
