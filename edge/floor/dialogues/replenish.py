"""Replenishment, turn by turn: to the bulk goods, then with them to the pick face."""

import msgspec

from edge.floor.claiming import leases_of
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.showing import goods_of
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.draft import Decision, Refusal
from edge.floor.finding import ask, demand_positive
from edge.floor.reads.working import TaskToDo
from edge.floor.replenishing import replenish
from edge.floor.working import choose
from models.warehouse import ids
from models.warehouse.commands import Replenish
from models.warehouse.dialogues.question import Big, Line, Question, buttons
from models.warehouse.dialogues.replenish import REPLENISH
from models.warehouse.replies import Level, Outcome, Step

NEXT, EMPTY, SKIP, BACK = "next", "empty", "skip", "back"


class Refilling(msgspec.Struct, frozen=True, omit_defaults=True):
    """The task in hand, how much of it, and the tasks this person has passed over."""

    task_id: int = 0
    quantity: int = 0
    passed: tuple[int, ...] = ()


def _source(talk: Talk[Refilling], given: Given) -> Turned[Refilling]:
    near = given.location.sequence if given.location is not None else None
    passed = talk.context.passed
    task = choose(talk.site, talk.now, ("replenish",), None, near, passed)
    if task is None:
        raise Refusal(Outcome.NO_WORK, "replenish.nothing_waits", level=Level.INFO)
    turned = on(
        Refilling(task.id, task.left, passed), "found", "replenish.found",
        quantity=task.left, location=task.from_location,
    )  # fmt: skip
    return msgspec.structs.replace(turned, leases=leases_of([task.id], talk.now))


def _take(talk: Talk[Refilling], given: Given) -> Turned[Refilling]:
    context, task = talk.context, _task(talk)
    fresh = Refilling(passed=(*context.passed, context.task_id))
    if given.kind == "option" and given.text == SKIP:
        return on(fresh, "skipped", "replenish.skipped")
    if task is None:
        return on(fresh, "already_done", "task.done")
    if given.kind == "option":
        ask(
            talk.confirmed,
            Outcome.ZERO_CHECK,
            "replenish.really_empty",
            location=task.from_location,
        )
        return did(_post(talk, 0), fresh)
    if given.location is not None and given.location.code != task.from_location:
        raise Refusal(Outcome.WRONG_LOCATION, "replenish.other_source", location=task.from_location)
    if given.unit is not None and given.unit.code != task.unit:
        raise Refusal(Outcome.WRONG_UNIT, "replenish.other_source", location=task.from_location)
    return on(context, "taken", "replenish.taken", quantity=context.quantity)


def _face(talk: Talk[Refilling], given: Given) -> Turned[Refilling]:
    context, task = talk.context, _task(talk)
    if given.kind == "option":
        return on(context, "back", "replenish.back")
    if task is None:
        return on(Refilling(passed=context.passed), "already_done", "task.done")
    if given.kind == "quantity":
        return _counted(context, task, given.number or 0)
    decision = _post(talk, context.quantity, given.text)
    left = task.left - context.quantity
    if decision.reply.outcome is Outcome.LINE_DONE and left:
        return did(decision, Refilling(task.id, left, context.passed), "left_over")
    return did(decision, Refilling(passed=context.passed))


def _counted(context: Refilling, task: TaskToDo, quantity: int) -> Turned[Refilling]:
    demand_positive(quantity)
    if quantity > task.left:
        raise Refusal(
            Outcome.QUANTITY_CHANGED, "replenish.less_there", Step.ENTER_QUANTITY,
            available=task.left,
        )  # fmt: skip
    counted = msgspec.structs.replace(context, quantity=quantity)
    return on(counted, "quantity_set", "replenish.quantity_set", quantity=quantity)


def _post(talk: Talk[Refilling], quantity: int, location: str | None = None) -> Decision:
    command = Replenish(
        command_id=talk.now.command_id,
        task_id=ids.show(talk.context.task_id),
        quantity=quantity,
        location=location,
    )
    return replenish(command, talk.site, talk.now)


def _task(talk: Talk[Refilling]) -> TaskToDo | None:
    return talk.site.task_to_do(talk.context.task_id)


def _ask_source(talk: Talk[Refilling]) -> Question:
    return Question(
        title=Line("replenish.title"), ask=Line("ask.where_you_stand"), primary=buttons(NEXT)[0]
    )


def _ask_take(talk: Talk[Refilling]) -> Question:
    return _ask(talk, "ask.go_to", at_face=False)


def _ask_face(talk: Talk[Refilling]) -> Question:
    return _ask(talk, "ask.bring_to", at_face=True)


def _ask(talk: Talk[Refilling], what: str, *, at_face: bool) -> Question:
    task = _task(talk)
    if task is None:
        return Question(title=Line("replenish.title"), ask=Line("task.done"))
    item = talk.site.items(task.item)[0]
    place = (task.to_location if at_face else task.from_location) or ""
    return Question(
        title=Line("replenish.title"),
        ask=Line(what),
        big=Big("code", place),
        goods=goods_of(talk.site, item.id, talk.context.quantity, task.lot),
        sides=buttons(BACK) if at_face else buttons(EMPTY, SKIP),
    )


SCRIPT = Script(
    REPLENISH,
    Refilling(),
    {"source": _source, "take": _take, "face": _face},
    {"source": _ask_source, "take": _ask_take, "face": _ask_face},
)
