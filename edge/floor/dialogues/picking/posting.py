"""A pick is booked: into the order's tote, short with a reason, and the location looked into."""

import msgspec

from edge.floor.catching import demand_weight
from edge.floor.counting.requesting import request_count
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.picking.context import (
    BACK,
    FULL,
    NO,
    REASONS,
    Picking,
    current,
    picks,
    stayed,
    tote_of,
    with_tote,
)
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, demand_positive, unit_code
from edge.floor.picking import confirm_pick
from edge.floor.placing import subject_of
from edge.floor.reader import SiteReader, Unit
from edge.floor.reads.picking import MyPick
from edge.floor.unpicking import pick_undo
from models.warehouse import ids
from models.warehouse.commands import ConfirmPick, RequestCount
from models.warehouse.commands.outbound import ShortReason
from models.warehouse.replies import Outcome
from models.warehouse.rules.recount import CountBy
from models.warehouse.rules.rule import holding
from models.warehouse.stock import AVAILABLE


def demand_plausible(talk: Talk[Picking], context: Picking, pick: MyPick) -> bool:
    """Whether the scale is still to be asked; a weight that these goods hardly have is asked about
    where it became known."""
    item = talk.site.item(pick.item_id)
    if item is None or not item.catch_weight or not context.counted:
        return False
    if context.weight_g is None:
        return True
    demand_weight(item, context.counted, context.weight_g, talk.now, confirmed=talk.confirmed)
    return False


def complete(talk: Talk[Picking], context: Picking, pick: MyPick) -> Turned[Picking]:
    """All of it is in hand: weighed if need be, put into a tote on a cart, or booked."""
    if demand_plausible(talk, context, pick):
        return on(context, "weight_asked", "picking.weigh", item=pick.item)
    if context.is_cluster:
        return on(context, "tote_asked", "picking.which_tote", order=pick.order)
    return confirmed(talk, context, pick, None)


def on_weight(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """What is in hand, on the scale."""
    pick, context = current(talk), stayed(talk)
    if given.kind == "option":
        afresh = msgspec.structs.replace(
            context, counted=0, entered=None, weight_g=None, reason=None
        )
        return on(afresh, "back", "picking.back", location=pick.location)
    weighed = msgspec.structs.replace(context, weight_g=given.number)
    demand_plausible(talk, weighed, pick)
    if context.reason is None:
        return complete(msgspec.structs.replace(talk, confirmed=True), weighed, pick)
    return confirmed(talk, weighed, pick, tote_of(talk, pick), context.reason)


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
        zone=context.zone if tote is not None else None,
        entered=context.entered,
        weight_g=context.weight_g,
        confirm=context.weight_g is not None,
    )
    decision = confirm_pick(command, talk.site, talk.now)
    done = reason != "partial"
    after = msgspec.structs.replace(
        context, task_id=0, counted=0, lot=None, entered=None, weight_g=None, reason=None
    )
    more = len(picks(talk)) > (1 if done else 0)
    event = "batch_done"
    if more:
        event = "line_done" if reason is None else "short_posted"
    if reason is None and _is_emptied(talk, context, pick):
        after, event = msgspec.structs.replace(after, emptied=pick.location), "zero_asked"
    turned = did(decision, after, event)
    if decision.reply.outcome is Outcome.SHORT_POSTED:
        return turned
    undo = pick_undo(command.task_id, command.quantity, tote)
    return msgspec.structs.replace(turned, undo=undo)


def on_put(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """Into a tote of the order's, and into no other."""
    pick, context = current(talk), stayed(talk)
    if given.kind == "option" and given.text == FULL:
        return on(context, "tote_full", "picking.tote_full", order=pick.order)
    if given.kind == "option":
        return on(context, "back", "picking.back", location=pick.location)
    code = unit_code(given.text)
    mine = tote_of(talk, pick)
    is_one_of_it = given.unit is not None and given.unit.dn_id == pick.dn_id
    if mine is not None and code != mine and not is_one_of_it:
        raise Refusal(Outcome.WRONG_UNIT, "picking.other_tote", scanned=code, asked=mine)
    if mine is None and given.unit is None:
        ask(talk.confirmed, Outcome.NEW_UNIT, "unit.is_new", unit=code)
    return confirmed(talk, with_tote(context, pick.order, code), pick, code)


def on_fresh(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """Another tote for an order whose tote is full; the full one stays the order's."""
    pick, context = current(talk), stayed(talk)
    if given.kind == "option":
        return on(context, "back", "picking.which_tote", order=pick.order)
    code = unit_code(given.text)
    if code == tote_of(talk, pick):
        raise Refusal(Outcome.WRONG_UNIT, "picking.is_full", unit=code)
    if given.unit is None:
        ask(talk.confirmed, Outcome.NEW_UNIT, "unit.is_new", unit=code)
    demand_tote(talk.site, given.unit, pick.dn_id, code)
    return confirmed(talk, with_tote(context, pick.order, code), pick, code)


def demand_tote(site: SiteReader, unit: Unit | None, dn_id: int, code: str) -> None:
    """Refuse what cannot be this order's tote; a tote belongs to one order."""
    if unit is None:
        return
    if unit.dn_id not in (None, dn_id):
        raise Refusal(Outcome.UNIT_OF_OTHER_ORDER, "unit.of_other_order", unit=code)
    is_taken = unit.dn_id is None and bool(site.stock_in_unit(unit.id))
    if unit.state not in ("empty", "open") or unit.kind == "package" or is_taken:
        raise Refusal(Outcome.WRONG_UNIT, "unit.not_empty", unit=code)


def on_reason(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """How many there are, then why there are no more. Nothing vanishes: see confirm_pick."""
    pick, context = current(talk), stayed(talk)
    if given.kind == "quantity":
        number = given.number or 0
        if number >= pick.left or number < 0:
            raise Refusal(
                Outcome.OVER_PICK, "pick.more_than_asked", scanned=number, asked=pick.left
            )
        counted = msgspec.structs.replace(context, counted=number, entered=None, weight_g=None)
        return on(counted, "counted", "picking.counted", counted=number, left=pick.left)
    if given.text == BACK:
        return on(context, "back", "picking.back", location=pick.location)
    reason = next((each for each in REASONS if each == given.text), REASONS[0])
    if reason == "partial":
        demand_positive(context.counted)
    if demand_plausible(talk, context, pick):
        short = msgspec.structs.replace(context, reason=reason)
        return on(short, "weight_asked", "picking.weigh", item=pick.item)
    tote = tote_of(talk, pick)
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
