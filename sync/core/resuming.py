"""What a node that fell back may not do before it has heard what it had written.

Its lost records may have spent the same rights, or handed the same rows over; and an owned row
takes its writes in the order of one stream. Rows made since it fell back are safe: no lost record
knows them. So work goes on with new documents however long nobody can tell.

When it goes on with everything it says how far its hub holds its earlier streams. A replica that
gets the new stream first waits there for the old ones, or it would put old writes over new ones.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec

from sync.core.builtin import RESUMED
from sync.core.catalogue import Merge, Pk, Table, Value
from sync.core.change import Append, Change, Insert, Put
from sync.core.clock import HLC_MAX
from sync.core.errors import NotAllowed
from sync.core.ids import StreamId
from sync.core.messages import Mark
from sync.core.record import Record
from sync.core.stamp import unpack_stamp

RESUMING = "resuming"
EPOCHS_NAMED = 16
"""The last ones; each has waited for those before it. Two machines that take turns in falling back
would else name more and more."""
_HELD = frozenset({Merge.OWNED, Merge.ESCROW})


class Fallen(msgspec.Struct, frozen=True, array_like=True):
    """Where a node stood when it fell back: its clock, and how many records it held of its own.

    Once more of those are here, lost ones are coming back: their rows bear late stamps too, and
    the little while until all are here is waited out.
    """

    hlc: int
    records: int

    def made_since(self, records: int, clocks: bytes | None) -> bool:
        """Whether a row with these clocks (None: there is none yet) is of the time after."""
        if records != self.records:
            return False
        return clocks is None or unpack_stamp(clocks)[0] > self.hlc


UNKNOWN = Fallen(HLC_MAX, -1)
"""Of a file that was put back by an earlier program: everything waits."""


def word_of(epoch: int, scopes: Collection[str], told: Iterable[Mark]) -> dict[str, list[Change]]:
    """By scope: what a node that writes these scopes says when it goes on in this epoch.

    told: what of it its hub holds and will pass on. What only the node itself holds it names not:
    a hub may have to refuse that, and then all would wait for ever.
    """
    words: dict[str, list[Change]] = {}
    for mark in sorted(told, key=lambda mark: mark.stream):
        if mark.stream.epoch < epoch and mark.stream.scope in scopes and mark.seq:
            values: dict[str, Value] = {"epoch": mark.stream.epoch, "seq": mark.seq}
            words.setdefault(mark.stream.scope, []).append(Append(RESUMED, values))
    return {scope: word[-EPOCHS_NAMED:] for scope, word in words.items()}


def builds_on(stream: StreamId, parts: Sequence[tuple[int, Record]]) -> list[tuple[StreamId, int]]:
    """Earlier streams of its author that a transaction goes on from, each up to a seq."""
    found = []
    for op in (op for _, record in parts for op in record.ops if op.table == RESUMED.id):
        epoch, seq = op.values[:2]
        assert isinstance(epoch, int) and isinstance(seq, int)
        if epoch < stream.epoch:
            found.append((StreamId(stream.node, epoch, stream.scope), seq))
    return found


def check_resumed(changes: Iterable[Change], made_since: Callable[[Table, Pk], bool]) -> None:
    """Raises NotAllowed on the first change that has to wait."""
    for change in changes:
        if change.table.merge not in _HELD:
            continue
        keys: list[Pk] = []
        match change:
            case Put(table, pk) if table.merge is Merge.OWNED:
                keys = [pk]
            case Insert(table, rows) if table.merge is Merge.OWNED:
                keys = [row[0] for row in rows if isinstance(row[0], int | str)]
        if not keys or not all(made_since(change.table, pk) for pk in keys):
            name = change.table.name
            raise NotAllowed(RESUMING, f"{name} waits for what the hub knows of us; new rows go on")
