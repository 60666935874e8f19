"""From location to location: there, the goods, their lot, how many."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.picking.context import (
    ALL,
    BACK,
    SHORT,
    SKIP,
    Picking,
    current,
    settled,
)
from edge.floor.dialogues.picking.posting import confirmed
from edge.floor.dialogues.talk import Talk, Turned, on
from edge.floor.draft import Refusal
from edge.floor.finding import demand_positive
from models.warehouse.barcodes import clean
from models.warehouse.replies import Outcome


def on_location(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """Goods are taken where the book says they are, so one must be there first."""
    pick, context = current(talk), settled(talk)
    if given.kind == "option" and given.text == SKIP:
        skipped = (*(each for each in context.skipped if each != pick.task_id), pick.task_id)
        passed = msgspec.structs.replace(context, skipped=skipped, task_id=0, counted=0, lot=None)
        return on(passed, "skipped", "picking.skipped", location=pick.location)
    if given.kind == "option" and given.text == SHORT:
        return on(context, "short_asked", "picking.why_short", item=pick.item)
    if given.text != pick.location:
        raise Refusal(
            Outcome.WRONG_LOCATION, "scan.wrong_location", scanned=given.text, asked=pick.location
        )
    return on(context, "location_ok", "picking.at", location=pick.location)


def on_goods(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """Each scan of the item is one more; all at once by the button or a typed number."""
    pick, context = current(talk), settled(talk)
    if given.kind == "option" and given.text == SHORT:
        return on(context, "short_asked", "picking.why_short", item=pick.item)
    if given.kind == "option" and given.text == BACK:
        return on(context, "back", "picking.back", location=pick.location)
    if given.item is not None and given.item.code != pick.item:
        raise Refusal(Outcome.WRONG_ITEM, "scan.wrong_item", scanned=given.text, asked=pick.item)
    if given.lot is not None and pick.lot is not None and given.lot != pick.lot:
        raise Refusal(Outcome.WRONG_LOT, "scan.wrong_lot", scanned=given.lot, asked=pick.lot)
    if given.lot is not None:
        context = msgspec.structs.replace(context, lot=pick.lot)
    if pick.lot is not None and context.lot is None:
        return on(context, "lot_asked", "picking.which_lot", item=pick.item, lot=pick.lot)
    return _counted(talk, context, _amount(context, given, pick.left))


def _amount(context: Picking, given: Given, left: int) -> int:
    if given.kind == "option" and given.text == ALL:
        return left
    if given.kind == "quantity":
        demand_positive(given.number or 0)
        return given.number or 0
    return context.counted + (given.number or 1)


def _counted(talk: Talk[Picking], context: Picking, counted: int) -> Turned[Picking]:
    pick = current(talk)
    if counted > pick.left:
        raise Refusal(Outcome.OVER_PICK, "pick.more_than_asked", scanned=counted, asked=pick.left)
    kept = msgspec.structs.replace(context, counted=counted)
    if counted < pick.left:
        said = {"counted": counted, "left": pick.left}
        return on(kept, "counted", "picking.counted", **said)
    if context.is_cluster:
        return on(kept, "tote_asked", "picking.which_tote", order=pick.order)
    return confirmed(talk, kept, pick, None)


def on_lot(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """The lot the order is allocated; another one is refused, not swapped in silence."""
    pick, context = current(talk), settled(talk)
    if given.kind == "option":
        return on(context, "back", "picking.back", location=pick.location)
    if clean(given.text) != pick.lot:
        raise Refusal(Outcome.WRONG_LOT, "scan.wrong_lot", scanned=given.text, asked=pick.lot)
    known = msgspec.structs.replace(context, lot=pick.lot)
    return on(known, "lot_ok", "picking.lot_ok", lot=pick.lot)
