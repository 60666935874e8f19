"""What a node that fell back may not do before it has heard what it had written.

Its lost records may have spent the same rights, or handed the same rows over; and an owned row
takes its writes in the order of one stream.
"""

from collections.abc import Iterable

from sync.core.catalogue import Merge
from sync.core.change import Change
from sync.core.errors import NotAllowed

RESUMING = "resuming"
_HELD = frozenset({Merge.OWNED, Merge.ESCROW})


def check_resumed(changes: Iterable[Change]) -> None:
    """Raises NotAllowed on the first change that has to wait."""
    for change in changes:
        if change.table.merge in _HELD:
            raise NotAllowed(RESUMING, f"{change.table.name} waits for what the hub knows of us")
