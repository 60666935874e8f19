"""Receiving, turn by turn: a delivery, then kind after kind of goods until it is closed."""

from datetime import date

import msgspec

from edge.floor.closing import close_receipt, demand_open
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.receiving.amount import on_amount, on_cross, on_weight
from edge.floor.dialogues.receiving.asking import ASKERS
from edge.floor.dialogues.receiving.context import (
    BACK,
    BLIND,
    CLOSE,
    MISSING,
    OTHER,
    Receiving,
    afresh,
    amount_of,
)
from edge.floor.dialogues.receiving.missing import ask_missing, on_missing
from edge.floor.dialogues.showing import entered_by, told
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.documents import arrive_asn
from edge.floor.draft import Refusal
from edge.floor.finding import find_asn, find_item, not_allowed
from edge.floor.nesting.announced import announced_in
from edge.floor.reader import Item, Location, Unit
from edge.floor.reversing.receipts import receipt_undo
from edge.floor.transfers.units import deliveries, receive_unit, sent_on
from models.warehouse.commands import ArriveAsn, CloseReceipt, ReceiveUnit
from models.warehouse.dialogues.receiving import RECEIVING
from models.warehouse.replies import Outcome


def _document(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    if given.kind == "option" and given.text == BLIND:
        return on(Receiving(is_blind=True), "blind_begun", "receiving.blind_begun")
    asn = given.asn or find_asn(talk.site, given.text)
    demand_open(asn)
    if asn.kind == "return":
        raise Refusal(Outcome.WRONG_KIND, "receive.is_return", asn=asn.number)
    context = Receiving(asn.number, is_blind=asn.kind == "blind")
    return on(context, "found", "receiving.begun", asn=asn.number)


def _supplier(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    if given.kind == "option" and given.text == BACK:
        return on(Receiving(), "back", "receiving.no_delivery")
    known = given.text if given.kind != "option" else None
    context = msgspec.structs.replace(talk.context, supplier=known)
    if known is None:
        return on(context, "supplier_set", "receiving.supplier_unknown")
    return on(context, "supplier_set", "receiving.supplier_set", supplier=known)


def _goods(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    context = talk.context
    if given.unit is not None:
        return _whole(talk, given.unit)
    if given.location is not None and not context.asn:
        return _dock_kept(context, given.location)
    if given.location is not None:
        command = ArriveAsn(
            command_id=talk.now.command_id, asn=context.asn, dock=given.location.code
        )
        decision = arrive_asn(command, talk.site, talk.now)
        event = "dock_set" if decision.reply.outcome is Outcome.LINE_DONE else None
        return did(decision, context, event)
    if given.kind == "option" and given.text == MISSING:
        return ask_missing(talk)
    if given.kind == "option" and given.text == OTHER:
        return on(Receiving(), "other_document", "receiving.left", asn=context.asn)
    if given.kind == "option" and given.text == CLOSE:
        if not context.asn:
            return on(Receiving(), "other_document", "receiving.no_delivery")
        return _closed(talk)
    item = given.item or find_item(talk.site, given.text)
    if not context.is_blind and not _is_announced(talk, item):
        raise Refusal(Outcome.WRONG_ITEM, "receive.not_on_asn", item=item.code, asn=context.asn)
    fresh = msgspec.structs.replace(
        afresh(context), item=item.code, expiry=given.expiry, weight_g=given.weight_g
    )
    pieces = given.number or 1
    entered = entered_by(None, 0, given) if item.tracking != "serial" else None
    if item.tracking == "none":
        counted = amount_of(fresh, pieces, entered)
        return told(counted, "item_found", "receiving.item_found", pieces, given, item=item.code)
    if item.tracking == "serial":
        pieces = 1
    if given.lot is None:
        asked = amount_of(fresh, pieces, entered)
        return on(asked, "lot_asked", "receiving.which_lot", item=item.code)
    return _of_lot(talk, amount_of(fresh, pieces, entered), given.lot)


def _whole(talk: Talk[Receiving], unit: Unit) -> Turned[Receiving]:
    """A unit of this delivery: one scan takes in all that was announced or sent on it."""
    context = talk.context
    announced = announced_in(talk.site, unit.code)
    known = talk.site.asn_by_id(announced[0].on.asn_id) if announced else None
    asns = [known] if known is not None else deliveries(sent_on(talk.site, unit.code))
    if all(asn.number != context.asn for asn in asns):
        number = asns[0].number
        raise Refusal(Outcome.WRONG_UNIT, "receive.unit_of_other", unit=unit.code, asn=number)
    command = ReceiveUnit(command_id=talk.now.command_id, unit=unit.code, dock=context.dock)
    taken = msgspec.structs.replace(afresh(context), whole=unit.code)
    turned = did(receive_unit(command, talk.site, talk.now), taken)
    if len(asns) > 1:
        return turned
    undo = receipt_undo(context.asn, None, None, None, unit.code)
    return msgspec.structs.replace(turned, undo=undo)


def _is_announced(talk: Talk[Receiving], item: Item) -> bool:
    asn = find_asn(talk.site, talk.context.asn)
    return bool(talk.site.asn_lines_of(asn.id, item.id))


def _dock_kept(context: Receiving, dock: Location) -> Turned[Receiving]:
    if dock.kind != "dock":
        raise not_allowed(dock, "asn.dock_expected")
    kept = msgspec.structs.replace(context, dock=dock.code)
    return on(kept, "dock_set", "receiving.dock_set", dock=dock.code)


def _closed(talk: Talk[Receiving]) -> Turned[Receiving]:
    command = CloseReceipt(
        command_id=talk.now.command_id, asn=talk.context.asn, confirm=talk.confirmed
    )
    decision = close_receipt(command, talk.site, talk.now)
    closed_before = decision.reply.outcome is Outcome.ALREADY_DONE
    return did(decision, Receiving(), "other_document" if closed_before else None)


def _lot(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    context = talk.context
    if given.kind == "option":
        return _back(context)
    return _of_lot(talk, context, given.text)


def _of_lot(talk: Talk[Receiving], context: Receiving, code: str) -> Turned[Receiving]:
    """A lot on hand keeps its date; a new one needs it where the item has a shelf life."""
    item = find_item(talk.site, context.item)
    lot = talk.site.lot(item.id, code)
    if lot is not None and item.tracking == "serial" and talk.site.lot_on_hand(lot.id):
        raise Refusal(Outcome.SERIAL_DUPLICATE, "serial.on_hand", serial=lot.code)
    known = msgspec.structs.replace(context, lot=code)
    if lot is None and item.shelf_life_days is not None and context.expiry is None:
        return on(known, "date_asked", "receiving.which_date", lot=code)
    return on(known, "lot_found", "receiving.lot_found", lot=code)


def _expiry(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    context = talk.context
    if given.kind == "option":
        return _back(context)
    dated = msgspec.structs.replace(context, expiry=date.fromisoformat(given.text))
    return on(dated, "date_set", "receiving.date_set", expiry=given.text)


def _back(context: Receiving) -> Turned[Receiving]:
    return on(afresh(context), "back", "receiving.back", asn=context.asn)


def _amount(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    if given.kind == "option" and given.text == BACK:
        return _back(talk.context)
    return on_amount(talk, given)


SCRIPT = Script(
    RECEIVING,
    Receiving(),
    {
        "document": _document,
        "supplier": _supplier,
        "goods": _goods,
        "missing": on_missing,
        "lot": _lot,
        "expiry": _expiry,
        "amount": _amount,
        "weight": on_weight,
        "cross": on_cross,
    },
    ASKERS,
)
