"""What somebody does next: one queue for people and robots.

Priority comes first, then what would be late, and among what is as urgent the nearest to where one
stands, so that putaways and picks interleave and nobody walks empty-handed.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from models.warehouse.people.permissions import EVERYTHING

Kind = Literal["pick", "putaway", "replenish", "kit", "transport"]
KINDS: tuple[Kind, ...] = ("pick", "putaway", "replenish", "kit")
"""What people are led through one after the other. A transport is taken by who looks for one."""
CARRYING: tuple[Kind, ...] = ("pick", "putaway", "replenish")
"""What a robot can do: goods go from one place to another."""
URGENT_MS = 3_600_000  # an hour before its deadline a task no longer waits for a shorter way


class Worker(msgspec.Struct, frozen=True):
    """What somebody may do, and where they work. `zones_only`: nowhere else; otherwise these zones
    come first. `allowed`: a mask of permissions."""

    skills: frozenset[str] = frozenset()
    zones: tuple[str, ...] = ()
    zones_only: bool = False
    allowed: int = EVERYTHING


ANYBODY = Worker()
"""No skill that a task could demand, and no zone of their own; the door has let them in."""


class Waiting(msgspec.Struct, frozen=True, gc=False):
    """A task that is nobody else's; `sequence`: the place in walking order where it begins."""

    id: int
    kind: str
    priority: int
    deadline_ms: int | None
    sequence: int
    zone: str | None = None


def demand_of(skills: Iterable[str | None]) -> str | None:
    """What a task demands of whoever does it, of the skills its item and its places ask for."""
    return "+".join(sorted({skill for skill in skills if skill})) or None


def meets(skills: frozenset[str], demand: str | None) -> bool:
    """Whether somebody may do a task that demands this."""
    return demand is None or skills.issuperset(demand.split("+"))


def next_of(
    tasks: Iterable[Waiting],
    near: int | None,
    now_ms: int,
    passed: tuple[int, ...] = (),
    zones: tuple[str, ...] = (),
) -> Waiting | None:
    """The task to do now. `near` is one's own place in walking order; tasks passed over come back
    when nothing else waits, the one passed over first before the others. Of what is as urgent, the
    own `zones` come first."""

    def turn(task: Waiting) -> tuple[int, int, int, bool, int, int]:
        urgent = task.deadline_ms is not None and task.deadline_ms <= now_ms + URGENT_MS
        return (
            passed.index(task.id) + 1 if task.id in passed else 0,
            -task.priority,
            (task.deadline_ms or 0) - now_ms - URGENT_MS if urgent else 0,
            bool(zones) and task.zone not in zones,
            abs(task.sequence - near) if near is not None else 0,
            task.id,
        )

    return min(tasks, key=turn, default=None)
