"""Which permission each dialogue takes, and each kind of task in the queue."""

from collections.abc import Mapping

from models.warehouse.people.permissions import Permission

P = Permission
DIALOGUES: Mapping[str, Permission] = {
    "work": P.WORK,
    "exceptions": P.WORK,
    "receiving": P.RECEIVE,
    "inspect": P.RECEIVE,
    "returning": P.RECEIVE,
    "putaway": P.PUT_AWAY,
    "content": P.PUT_AWAY,
    "picking": P.PICK,
    "zone": P.PICK,
    "packing": P.SHIP,
    "staging": P.SHIP,
    "loading": P.SHIP,
    "delivery": P.SHIP,
    "moving": P.MOVE,
    "replenish": P.MOVE,
    "nesting": P.MOVE,
    "count": P.COUNT,
    "kit": P.ASSEMBLE,
    "dekit": P.ASSEMBLE,
}
"""By name of the dialogue; one that is not here is nobody's."""

TASKS: Mapping[str, Permission] = {
    "pick": P.PICK,
    "putaway": P.PUT_AWAY,
    "replenish": P.MOVE,
    "kit": P.ASSEMBLE,
    "transport": P.MOVE,
}
"""By kind of task."""


def may_enter(dialogue: str, mask: int) -> bool:
    """Whether somebody who may these things may take part in a dialogue."""
    needed = DIALOGUES.get(dialogue)
    return needed is not None and bool(needed.bit & mask)
