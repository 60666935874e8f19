"""A pick is booked: into the order's tote, short with a reason, and the location looked into."""

import msgspec

from edge.floor.counting.requesting import request_count
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.picking.context import (
    BACK,
    NO,
    REASONS,
    Picking,
    current,
    picks,
    settled,
)
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, demand_positive, unit_code
from edge.floor.picking import confirm_pick
from edge.floor.placing import subject_of
from edge.floor.reads.picking import MyPick
from models.warehouse import ids
from models.warehouse.commands import ConfirmPick, RequestCount
from models.warehouse.commands.outbound import ShortReason
from models.warehouse.replies import Outcome
from models.warehouse.rules.recount import CountBy
from models.warehouse.rules.rule import holding
from models.warehouse.stock import AVAILABLE


def confirmed(
    talk: Talk[Picking],
    context: Picking,
    pick: MyPick,
    tote: str | None,
    reason: ShortReason | None = None,
) -> Turned[Picking]:
    """Book what was counted, and see what comes next."""
    command = ConfirmPick(
        command_id=talk.now.command_id,
        task_id=ids.show(pick.task_id),
        location=pick.location,
        item=pick.item,
        quantity=context.counted,
        lot=pick.lot,
        unit=tote,
        reason=reason,
    )
    decision = confirm_pick(command, talk.site, talk.now)
    done = reason != "partial"
    after = msgspec.structs.replace(context, task_id=0, counted=0, lot=None)
    more = len(picks(talk)) > (1 if done else 0)
    event = "batch_done"
    if more:
        event = "line_done" if reason is None else "short_posted"
    if reason is None and _is_emptied(talk, context, pick):
        after, event = msgspec.structs.replace(after, emptied=pick.location), "zero_asked"
    return did(decision, after, event)


def on_put(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """Into the order's own tote, and into no other."""
    pick, context = current(talk), settled(talk)
    if given.kind == "option":
        return on(context, "back", "picking.back", location=pick.location)
    code = unit_code(given.text)
    mine = dict(context.assigned).get(pick.order) or talk.site.tote_of(pick.dn_id)
    if mine is not None and code != mine:
        raise Refusal(Outcome.WRONG_UNIT, "picking.other_tote", scanned=code, asked=mine)
    if mine is None and given.unit is None:
        ask(talk.confirmed, Outcome.NEW_UNIT, "unit.is_new", unit=code)
    return confirmed(talk, context, pick, code)


def on_reason(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """How many there are, then why there are no more. Nothing vanishes: see confirm_pick."""
    pick, context = current(talk), settled(talk)
    if given.kind == "quantity":
        number = given.number or 0
        if number >= pick.left or number < 0:
            raise Refusal(
                Outcome.OVER_PICK, "pick.more_than_asked", scanned=number, asked=pick.left
            )
        counted = msgspec.structs.replace(context, counted=number)
        return on(counted, "counted", "picking.counted", counted=number, left=pick.left)
    if given.text == BACK:
        return on(context, "back", "picking.back", location=pick.location)
    reason = next((each for each in REASONS if each == given.text), REASONS[0])
    if reason == "partial":
        demand_positive(context.counted)
    tote = dict(context.assigned).get(pick.order) or talk.site.tote_of(pick.dn_id)
    return confirmed(talk, context, pick, tote if context.counted else None, reason)


def on_empty(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """The book says the location is empty: a look now is the cheapest count there is."""
    context = talk.context
    after = msgspec.structs.replace(context, emptied="")
    more = bool(picks(talk))
    if given.text != NO:
        event = "is_empty" if more else "batch_done"
        return on(after, event, "picking.is_empty", location=context.emptied)
    command = RequestCount(
        command_id=talk.now.command_id, location=context.emptied, reason="zero_check"
    )
    decision = request_count(command, talk.site, talk.now)
    return did(decision, after, "count_asked" if more else "batch_done")


def _is_emptied(talk: Talk[Picking], context: Picking, pick: MyPick) -> bool:
    rules = talk.site.rules("count")
    item = talk.site.item(pick.item_id)
    if not rules or item is None:
        return False
    if not any(by.when_empty for by in holding(rules, subject_of(item, AVAILABLE), CountBy)):
        return False
    location = talk.site.locations(pick.location)[0]
    left = sum(stock.quantity for stock in talk.site.stock_at(location.id))
    return left == context.counted
