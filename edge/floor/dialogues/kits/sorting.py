"""Kits are taken apart: how many, then part by part what is good, damaged or missing."""

from datetime import date
from typing import NamedTuple

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.kits.context import ALL, BACK, COLLECT, Kitting
from edge.floor.dialogues.kits.making import more_to_collect
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.draft import Draft, Refusal
from edge.floor.finding import demand_positive, lot_missing, lot_or_new
from edge.floor.kits.apart import take_apart
from edge.floor.kits.building import at_work, demand_quantity, ready
from edge.floor.kits.lots import demand_gone
from edge.floor.kits.undoing import kits_undo
from edge.floor.reader import Item
from edge.floor.reads.kits import KitOrder
from models.warehouse.barcodes import clean
from models.warehouse.commands import PartBack, TakeApart
from models.warehouse.commands.kits import PartCondition
from models.warehouse.kitting import needed
from models.warehouse.replies import Outcome

CONDITIONS: tuple[PartCondition, ...] = ("good", "damaged", "missing")


class Sorting(NamedTuple):
    """The part in hand and how many of it are not sorted yet."""

    item: Item
    left: int


def in_sorting(talk: Talk[Kitting], order: KitOrder) -> list[Sorting]:
    """Parts that are not sorted yet, in the order's sequence."""
    found = []
    for item_id, quantity in needed(order.parts, talk.context.kits).items():
        item = talk.site.item(item_id)
        assert item is not None
        left = quantity - sum(
            part.quantity for part in talk.context.parts if part.item == item.code
        )
        if left:
            found.append(Sorting(item, left))
    return found


def on_apart(talk: Talk[Kitting], given: Given, order: KitOrder) -> Turned[Kitting]:
    """Which kits and how many; a kit with a serial number is taken apart alone."""
    context = talk.context
    if given.kind == "option" and given.text == COLLECT:
        return more_to_collect(talk, order)
    if given.kind == "lot":
        return _of_lot(talk, order, clean(given.text))
    kits = ready(talk.site, order) if given.text == ALL else given.number or 0
    demand_quantity(talk.site, order, kits)
    lots = {held.lot for held in at_work(talk.site, order)}
    if len(lots) > 1 and context.kit_lot is None:
        kit = talk.site.item(order.item_id)
        assert kit is not None
        refusal = lot_missing(kit)
        raise Refusal(Outcome.LOT_REQUIRED, refusal.key, said=refusal.args_said)
    there = _of(talk, order, context.kit_lot or next(iter(lots)))
    if kits > there:
        raise Refusal(Outcome.OVER_PICK, "kit.not_collected", scanned=kits, asked=there)
    begun = msgspec.structs.replace(context, kits=kits, parts=(), lot=None, expiry=None, counted=0)
    return on(begun, "quantity_set", "kit.sort", quantity=kits)


def _of_lot(talk: Talk[Kitting], order: KitOrder, lot: str) -> Turned[Kitting]:
    there = _of(talk, order, lot)
    if not there:
        raise Refusal(Outcome.WRONG_LOT, "kit.lot_not_collected", lot=lot, quantity=0)
    chosen = msgspec.structs.replace(talk.context, kit_lot=lot)
    return on(chosen, "lot_set", "kit.of_lot", lot=lot, quantity=there)


def _of(talk: Talk[Kitting], order: KitOrder, lot: str | None) -> int:
    return sum(held.quantity for held in at_work(talk.site, order) if held.lot == lot)


def on_parts(talk: Talk[Kitting], given: Given, order: KitOrder) -> Turned[Kitting]:
    """Lot, date and number of the part in hand, then what it is; the last part ends it."""
    context = talk.context
    part = in_sorting(talk, order)[0]
    if given.kind == "option":
        return _sorted(talk, order, part, given.text)
    if given.kind == "lot":
        return _with_lot(talk, part, clean(given.text))
    if given.kind == "expiry":
        dated = msgspec.structs.replace(context, expiry=given.text)
        return on(dated, "date_set", "kit.dated", expiry=given.text)
    if given.item is not None and given.item.id != part.item.id:
        raise Refusal(
            Outcome.WRONG_ITEM, "scan.wrong_item", scanned=given.text, asked=part.item.code
        )
    if given.lot is not None:
        return _with_lot(talk, part, given.lot)
    number = given.number or 0
    if given.item is not None:
        number = context.counted + (given.number or 1)
    demand_positive(number)
    if number > part.left:
        raise Refusal(
            Outcome.QUANTITY_CHANGED, "kit.more_than_in_it", scanned=number, asked=part.left
        )
    counted = msgspec.structs.replace(context, counted=number)
    return on(counted, "counted", "kit.counted", quantity=number, left=part.left - number)


def _with_lot(talk: Talk[Kitting], part: Sorting, lot: str) -> Turned[Kitting]:
    if part.item.tracking == "none":
        raise Refusal(Outcome.UNKNOWN_CODE, "scan.unknown", code=lot)
    if part.item.tracking == "serial":
        demand_gone(talk.site, talk.site.lot(part.item.id, lot))
        if any(each.lot == lot and each.item == part.item.code for each in talk.context.parts):
            raise Refusal(Outcome.SERIAL_DUPLICATE, "serial.on_hand", serial=lot)
    kept = msgspec.structs.replace(talk.context, lot=lot)
    return on(kept, "lot_set", "kit.of_lot", lot=lot, quantity=part.left)


def _sorted(talk: Talk[Kitting], order: KitOrder, part: Sorting, option: str) -> Turned[Kitting]:
    context = talk.context
    if option == BACK:
        return on(context, "back", "kit.back")
    condition = next(each for each in CONDITIONS if each == option)
    missing = condition == "missing"
    by_one = part.item.tracking == "serial" and not missing
    quantity = 1 if by_one else context.counted or part.left
    expiry = date.fromisoformat(context.expiry) if context.expiry is not None else None
    if not missing:
        # Whether such a lot may be: told while the part is in hand, not when all are sorted.
        lot_or_new(talk.site, Draft(talk.now), part.item, context.lot, expiry)
    back = PartBack(
        item=part.item.code, quantity=quantity, condition=condition,
        lot=None if missing else context.lot, expiry=None if missing else expiry,
    )  # fmt: skip
    noted = msgspec.structs.replace(
        context, parts=(*context.parts, back), counted=0, lot=None, expiry=None
    )
    after = msgspec.structs.replace(talk, context=noted)
    if in_sorting(after, order):
        return on(noted, "noted", f"kit.{condition}", item=part.item.code, quantity=quantity)
    return _apart(after, order)


def _apart(talk: Talk[Kitting], order: KitOrder) -> Turned[Kitting]:
    context = talk.context
    command = TakeApart(
        command_id=talk.now.command_id,
        order=order.number,
        quantity=context.kits,
        lot=context.kit_lot,
        parts=context.parts,
    )
    decision = take_apart(command, talk.site, talk.now)
    over = decision.reply.outcome is Outcome.DOCUMENT_DONE
    turned = did(decision, Kitting() if over else Kitting(context.order, context.skipped))
    return msgspec.structs.replace(turned, undo=kits_undo(order, context.kits))
