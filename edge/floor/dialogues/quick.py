"""Where a turn is about one item, unit or place: decided with the other scans of a moment, while
turns that go through whole documents wait for the writer's own thread.

A test gives each of these stages long documents and counts what a turn reads.
"""

from edge.floor.dialogues.engine import UNDO
from models.warehouse.commands import Choose, Enter, Scan, TurnCommand

QUICK: frozenset[tuple[str, str]] = frozenset(
    (dialogue, stage)
    for dialogue, stages in {
        "moving": ("source", "goods", "lot", "target"),
        "replenish": ("take", "face"),
        "receiving": ("goods", "lot", "expiry", "amount"),
        "putaway": ("source", "target"),
        "picking": ("location", "goods", "lot", "put"),
        "zone": ("location", "goods", "lot", "put"),
        "count": ("goods", "lot"),
        "work": ("where",),
    }.items()
    for stage in stages
)
_LONG = frozenset((UNDO, "close", "done", "missing"))
"""What is taken back may have been anything; a receipt that is closed has all its lines, and what
came in one unit is looked for among all that was received."""


def is_quick(command: TurnCommand, stands_at: tuple[str, str] | None) -> bool:
    """Whether a turn at this (dialogue, stage) costs no more than a scan does."""
    if stands_at not in QUICK:
        return False
    if isinstance(command, Choose):
        return command.option not in _LONG
    return isinstance(command, Scan | Enter)
