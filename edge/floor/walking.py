"""Picks get the sequence of a walk that was planned beside the writer, if it still holds."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_task_id
from edge.floor.reader import SiteReader
from edge.floor.reads.picking import Picked
from models.warehouse.catalogue import TASK
from models.warehouse.commands import SequencePicks
from models.warehouse.commands.walking import PickTurn
from models.warehouse.replies import Level, Outcome
from models.warehouse.states import TASK_STATES


def sequence_picks(command: SequencePicks, site: SiteReader, now: Context) -> Decision:
    """All of them or none: half a walk would be no walk."""
    picks = [_still_there(site, turn) for turn in command.picks]
    if len({_holder(pick, now) for pick in picks}) > 1:
        raise Refusal(Outcome.STALE_STEP, "task.taken_by_other")
    draft = Draft(now)
    for number, pick in enumerate(picks, start=1):
        draft.put(TASK, pick.id, {"sequence": number})
    return draft.say(Outcome.ACCEPTED, "walk.sequenced", level=Level.INFO)


def _still_there(site: SiteReader, turn: PickTurn) -> Picked:
    pick = site.picked(find_task_id(turn.task_id))
    if pick is None:
        raise Refusal(Outcome.GONE, "task.unknown", task=turn.task_id)
    if not TASK_STATES.allows(pick.state, "finish") or pick.location != turn.location:
        raise Refusal(Outcome.STALE_STEP, "task.done")
    return pick


def _holder(pick: Picked, now: Context) -> int | None:
    is_held = pick.lease_until_ms is not None and pick.lease_until_ms > now.now_ms
    return pick.lease_person if is_held else None
