"""Returns, turn by turn: an order or its package, then kind after kind of goods."""

import msgspec

from edge.floor.closing import close_receipt
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.returning.asking import ASKERS
from edge.floor.dialogues.returning.context import (
    BACK,
    CLOSE,
    DISPOSITIONS,
    OTHER,
    Returning,
)
from edge.floor.dialogues.showing import entered_by, told
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import demand_positive, find_dn, find_item
from edge.floor.returning import lot_back, open_return, origin_of, return_goods, shipped_of
from edge.floor.reversing.receipts import receipt_undo
from models.warehouse.commands import CloseReceipt, ReturnGoods
from models.warehouse.dialogues.returning import RETURNING
from models.warehouse.replies import Outcome


def _order(talk: Talk[Returning], given: Given) -> Turned[Returning]:
    """The order, or a package of it."""
    number = given.text
    if given.unit is not None:
        dn = talk.site.dn_by_id(given.unit.dn_id) if given.unit.dn_id is not None else None
        if dn is None:
            raise Refusal(Outcome.WRONG_UNIT, "returning.no_order", unit=given.text)
        number = dn.number
    dn = origin_of(number, talk.site)
    return on(Returning(dn.number), "found", "returning.begun", order=dn.number)


def _goods(talk: Talk[Returning], given: Given) -> Turned[Returning]:
    context = talk.context
    if given.kind == "option" and given.text == OTHER:
        return on(Returning(), "other_document", "returning.left", order=context.order)
    if given.kind == "option" and given.text == CLOSE:
        return _closed(talk)
    item = given.item or find_item(talk.site, given.text)
    shipped_of(talk.site, find_dn(talk.site, context.order), item)
    pieces = given.number or 1 if item.tracking != "serial" else 1
    entered = entered_by(None, 0, given) if item.tracking != "serial" else None
    found = Returning(context.order, item.code, quantity=pieces, entered=entered)
    if item.tracking == "none":
        return told(found, "item_found", "returning.item_found", pieces, given, item=item.code)
    if given.lot is None:
        return on(found, "lot_asked", "returning.which_lot", item=item.code)
    return _of_lot(talk, found, given.lot)


def _closed(talk: Talk[Returning]) -> Turned[Returning]:
    asn = open_return(talk.site, find_dn(talk.site, talk.context.order))
    if asn is None:
        return on(Returning(), "other_document", "returning.nothing", order=talk.context.order)
    command = CloseReceipt(command_id=talk.now.command_id, asn=asn.number)
    return did(close_receipt(command, talk.site, talk.now), Returning())


def _lot(talk: Talk[Returning], given: Given) -> Turned[Returning]:
    if given.kind == "option":
        return _back(talk.context)
    return _of_lot(talk, talk.context, given.text)


def _of_lot(talk: Talk[Returning], context: Returning, code: str) -> Turned[Returning]:
    lot = lot_back(talk.site, find_item(talk.site, context.item), code)
    assert lot is not None
    known = msgspec.structs.replace(context, lot=lot.code)
    return on(known, "lot_found", "returning.lot_found", lot=lot.code)


def _amount(talk: Talk[Returning], given: Given) -> Turned[Returning]:
    context = talk.context
    if given.item is not None:
        if given.item.code != context.item:
            raise Refusal(
                Outcome.WRONG_ITEM, "receiving.other_item", item=context.item, scanned=given.text
            )
        return _counted(talk, context.quantity + (given.number or 1), "counted", given)
    if given.kind == "quantity":
        demand_positive(given.number or 0)
        return _counted(talk, given.number or 0, "quantity_set", given)
    if given.text == BACK:
        return _back(context)
    chosen = next(each for each in DISPOSITIONS if each == given.text)
    disposed = msgspec.structs.replace(context, disposition=chosen)
    return on(disposed, "reason_asked", "returning.why", item=context.item)


def _counted(talk: Talk[Returning], quantity: int, event: str, given: Given) -> Turned[Returning]:
    item = find_item(talk.site, talk.context.item)
    if item.tracking == "serial" and quantity > 1:
        raise Refusal(Outcome.SERIAL_REQUIRED, "serial.one_at_a_time", item=item.code)
    entered = None
    if given.item is not None:
        entered = entered_by(talk.context.entered, talk.context.quantity, given)
    counted = msgspec.structs.replace(talk.context, quantity=quantity, entered=entered)
    return told(counted, event, "receiving.counting", quantity, given)


def _reason(talk: Talk[Returning], given: Given) -> Turned[Returning]:
    context = talk.context
    if given.kind == "option" and given.text == BACK:
        return on(context, "back", "returning.back", item=context.item)
    command = ReturnGoods(
        command_id=talk.now.command_id,
        order=context.order,
        item=context.item,
        quantity=context.quantity,
        disposition=context.disposition,
        reason=given.text,
        lot=context.lot,
        confirm=talk.confirmed,
        entered=context.entered,
    )
    decision = return_goods(command, talk.site, talk.now)
    turned = did(decision, Returning(context.order))
    asn = str(decision.reply.data["asn"])
    undo = receipt_undo(asn, command.item, command.quantity, command.lot)
    return msgspec.structs.replace(turned, undo=undo)


def _back(context: Returning) -> Turned[Returning]:
    return on(Returning(context.order), "back", "returning.back", item=context.item)


SCRIPT = Script(
    RETURNING,
    Returning(),
    {"order": _order, "goods": _goods, "lot": _lot, "amount": _amount, "reason": _reason},
    ASKERS,
)
