"""What robots are sent for: a task of the warehouse, or a way of the fleet's own."""

from enum import StrEnum

import msgspec

from edge.fleet.picture import MissionKind

CARRIES = frozenset(
    (MissionKind.BRING_TOTE, MissionKind.PICK_UP_PALLET, MissionKind.GOODS_TO_PERSON)
)


class Phase(StrEnum):
    """How far a mission is. It never falls."""

    FETCH = "fetch"
    """To the source, and load there. A mission that carries nothing begins with BRING."""
    BRING = "bring"
    """To the target, and unload there."""
    CONFIRM = "confirm"
    """It stands at its target; the warehouse has to be told."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A task of the warehouse's queue that robots can do. `from_location`, `to_location`: codes;
    `task`: the kind of task; `for_order`: the unit holds goods picked for an order;
    `quantity`: of a refill, all that is in the unit."""

    task_id: int
    task: str
    kind: MissionKind
    unit: str
    from_location: str
    to_location: str
    priority: int = 0
    deadline_ms: int | None = None
    since_ms: int = 0
    for_order: bool = False
    quantity: int = 0


class Mission(msgspec.Struct, frozen=True, kw_only=True):
    """`source`, `target`: nodes. `job`: the task it does; None for a way of the fleet's own.
    `attempt`: how often an order was given up before its action was done."""

    id: str
    kind: MissionKind
    target: str
    source: str = ""
    phase: Phase = Phase.FETCH
    job: Job | None = None
    since_ms: int = 0
    attempt: int = 0

    @property
    def carries(self) -> bool:
        return self.kind in CARRIES

    @property
    def goal(self) -> str:
        """The node it drives to now."""
        return self.source if self.phase is Phase.FETCH else self.target

    @property
    def action(self) -> str | None:
        """What is still to be done at the goal."""
        if not self.carries or self.phase is Phase.CONFIRM:
            return None
        return "pick" if self.phase is Phase.FETCH else "drop"

    @property
    def action_id(self) -> str:
        """The same after a restart: what was done is found again in the robot's state. What an
        order took with it when it was cancelled is another attempt."""
        return f"{self.id}-{self.action}-{self.attempt}"
