"""Work, turn by turn: each turn leads into the dialogue of the task that comes next."""

import msgspec

from edge.floor.claiming import leases_of
from edge.floor.dialogues.count import Counting, begun
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.kits.context import Kitting
from edge.floor.dialogues.picking.context import Picking
from edge.floor.dialogues.putaway import Putting
from edge.floor.dialogues.replenish import Refilling
from edge.floor.dialogues.talk import Script, Talk, Turned, on
from edge.floor.draft import Refusal
from edge.floor.kits.collecting import to_collect
from edge.floor.reads.working import TaskToDo
from edge.floor.working import choose
from models.warehouse.dialogues.question import Line, Question, buttons
from models.warehouse.dialogues.work import WORK
from models.warehouse.replies import Level, Outcome

NEXT = "next"
PASSED_MAX = 20


class Working(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where one stands in walking order, and the tasks one was led to last: one that is still open
    was passed over."""

    near: int | None = None
    passed: tuple[int, ...] = ()
    counts: tuple[int, ...] = ()


def _where(talk: Talk[Working], given: Given) -> Turned[Working]:
    context = talk.context
    if given.location is not None:
        here = msgspec.structs.replace(context, near=given.location.sequence)
        return on(here, "here", "work.here", location=given.location.code)
    task = choose(talk.site, talk.now, near=context.near, passed=context.passed)
    if task is None:
        return _count(talk)
    passed = (*context.passed, task.id)[-PASSED_MAX:]
    kept = Working(_ends_at(task), passed, context.counts)
    event, led = _led_to(talk, task)
    turned = Turned(event, kept, leads=led)
    return msgspec.structs.replace(turned, leases=leases_of([task.id], talk.now))


def _led_to(talk: Talk[Working], task: TaskToDo) -> tuple[str, msgspec.Struct]:
    """The event, and what the dialogue it leads to begins with."""
    if task.kind == "kit":
        order = talk.site.kit_order_of_task(task.id)
        assert order is not None
        collected = not to_collect(talk.site, order)
        return f"{order.kind}_made" if collected else order.kind, Kitting(order.number)
    if task.kind == "putaway":
        return "putaway", Putting(task.id, task.left)
    if task.kind == "replenish":
        return "replenish", Refilling(task.id, task.left)
    return "pick", Picking()


def _ends_at(task: TaskToDo) -> int:
    """A pick goes on from the location it took from: the tote travels along."""
    if task.kind == "pick" or task.to_sequence is None:
        return task.from_sequence
    return task.to_sequence


def _count(talk: Talk[Working]) -> Turned[Working]:
    """Where no goods wait to be moved, there is time to count."""
    context = talk.context
    count = talk.site.next_count(talk.now.person_id, context.counts)
    if count is None:
        raise Refusal(Outcome.NO_WORK, "work.nothing_waits", level=Level.INFO)
    kept = msgspec.structs.replace(context, counts=(*context.counts, count.id)[-PASSED_MAX:])
    counting = begun(talk.site, Counting(), count.location_id, count)
    return Turned("count", kept, leads=counting)


def _ask_where(talk: Talk[Working]) -> Question:
    return Question(
        title=Line("work.title"), ask=Line("ask.where_you_stand"), primary=buttons(NEXT)[0]
    )


SCRIPT = Script(WORK, Working(), {"where": _where}, {"where": _ask_where})
