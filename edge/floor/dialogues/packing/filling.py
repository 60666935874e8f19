"""Goods into the open box: piece by piece, by number, or all that is left."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.packing.context import (
    BACK,
    CLOSE_BOX,
    OTHER,
    PACK_ALL,
    Counted,
    Packing,
    loose,
)
from edge.floor.dialogues.talk import Talk, Turned, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, demand_positive, find_dn, unit_code
from edge.floor.packing import demand_picked
from edge.floor.packs import size_of
from models.warehouse.barcodes import as_sscc, clean
from models.warehouse.commands import Entered
from models.warehouse.packs import entered_more
from models.warehouse.replies import Level, Outcome


def on_goods(talk: Talk[Packing], given: Given) -> Turned[Packing]:
    """A piece, a label for the box, a number for what was scanned last, or a button."""
    context = talk.context
    if given.kind == "option" and given.text == OTHER:
        return on(Packing(), "other_document", "packing.left", order=context.order)
    demand_picked(find_dn(talk.site, context.order))
    if given.item is not None:
        scanned = msgspec.structs.replace(context, pack=size_of(given.pack))
        talk = msgspec.structs.replace(talk, context=scanned)
        return _item(talk, given.item.code, given.lot, given.number or 1)
    if given.kind == "quantity":
        return _number(talk, given.number or 0)
    if given.kind == "option" and given.text in (PACK_ALL, CLOSE_BOX):
        return _closing(talk, whole=given.text == PACK_ALL)
    if given.kind == "option":
        row = next((each for each in loose(talk) if each.row_id == given.text), None)
        if row is None:
            raise Refusal(Outcome.WRONG_ITEM, "packing.not_of_order", item=given.text)
        talk = msgspec.structs.replace(talk, context=msgspec.structs.replace(context, pack=None))
        return _item(talk, row.item, row.lot, 1)
    return _label(talk, unit_code(given.text))


def on_lot(talk: Talk[Packing], given: Given) -> Turned[Packing]:
    """Which lot the piece is of."""
    context = talk.context
    if given.kind == "option" and given.text == BACK:
        return on(context, "back", "packing.back", order=context.order)
    return _item(talk, context.item, clean(given.text), context.pieces)


def _item(talk: Talk[Packing], item: str, lot: str | None, pieces: int) -> Turned[Packing]:
    context = talk.context
    left = [each for each in loose(talk) if each.item == item]
    if not left:
        raise Refusal(Outcome.WRONG_ITEM, "packing.not_of_order", item=item, order=context.order)
    if lot is None and len(left) > 1:
        waiting = msgspec.structs.replace(context, item=item, pieces=pieces)
        return on(waiting, "lot_asked", "packing.which_lot", item=item)
    if lot is not None and lot not in [each.lot for each in left]:
        raise Refusal(Outcome.WRONG_LOT, "packing.lot_not_of_order", lot=lot, item=item)
    lot = left[0].lot if lot is None else lot
    before = context.of(item, lot)
    entered = entered_more(context.entered_of(item, lot), before, context.pack, pieces)
    return _counted(talk, item, lot, before + pieces, entered)


def _number(talk: Talk[Packing], number: int) -> Turned[Packing]:
    if not talk.context.counted:
        raise Refusal(Outcome.SCAN_ITEM_FIRST, "packing.item_first")
    last = talk.context.counted[-1]
    demand_positive(number)
    return _counted(talk, last.item, last.lot, number)


def _counted(
    talk: Talk[Packing],
    item: str,
    lot: str | None,
    quantity: int,
    entered: Entered | None = None,
) -> Turned[Packing]:
    picked = sum(each.quantity for each in loose(talk) if (each.item, each.lot) == (item, lot))
    if quantity > picked:
        raise Refusal(
            Outcome.OVER_PICK,
            "pack.more_than_picked",
            item=item,
            too_many=quantity - picked,
        )
    kept = talk.context.with_count(item, lot, quantity, entered)
    said = {"item": item, "counted": quantity, "of": picked}
    if entered is None:
        return on(kept, "counted", "packing.counted", **said)
    packs, pack = entered.quantity, entered.uom
    return on(kept, "counted", "packing.counted_packs", packs=packs, pack=pack, **said)


def _label(talk: Talk[Packing], code: str) -> Turned[Packing]:
    """A label of the carrier's or of the customer's for the open box; one of ours must be known."""
    settings = talk.now.site.settings
    unit = talk.site.unit(code)
    dn = find_dn(talk.site, talk.context.order)
    if unit is None:
        ours = f"{settings.sscc_extension}{settings.sscc_prefix}"
        if as_sscc(code) is not None and code.startswith(ours):
            raise Refusal(Outcome.UNKNOWN_CODE, "unit.not_made_here", unit=code)
        ask(talk.confirmed, Outcome.NEW_UNIT, "packing.new_label", unit=code)
    elif unit.dn_id not in (None, dn.id):
        raise Refusal(Outcome.UNIT_OF_OTHER_ORDER, "unit.of_other_order", unit=code)
    elif unit.state not in ("empty", "open", "closed"):
        raise Refusal(Outcome.WRONG_UNIT, "unit.packed_already", unit=code)
    elif unit.dn_id is None and talk.site.stock_in_unit(unit.id):
        raise Refusal(Outcome.WRONG_UNIT, "unit.not_empty", unit=code)
    kept = msgspec.structs.replace(talk.context, unit=code)
    return on(kept, "unit_set", "packing.unit_set", unit=code)


def _closing(talk: Talk[Packing], *, whole: bool) -> Turned[Packing]:
    context = talk.context
    left = loose(talk)
    if whole:
        counted = tuple(Counted(each.item, each.lot, each.quantity) for each in left)
        context = msgspec.structs.replace(context, counted=counted)
    if not context.total:
        raise Refusal(Outcome.NO_WORK, "packing.box_empty", level=Level.INFO)
    rest = sum(each.quantity for each in left) - context.total
    if rest:
        ask(talk.confirmed, Outcome.PARTIAL, "packing.partial", left=rest)
    return on(context, "weighing", "packing.weigh", pieces=context.total)
