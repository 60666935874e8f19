"""Which order, then from location to location: the goods, how many, or why there are less."""

from collections.abc import Callable
from typing import Literal

import msgspec

from edge.floor.claiming import leases_of
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.kits.context import ALL, BACK, NEXT, SHORT, SKIP, Kitting, may_do, share
from edge.floor.dialogues.showing import entered_by, told
from edge.floor.dialogues.talk import Judge, Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, demand_positive, lot_missing
from edge.floor.kits.building import demand_kind, ready
from edge.floor.kits.collecting import collect_part, to_collect
from edge.floor.kits.orders import demand_mine, find_kit_order, not_now
from edge.floor.kits.undoing import put_back_undo
from edge.floor.reader import Reserved
from edge.floor.reads.kits import KitOrder
from models.warehouse.barcodes import clean
from models.warehouse.commands import CollectPart
from models.warehouse.replies import Level, Outcome
from models.warehouse.states import KIT_ORDER_STATES


def begin(kind: str) -> Callable[[Talk[Kitting]], Turned[Kitting]]:
    """What is in hand is gone on with."""

    def begun(talk: Talk[Kitting]) -> Turned[Kitting]:
        order = talk.site.my_kit_order(talk.now.person_id, talk.now.now_ms)
        if order is None or order.kind != kind:
            return on(Kitting(), "opened", "kit.which_order")
        return _taken(talk, order)

    return begun


def on_order(kind: str) -> Judge[Kitting]:
    """The order scanned or chosen, else the oldest nobody works on."""

    def judge(talk: Talk[Kitting], given: Given) -> Turned[Kitting]:
        order = given.kit
        if order is None and given.text == NEXT:
            order = next(
                (
                    each
                    for each in talk.site.kit_orders(kind)
                    if may_do(talk, each) and _is_free(talk, each)
                ),
                None,
            )
            if order is None:
                raise Refusal(Outcome.NO_WORK, "kit.nothing_waits", level=Level.INFO)
        order = order or find_kit_order(talk.site, given.text)
        demand_kind(order, kind)
        if not KIT_ORDER_STATES.allows(order.state, "work"):
            raise not_now(order)
        if not may_do(talk, order):
            raise Refusal(
                Outcome.NO_WORK, "picking.needs_skill", level=Level.INFO, order=order.number
            )
        if not _is_free(talk, order):
            ask(talk.confirmed, Outcome.TAKE_OVER, "kit.take_over", order=order.number)
        return _taken(talk, order)

    return judge


def _is_free(talk: Talk[Kitting], order: KitOrder) -> bool:
    try:
        demand_mine(talk.site, order, talk.now)
    except Refusal:
        return False
    return True


def _taken(talk: Talk[Kitting], order: KitOrder) -> Turned[Kitting]:
    task = talk.site.kit_task(order.id)
    assert task is not None
    event = "found" if to_collect(talk.site, order) else "all_there"
    turned = on(Kitting(order.number), event, "kit.begun", order=order.number, quantity=order.left)
    return msgspec.structs.replace(turned, leases=leases_of([task.id], talk.now))


def on_place(talk: Talk[Kitting], given: Given, order: KitOrder) -> Turned[Kitting]:
    """Goods are taken where the book says they are, so one must be there first."""
    context = talk.context
    here = share(talk, order)
    location = talk.site.location(here.location_id)
    assert location is not None
    if given.kind == "option" and given.text == SKIP:
        skipped = (*(each for each in context.skipped if each != here.id), here.id)
        passed = msgspec.structs.replace(context, skipped=skipped)
        return on(passed, "skipped", "picking.skipped", location=location.code)
    if given.kind == "option":
        if not ready(talk.site, order):
            raise Refusal(Outcome.NO_WORK, "kit.none_complete", level=Level.INFO)
        return on(context, "work_asked", "kit.work_now", quantity=ready(talk.site, order))
    if given.text != location.code:
        raise Refusal(
            Outcome.WRONG_LOCATION, "scan.wrong_location", scanned=given.text, asked=location.code
        )
    afresh = msgspec.structs.replace(context, counted=0, lot=None, entered=None)
    return on(afresh, "location_ok", "picking.at", location=location.code)


def on_goods(talk: Talk[Kitting], given: Given, order: KitOrder) -> Turned[Kitting]:
    """Each scan of the item is one more; all at once by the button or a typed number."""
    context, here = talk.context, share(talk, order)
    if given.kind == "option" and given.text == SHORT:
        return on(context, "short_asked", "picking.why_short", item=here.item)
    if given.kind == "option" and given.text == BACK:
        return on(context, "back", "kit.back")
    if given.item is not None and given.item.id != here.item_id:
        raise Refusal(Outcome.WRONG_ITEM, "scan.wrong_item", scanned=given.text, asked=here.item)
    context = _of_lot(talk, given, here)
    if given.kind == "lot":
        return on(context, "lot_set", "picking.lot_ok", lot=context.lot)
    counted = _amount(context, given, here.quantity)
    if counted > here.quantity:
        raise Refusal(
            Outcome.OVER_PICK, "pick.more_than_asked", scanned=counted, asked=here.quantity
        )
    entered = entered_by(context.entered, context.counted, given) if given.item else None
    counted_up = msgspec.structs.replace(context, counted=counted, entered=entered)
    if counted < here.quantity:
        return told(
            counted_up, "counted", "kit.counted", counted, given, left=here.quantity - counted
        )
    return _brought(talk, order, here, counted_up, None)


def _of_lot(talk: Talk[Kitting], given: Given, here: Reserved) -> Kitting:
    """The lot that is reserved, by a scan of its own or with the goods; no other."""
    context = talk.context
    lot = given.text if given.kind == "lot" else given.lot
    if lot is not None and here.lot is None and given.kind == "lot":
        raise Refusal(Outcome.UNKNOWN_CODE, "scan.unknown", code=lot)
    if lot is not None and here.lot is not None:
        if clean(lot) != here.lot:
            raise Refusal(Outcome.WRONG_LOT, "scan.wrong_lot", scanned=lot, asked=here.lot)
        return msgspec.structs.replace(context, lot=here.lot)
    if here.lot is not None and context.lot is None:
        item = talk.site.item(here.item_id)
        assert item is not None
        refusal = lot_missing(item)
        raise Refusal(Outcome.LOT_REQUIRED, refusal.key, said=refusal.args_said)
    return context


def _amount(context: Kitting, given: Given, left: int) -> int:
    if given.kind == "option" and given.text == ALL:
        return left
    if given.kind == "quantity":
        demand_positive(given.number or 0)
        return given.number or 0
    return context.counted + (given.number or 1)


def on_reason(talk: Talk[Kitting], given: Given, order: KitOrder) -> Turned[Kitting]:
    """How many there are, then why there are no more. Nothing vanishes: see post_short."""
    context, here = talk.context, share(talk, order)
    if given.kind == "quantity":
        number = given.number or 0
        if not 0 <= number < here.quantity:
            raise Refusal(
                Outcome.OVER_PICK, "pick.more_than_asked", scanned=number, asked=here.quantity
            )
        counted = msgspec.structs.replace(context, counted=number, entered=None)
        return on(counted, "counted", "picking.counted", counted=number, left=here.quantity)
    if given.text == BACK:
        return on(context, "back", "kit.back")
    reason: Literal["not_found", "damaged"] = "damaged" if given.text == "damaged" else "not_found"
    return _brought(talk, order, here, context, reason)


def _brought(
    talk: Talk[Kitting],
    order: KitOrder,
    here: Reserved,
    context: Kitting,
    reason: Literal["not_found", "damaged"] | None,
) -> Turned[Kitting]:
    location = talk.site.location(here.location_id)
    assert location is not None
    command = CollectPart(
        command_id=talk.now.command_id,
        order=order.number,
        location=location.code,
        item=here.item,
        quantity=context.counted,
        lot=here.lot,
        unit=_unit(talk, here),
        reason=reason,
        entered=context.entered,
    )
    decision = collect_part(command, talk.site, talk.now)
    after = msgspec.structs.replace(context, counted=0, lot=None, entered=None)
    if decision.reply.data.get("kits_left") == 0:
        return did(decision, Kitting(), "document_done")
    more = decision.reply.data["to_collect"] != 0
    turned = did(decision, after, None if more else "all_there")
    if reason is not None:
        return turned
    undo = put_back_undo(order, here, location.code, command.quantity, command.unit)
    return msgspec.structs.replace(turned, undo=undo)


def _unit(talk: Talk[Kitting], here: Reserved) -> str | None:
    found = talk.site.stock_at(here.location_id, here.item_id, here.unit_id)
    return next((stock.unit for stock in found), None) if here.unit_id else None
