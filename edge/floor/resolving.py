"""Exceptions end: a supervisor has looked, and says how it was settled."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_task_id
from edge.floor.picking import confirm_pick
from edge.floor.reader import SiteReader
from models.warehouse import ids
from models.warehouse.catalogue import EXCEPTION
from models.warehouse.commands import ConfirmPick, ResolveException
from models.warehouse.replies import Level, Outcome, Step


def resolve_exception(command: ResolveException, site: SiteReader, now: Context) -> Decision:
    """Closed once, by whoever comes first; the note stays with it."""
    if not now.may_supervise:
        raise Refusal(Outcome.SUPERVISOR_NEEDED, "exceptions.supervisor")
    try:
        trouble = site.trouble(ids.read(command.exception))
    except ValueError:
        trouble = None
    if trouble is None:
        raise Refusal(Outcome.GONE, "exceptions.unknown", exception=command.exception)
    draft = Draft(now)
    if trouble.state != "open":
        return draft.say(
            Outcome.ALREADY_DONE, "exceptions.closed_before", level=Level.INFO, code=trouble.code
        )
    draft.put(
        EXCEPTION,
        trouble.id,
        {
            "state": "closed",
            "closed_at_ms": now.now_ms,
            "note": command.note,
            "closed_by": now.person_id,
        },
    )
    return draft.say(Outcome.LINE_DONE, "exceptions.closed", code=trouble.code)


def pick_or_take_back(command: ConfirmPick, site: SiteReader, now: Context) -> Decision:
    """Goods picked for an order that was cancelled meanwhile are in somebody's hands and still in
    the book where they lay: that they go back is somebody's business until it is done."""
    try:
        return confirm_pick(command, site, now)
    except Refusal as refusal:
        if refusal.outcome is not Outcome.CANCELLED_ELSEWHERE or command.quantity <= 0:
            raise
        draft = Draft(now)
        said = {
            "item": command.item, "quantity": command.quantity, "location": command.location,
        }  # fmt: skip
        task = site.pick_task(find_task_id(command.task_id))
        assert task is not None
        draft.raise_exception("take_back", task.dn_number, dict(said))
        return draft.say(
            refusal.outcome,
            "task.take_back",
            Step.NEXT_TASK,
            level=Level.BLOCK,
            item=command.item,
            quantity=command.quantity,
            location=command.location,
        )
