"""From location to location: there, the goods, their lot, how many."""

import msgspec

from edge.floor.changing import change_pick, instead
from edge.floor.claiming import renewed
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.picking.context import (
    ALL,
    BACK,
    SHORT,
    SKIP,
    Picking,
    current,
    picks,
    settled,
    stayed,
)
from edge.floor.dialogues.picking.posting import complete
from edge.floor.dialogues.showing import entered_by, together, told
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, demand_positive
from edge.floor.reads.picking import MyPick
from models.warehouse import ids
from models.warehouse.barcodes import clean
from models.warehouse.commands import ChangePick
from models.warehouse.replies import Outcome


def on_location(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """Goods are taken where the book says they are, so one must be there first."""
    pick, context = current(talk), settled(talk)
    if given.kind == "option" and given.text == SKIP:
        skipped = (*(each for each in context.skipped if each != pick.task_id), pick.task_id)
        passed = msgspec.structs.replace(
            context,
            skipped=skipped,
            task_id=0,
            counted=0,
            lot=None,
            entered=None,
            weight_g=None,
            reason=None,
        )
        return on(passed, "skipped", "picking.skipped", location=pick.location)
    if given.kind == "option" and given.text == SHORT:
        return on(context, "short_asked", "picking.why_short", item=pick.item)
    if given.kind == "option" and given.text == BACK:
        raise Refusal(Outcome.WRONG_KIND, "scan.not_offered", option=BACK)
    if given.text != pick.location:
        raise Refusal(
            Outcome.WRONG_LOCATION, "scan.wrong_location", scanned=given.text, asked=pick.location
        )
    there = on(context, "location_ok", "picking.at", location=pick.location)
    return msgspec.structs.replace(there, leases=renewed(picks(talk), talk.now))


def on_goods(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """Each scan of the item is one more; all at once by the button or a typed number."""
    pick, context = current(talk), stayed(talk)
    if given.kind == "option" and given.text == SHORT:
        return on(context, "short_asked", "picking.why_short", item=pick.item)
    if given.kind == "option" and given.text == BACK:
        return on(context, "back", "picking.back", location=pick.location)
    if given.item is not None and given.item.code != pick.item:
        raise Refusal(Outcome.WRONG_ITEM, "scan.wrong_item", scanned=given.text, asked=pick.item)
    if given.unit is not None:
        return _unit(talk, context, pick, given.unit.code)
    if given.lot is not None and pick.lot is not None and given.lot != pick.lot:
        return _changed(talk, context, pick, lot=given.lot)
    if given.lot is not None:
        context = msgspec.structs.replace(context, lot=pick.lot)
    if pick.lot is not None and context.lot is None:
        return on(context, "lot_asked", "picking.which_lot", item=pick.item, lot=pick.lot)
    entered = entered_by(context.entered, context.counted, given) if given.item else None
    counting = msgspec.structs.replace(context, entered=entered, weight_g=_weighed(context, given))
    return _counted(talk, counting, _amount(context, given, pick.left), given)


def _weighed(context: Picking, given: Given) -> int | None:
    """Known while every label says so."""
    if given.item is None:
        return None
    return together(context.weight_g, given) if context.counted else given.weight_g


def _amount(context: Picking, given: Given, left: int) -> int:
    if given.kind == "option" and given.text == ALL:
        return left
    if given.kind == "quantity":
        demand_positive(given.number or 0)
        return given.number or 0
    return context.counted + (given.number or 1)


def _counted(talk: Talk[Picking], context: Picking, counted: int, given: Given) -> Turned[Picking]:
    pick = current(talk)
    if counted > pick.left:
        raise Refusal(Outcome.OVER_PICK, "pick.more_than_asked", scanned=counted, asked=pick.left)
    kept = msgspec.structs.replace(context, counted=counted)
    if counted < pick.left:
        said = {"counted": counted, "left": pick.left}
        return told(kept, "counted", "picking.counted", counted, given, **said)
    return complete(talk, kept, pick)


def on_lot(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """The lot the order is allocated; another one is taken only by a second scan."""
    pick, context = current(talk), stayed(talk)
    if given.kind == "option":
        return on(context, "back", "picking.back", location=pick.location)
    if clean(given.text) != pick.lot:
        return _changed(talk, context, pick, lot=clean(given.text))
    known = msgspec.structs.replace(context, lot=pick.lot)
    return on(known, "lot_ok", "picking.lot_ok", lot=pick.lot)


def _unit(talk: Talk[Picking], context: Picking, pick: MyPick, code: str) -> Turned[Picking]:
    """The pallet or box it is taken from, or another one beside it."""
    if code == pick.unit:
        return on(context, "unit_ok", "picking.unit_ok", unit=code)
    return _changed(talk, context, pick, unit=code)


def _changed(
    talk: Talk[Picking],
    context: Picking,
    pick: MyPick,
    *,
    lot: str | None = None,
    unit: str | None = None,
) -> Turned[Picking]:
    """Other goods than those allocated, of the same item in the same place: a second scan says
    that they are meant. What was counted of the others goes back."""
    task = talk.site.pick_task(pick.task_id)
    assert task is not None
    found = instead(talk.site, task, lot, unit)
    if lot is not None:
        ask(
            talk.confirmed,
            Outcome.REPLACE_LOT,
            "picking.replace_lot",
            scanned=found.lot,
            asked=pick.lot,
        )
    else:
        ask(talk.confirmed, Outcome.REPLACE_UNIT, "picking.replace_unit", scanned=found.unit)
    command = ChangePick(
        command_id=talk.now.command_id, task_id=ids.show(pick.task_id), lot=lot, unit=unit
    )
    decision = change_pick(command, talk.site, talk.now)
    after = msgspec.structs.replace(
        context, counted=0, lot=found.lot if lot else context.lot, entered=None, weight_g=None
    )
    return did(decision, after, "stock_changed")
