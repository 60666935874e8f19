"""How many have come, in which state, on which pallet; then they are booked."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.receiving.context import (
    DAMAGED,
    GOOD,
    TO_PACKING,
    Receiving,
    afresh,
    amount_of,
)
from edge.floor.dialogues.showing import told
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.draft import Decision, Refusal
from edge.floor.finding import ask, demand_positive
from edge.floor.receiving import receive
from models.warehouse.commands import Receive
from models.warehouse.replies import Outcome, Say


def on_amount(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    """Scanning the item again counts one more; a label nobody knows is a new pallet, asked once."""
    context = talk.context
    if given.item is not None:
        if given.item.code != context.item:
            raise Refusal(
                Outcome.WRONG_ITEM, "receiving.other_item", item=context.item, scanned=given.text
            )
        counted = amount_of(context, context.quantity + (given.number or 1))
        return told(counted, "counted", "receiving.counting", counted.quantity, given)
    if given.kind == "quantity":
        demand_positive(given.number or 0)
        counted = amount_of(context, given.number or 0)
        return on(counted, "quantity_set", "receiving.counting", quantity=counted.quantity)
    if given.unit is not None or given.kind == "text":
        return _unit(talk, given)
    if given.kind == "option" and given.text in (DAMAGED, GOOD):
        return _turned(context)
    return _booked(talk)


def _unit(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    if given.unit is None:
        ask(talk.confirmed, Outcome.NEW_UNIT, "unit.is_new", unit=given.text)
    elif given.unit.state in ("loaded", "shipped"):
        raise Refusal(Outcome.WRONG_UNIT, "unit.shipped", unit=given.text)
    standing = msgspec.structs.replace(talk.context, unit=given.text)
    return on(standing, "unit_set", "receiving.unit_set", unit=given.text)


def _turned(context: Receiving) -> Turned[Receiving]:
    """Good goods are damaged, damaged ones are good again."""
    damaged = context.condition == "good"
    turned = msgspec.structs.replace(context, condition="damaged" if damaged else "good")
    return on(turned, "condition_set", f"receiving.is_{turned.condition}", item=context.item)


def _booked(talk: Talk[Receiving]) -> Turned[Receiving]:
    """Booked, unless an order waits for such goods: then that is asked first."""
    context = talk.context
    decision = receive(_command(talk, None, confirm=talk.confirmed), talk.site, talk.now)
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
        decision = receive(_command(talk, order, confirm=True), talk.site, talk.now)
    except Refusal as refusal:
        changed = msgspec.structs.replace(context, order="", wanted=0)
        return Turned("quantity_changed", changed, Say(refusal.key, refusal.args_said))
    return _after(decision, context)


def _after(decision: Decision, context: Receiving) -> Turned[Receiving]:
    asn = str(decision.reply.data["asn"])
    return did(decision, afresh(msgspec.structs.replace(context, asn=asn)))


def _command(talk: Talk[Receiving], order: str | None, *, confirm: bool) -> Receive:
    context = talk.context
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
    )
