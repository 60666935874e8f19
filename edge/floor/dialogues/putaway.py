"""Putaway, turn by turn: what waits is scanned or taken from the list, then where it was laid."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.nesting import content_rows
from edge.floor.dialogues.showing import goods_of, spot_of
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import find_unit
from edge.floor.nesting.tree import inside, stock_inside
from edge.floor.nesting.whole import put_away_unit, waiting_in
from edge.floor.putaway import put_away
from edge.floor.reader import PutawayTask, Unit
from models.warehouse import ids
from models.warehouse.commands import PutAway, PutAwayUnit
from models.warehouse.dialogues.putaway import PUTAWAY
from models.warehouse.dialogues.question import Big, Line, Question, Row, buttons
from models.warehouse.replies import Level, Outcome, Step

NEXT, SKIP, ONE_BY_ONE = "next", "skip", "one_by_one"


class Putting(msgspec.Struct, frozen=True, omit_defaults=True):
    """The task in hand, how much of it, and the tasks this person has passed over; or a whole
    unit."""

    task_id: int = 0
    quantity: int = 0
    skipped: tuple[int, ...] = ()
    unit: str = ""


def _source(talk: Talk[Putting], given: Given) -> Turned[Putting]:
    if given.unit is not None and _is_whole(talk, given.unit):
        context = Putting(skipped=talk.context.skipped, unit=given.unit.code)
        return on(context, "unit_found", "putaway.unit_found", unit=given.unit.code)
    tasks = _waiting(talk, given)
    if not tasks:
        raise Refusal(Outcome.NO_WORK, "putaway.nothing_waits", level=Level.INFO, item=given.text)
    task = tasks[0]
    context = Putting(task.id, _left(task), talk.context.skipped)
    return on(context, "found", "putaway.found", quantity=_left(task))


def _is_whole(talk: Talk[Putting], unit: Unit) -> bool:
    """Goods of several kinds, or units in it: one scan puts all of it away."""
    units = inside(talk.site, unit)
    return len(stock_inside(talk.site, units)) > 1 and bool(waiting_in(talk.site, units))


def _whole(talk: Talk[Putting], given: Given) -> Turned[Putting]:
    context = talk.context
    if given.kind == "option":
        unit = find_unit(talk.site, context.unit)
        tasks = waiting_in(talk.site, inside(talk.site, unit))
        if not tasks:
            raise Refusal(
                Outcome.NO_WORK, "putaway.nothing_waits", level=Level.INFO, item=unit.code
            )
        first = Putting(tasks[0].id, _left(tasks[0]), context.skipped)
        return on(first, "one_by_one", "putaway.found", quantity=first.quantity)
    command = PutAwayUnit(
        command_id=talk.now.command_id,
        unit=context.unit,
        location=given.text,
        confirm=talk.confirmed,
    )
    return did(put_away_unit(command, talk.site, talk.now), Putting(skipped=context.skipped))


def _target(talk: Talk[Putting], given: Given) -> Turned[Putting]:
    context = talk.context
    task = talk.site.putaway_task(context.task_id)
    assert task is not None
    if given.text == SKIP and given.kind == "option":
        skipped = (*(each for each in context.skipped if each != task.id), task.id)
        return on(Putting(skipped=skipped), "skipped", "putaway.skipped")
    if given.kind == "quantity":
        return _count(context, task, given.number or 0)
    if 0 < _left(task) < context.quantity:
        # Somebody else put a part away, or it is inspected: from now on it is about the rest.
        fewer = msgspec.structs.replace(context, quantity=_left(task))
        said = {"scanned": context.quantity, "left": fewer.quantity}
        return on(fewer, "quantity_changed", "putaway.more_than_waits", **said)
    item = talk.site.item(task.item_id)
    assert item is not None
    command = PutAway(
        command_id=talk.now.command_id,
        task_id=ids.show(task.id),
        item=item.code,
        quantity=context.quantity,
        lot=_lot(talk, task),
        location=given.text,
        confirm=talk.confirmed,
    )
    decision = put_away(command, talk.site, talk.now)
    left = _left(task) - context.quantity
    if decision.reply.outcome is Outcome.LINE_DONE and left:
        return did(decision, Putting(task.id, left, context.skipped), "left_over")
    return did(decision, Putting(skipped=context.skipped))


def _count(context: Putting, task: PutawayTask, quantity: int) -> Turned[Putting]:
    left = _left(task)
    if not 0 < quantity <= left:
        raise Refusal(
            Outcome.QUANTITY_CHANGED,
            "putaway.more_than_waits",
            Step.ENTER_QUANTITY,
            scanned=quantity,
            left=left,
        )
    counted = msgspec.structs.replace(context, quantity=quantity)
    return on(counted, "quantity_set", "putaway.quantity_set", quantity=quantity)


def _waiting(talk: Talk[Putting], given: Given) -> list[PutawayTask]:
    """What waits of the unit, item or place given, most urgent first, those passed over last."""
    site = talk.site
    if given.unit is not None:
        tasks = site.putaway_of_unit(given.unit.id)
    elif given.item is not None:
        tasks = site.putaway_tasks(given.item.id)
    elif given.location is not None:
        tasks = site.putaway_from(given.location.id)
    elif given.text == NEXT:
        tasks = _offered(talk)
    else:
        chosen = site.putaway_task(_id(given.text))
        tasks = [chosen] if chosen is not None and chosen.state in ("ready", "leased") else []
    return sorted(tasks, key=lambda task: task.id in talk.context.skipped)


def _offered(talk: Talk[Putting]) -> list[PutawayTask]:
    return talk.site.putaway_waiting(talk.site.worker(talk.now.person_id).skills)


def _id(text: str) -> int:
    try:
        return ids.read(text)
    except ValueError:
        return 0


def _left(task: PutawayTask) -> int:
    return task.quantity - task.done_quantity


def _lot(talk: Talk[Putting], task: PutawayTask) -> str | None:
    for stock in talk.site.stock_at(task.from_location, task.item_id):
        if stock.key.lot_id == task.lot_id:
            return stock.lot
    return None


def _ask_source(talk: Talk[Putting]) -> Question:
    waiting = _offered(talk)
    return Question(
        title=Line("putaway.title"),
        ask=Line("ask.what_put_away" if waiting else "putaway.empty"),
        rows=tuple(_row(talk, task) for task in waiting),
        primary=buttons(NEXT)[0] if waiting else None,
    )


def _row(talk: Talk[Putting], task: PutawayTask) -> Row:
    item = talk.site.item(task.item_id)
    assert item is not None
    return Row(ids.show(task.id), item.code, item.description or "", None, _left(task))


def _ask_whole(talk: Talk[Putting]) -> Question:
    unit = find_unit(talk.site, talk.context.unit)
    tasks = waiting_in(talk.site, inside(talk.site, unit))
    to_location = tasks[0].to_location if tasks else None
    target = talk.site.location(to_location) if to_location is not None else None
    return Question(
        title=Line("putaway.title"),
        ask=Line("ask.lay_at" if target else "ask.lay_anywhere"),
        big=Big("code", target.code) if target else None,
        spot=spot_of(target),
        words=Line("putaway.whole_unit", {"unit": unit.code}),
        rows=content_rows(talk.site, unit),
        sides=buttons(ONE_BY_ONE),
    )


def _ask_target(talk: Talk[Putting]) -> Question:
    context = talk.context
    task = talk.site.putaway_task(context.task_id)
    assert task is not None
    target = talk.site.location(task.to_location) if task.to_location is not None else None
    return Question(
        title=Line("putaway.title"),
        ask=Line("ask.lay_at" if target else "ask.lay_anywhere"),
        big=Big("code", target.code) if target else None,
        spot=spot_of(target),
        goods=goods_of(talk.site, task.item_id, context.quantity, _lot(talk, task)),
        sides=buttons(SKIP),
    )


SCRIPT = Script(
    PUTAWAY,
    Putting(),
    {"source": _source, "whole": _whole, "target": _target},
    {"source": _ask_source, "whole": _ask_whole, "target": _ask_target},
)
