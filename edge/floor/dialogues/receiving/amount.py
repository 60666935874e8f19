"""How many have come, in which state, on which pallet; then they are booked."""

import msgspec

from edge.floor.arriving import dock_of
from edge.floor.catching import demand_weight
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.receiving.context import (
    DAMAGED,
    GOOD,
    TO_PACKING,
    Receiving,
    afresh,
    amount_of,
)
from edge.floor.dialogues.showing import entered_by, together, told
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.draft import Decision, Draft, Refusal
from edge.floor.finding import ask, demand_positive, find_item
from edge.floor.receiving import receive, unit_at
from edge.floor.reversing.receipts import receipt_undo
from models.warehouse.commands import Receive
from models.warehouse.replies import Outcome, Say

_UNFIT = (Outcome.WRONG_UNIT, Outcome.UNIT_OF_OTHER_ORDER)


def on_amount(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    """Scanning the item again counts one more; a label nobody knows is a new pallet, asked once."""
    context = talk.context
    if given.item is not None:
        if given.item.code != context.item:
            raise Refusal(
                Outcome.WRONG_ITEM, "receiving.other_item", item=context.item, scanned=given.text
            )
        entered = entered_by(context.entered, context.quantity, given)
        weighed = msgspec.structs.replace(context, weight_g=together(context.weight_g, given))
        counted = amount_of(weighed, context.quantity + (given.number or 1), entered)
        return told(counted, "counted", "receiving.counting", counted.quantity, given)
    if given.kind == "quantity":
        demand_positive(given.number or 0)
        unweighed = msgspec.structs.replace(context, weight_g=None)
        counted = amount_of(unweighed, given.number or 0)
        return on(counted, "quantity_set", "receiving.counting", quantity=counted.quantity)
    if given.unit is not None or given.kind == "text":
        return _unit(talk, given)
    if given.kind == "option" and given.text in (DAMAGED, GOOD):
        return _turned(context)
    return _booked(talk)


def _unit(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    if given.unit is None:
        ask(talk.confirmed, Outcome.NEW_UNIT, "unit.is_new", unit=given.text)
    else:
        asn = talk.site.asn(talk.context.asn) if talk.context.asn else None
        dock = dock_of(talk.site, talk.context.dock, asn)
        unit_at(talk.site, Draft(talk.now), given.unit.code, dock)
    standing = msgspec.structs.replace(talk.context, unit=given.text)
    return on(standing, "unit_set", "receiving.unit_set", unit=given.text)


def _turned(context: Receiving) -> Turned[Receiving]:
    """Good goods are damaged, damaged ones are good again."""
    damaged = context.condition == "good"
    turned = msgspec.structs.replace(context, condition="damaged" if damaged else "good")
    return on(turned, "condition_set", f"receiving.is_{turned.condition}", item=context.item)


def _booked(talk: Talk[Receiving]) -> Turned[Receiving]:
    """Booked, unless something is asked first: how much they weigh, or whether they go on to the
    order that waits for them. A pallet that somebody has put away meanwhile is forgotten: the next
    goods stand on another one, or on none."""
    context = talk.context
    try:
        decision = receive(_command(talk, context, confirm=talk.confirmed), talk.site, talk.now)
    except Refusal as refusal:
        if refusal.outcome is Outcome.WEIGHT_REQUIRED:
            return on(context, "weight_asked", "receiving.weigh", item=context.item)
        if context.unit is None or refusal.outcome not in _UNFIT:
            raise
        without = msgspec.structs.replace(context, unit=None)
        return Turned("wrong_unit", without, Say(refusal.key, refusal.args_said))
    return _offered(decision, context)


def on_weight(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    """All of it on the scale; a weight that these goods hardly have is asked about."""
    context = talk.context
    if given.kind == "option":
        return on(context, "back", "receiving.counting", quantity=context.quantity)
    item = find_item(talk.site, context.item)
    weight_g = demand_weight(
        item, context.quantity, given.number, talk.now, confirmed=talk.confirmed
    )
    weighed = msgspec.structs.replace(context, weight_g=weight_g)
    try:
        decision = receive(_command(talk, weighed, confirm=True), talk.site, talk.now)
    except Refusal as refusal:
        return Turned("quantity_changed", weighed, Say(refusal.key, refusal.args_said))
    return _offered(decision, weighed)


def _offered(decision: Decision, context: Receiving) -> Turned[Receiving]:
    wanted = decision.reply.data["wanted"]
    if isinstance(wanted, int) and wanted:
        order = str(decision.reply.data["wanted_by"])
        asked = msgspec.structs.replace(context, order=order, wanted=wanted)
        return on(asked, "order_waits", "receiving.order_waits", order=order, quantity=wanted)
    return _after(decision, context)


def on_cross(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    """Straight on to the order, or into stock like the rest. What was asked before was confirmed
    before; what has changed since leads back to the quantity."""
    context = talk.context
    order = context.order if given.text == TO_PACKING else None
    try:
        command = _command(talk, context, order, confirm=True)
        decision = receive(command, talk.site, talk.now)
    except Refusal as refusal:
        changed = msgspec.structs.replace(context, order="", wanted=0)
        return Turned("quantity_changed", changed, Say(refusal.key, refusal.args_said))
    return _after(decision, context)


def _after(decision: Decision, context: Receiving) -> Turned[Receiving]:
    asn = str(decision.reply.data["asn"])
    turned = did(decision, afresh(msgspec.structs.replace(context, asn=asn)))
    undo = receipt_undo(asn, context.item, context.quantity, context.lot, context.unit)
    return msgspec.structs.replace(turned, undo=undo)


def _command(
    talk: Talk[Receiving], context: Receiving, order: str | None = None, *, confirm: bool
) -> Receive:
    return Receive(
        command_id=talk.now.command_id,
        asn=context.asn or None,
        supplier=context.supplier,
        dock=context.dock,
        item=context.item,
        quantity=context.quantity,
        lot=context.lot,
        expiry=context.expiry,
        unit=context.unit,
        condition=context.condition,
        cross_dock=order,
        confirm=confirm,
        entered=context.entered,
        weight_g=context.weight_g,
    )
