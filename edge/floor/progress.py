"""How far a pick task and its order have come."""

from edge.floor.draft import Context, Draft
from edge.floor.reader import PickTask, SiteReader
from models.warehouse.catalogue import DN
from models.warehouse.states import DN_STATES, TASK_STATES
from sync.core.catalogue import Value


def advance(
    draft: Draft, site: SiteReader, task: PickTask, *, still_open: bool, taken: int = 1
) -> str:
    """The order's state after this task; an order of which nothing could be picked ends here."""
    state = task.dn_state
    if still_open or task.more:
        after = DN_STATES.after(state, "pick") if taken else state
        values: dict[str, Value] = {"state": after}
    elif taken or any(line.picked for line in site.dn_lines(task.dn_id)):
        after = DN_STATES.after(state, "picked")
        values = {"state": after}
    else:
        after = DN_STATES.after(state, "cancel")
        values = {"state": after, "reason": "short"}
    if after != state:
        draft.put(DN, task.dn_id, values)
    return after


def ended(task: PickTask, event: str, done: int, now: Context) -> dict[str, Value]:
    """The fields of a task that is over."""
    return {
        "state": TASK_STATES.after(task.state, event),
        "done_quantity": done,
        "done_at_ms": now.now_ms,
        "actor": now.person_id,
    }
