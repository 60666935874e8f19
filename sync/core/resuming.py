"""What a node that fell back may not do before it has heard what it had written.

Its lost records may have spent the same rights, or handed the same rows over; and an owned row
takes its writes in the order of one stream. Rows made since it fell back are safe: no lost record
knows them. So work goes on with new documents however long nobody can tell.
"""

from collections.abc import Callable, Iterable

import msgspec

from sync.core.catalogue import Merge, Pk, Table
from sync.core.change import Change, Insert, Put
from sync.core.clock import HLC_MAX
from sync.core.errors import NotAllowed
from sync.core.stamp import unpack_stamp

RESUMING = "resuming"
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
