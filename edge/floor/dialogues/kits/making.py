"""Kits are made of what was collected: how many, their serial numbers, and where they are put."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.kits.context import ALL, COLLECT, Kitting
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.kits.building import build_kits, demand_quantity, ready
from edge.floor.kits.collecting import to_collect
from edge.floor.kits.lots import demand_gone
from edge.floor.kits.undoing import kits_undo
from edge.floor.reads.kits import KitOrder
from models.warehouse.barcodes import clean
from models.warehouse.commands import BuildKits
from models.warehouse.replies import Level, Outcome


def more_to_collect(talk: Talk[Kitting], order: KitOrder) -> Turned[Kitting]:
    """Back to the locations, if anything is left there."""
    if not to_collect(talk.site, order):
        raise Refusal(Outcome.NO_WORK, "kit.all_collected", level=Level.INFO)
    return on(talk.context, "collect_more", "kit.collect_more")


def on_build(talk: Talk[Kitting], given: Given, order: KitOrder) -> Turned[Kitting]:
    """All that the parts suffice for, or fewer."""
    context = talk.context
    if given.kind == "option" and given.text == COLLECT:
        return more_to_collect(talk, order)
    kits = ready(talk.site, order) if given.text == ALL else given.number or 0
    demand_quantity(talk.site, order, kits)
    made = msgspec.structs.replace(context, kits=kits, serials=())
    item = talk.site.item(order.item_id)
    if item is not None and item.tracking == "serial":
        return on(made, "serials_asked", "kit.serials_asked", quantity=kits)
    return on(made, "quantity_set", "kit.made", quantity=kits)


def on_serial(talk: Talk[Kitting], given: Given, order: KitOrder) -> Turned[Kitting]:
    """One number after the other, each its own."""
    context = talk.context
    if given.kind == "option":
        return on(context, "back", "kit.back")
    code = clean(given.text)
    if code in context.serials:
        raise Refusal(Outcome.SERIAL_DUPLICATE, "serial.on_hand", serial=code)
    demand_gone(talk.site, talk.site.lot(order.item_id, code))
    noted = msgspec.structs.replace(context, serials=(*context.serials, code))
    left = context.kits - len(noted.serials)
    event = "serial_noted" if left else "serials_done"
    return on(noted, event, "kit.serial_noted", serial=code, left=left)


def on_target(talk: Talk[Kitting], given: Given, order: KitOrder) -> Turned[Kitting]:
    """Where the kits lie now; scanning the place of work leaves them there to be put away."""
    context = talk.context
    if given.kind == "option":
        return on(context, "back", "kit.back")
    command = BuildKits(
        command_id=talk.now.command_id,
        order=order.number,
        quantity=context.kits,
        location=given.text,
        serials=context.serials,
    )
    decision = build_kits(command, talk.site, talk.now)
    after = msgspec.structs.replace(context, kits=0, serials=())
    over = decision.reply.outcome is Outcome.DOCUMENT_DONE
    turned = did(decision, Kitting() if over else after)
    return msgspec.structs.replace(turned, undo=kits_undo(order, command.quantity))
