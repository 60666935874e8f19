"""What comes of each turn while a content is put away."""

import msgspec

from edge.floor.content import Content, put_content
from edge.floor.counting.requesting import request_count
from edge.floor.dialogues.content.context import (
    BACK,
    DAMAGED_,
    FULL,
    GOOD,
    MISSING,
    NEXT,
    OTHER_PLACE,
    SKIP,
    TO_PACKING,
    Emptying,
    goal,
    in_hand,
    item_of,
    line_id,
    lines,
)
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, find_item
from models.warehouse.barcodes import clean
from models.warehouse.commands import PutContent, RequestCount
from models.warehouse.commands.inbound import Status
from models.warehouse.replies import Level, Outcome

POSTED = {Outcome.LINE_DONE, Outcome.SHORT_POSTED}


def on_source(talk: Talk[Emptying], given: Given) -> Turned[Emptying]:
    """A location, or a unit where it stands."""
    context = Emptying()
    if given.unit is not None:
        place = given.unit.location_id
        location = talk.site.location(place) if place is not None else None
        if location is not None and location.kind != "virtual":
            context = Emptying(location.code, given.unit.code)
    elif given.location is not None:
        context = Emptying(given.location.code)
    found = lines(_with(talk, context)) if context.location else []
    if not found:
        raise Refusal(Outcome.NO_WORK, "content.nothing", level=Level.INFO, what=given.text)
    return on(context, "found", "content.found", lines=len(found), what=given.text)


def on_line(talk: Talk[Emptying], given: Given) -> Turned[Emptying]:
    """A line scanned, chosen or simply the next."""
    if given.kind == "option" and given.text == OTHER_PLACE:
        return on(Emptying(), "other_place", "content.left", what=talk.context.location)
    left = lines(talk)
    if given.item is not None:
        item = given.item
        left = [line for line in left if line.stock.key.item_id == item.id]
        if not left:
            raise Refusal(
                Outcome.WRONG_ITEM,
                "content.not_here",
                item=item.code,
                location=talk.context.location,
            )
        if given.lot is not None:
            left = _of_lot(left, given.lot)
        elif len({line.stock.lot for line in left}) > 1:
            waiting = msgspec.structs.replace(talk.context, item=item.code)
            return on(waiting, "lot_asked", "moving.which_lot", item=item.code)
    elif given.text != NEXT:
        left = [line for line in left if line_id(line) == given.text]
    if not left:
        return on(Emptying(), "all_done", "content.all_done")
    return _taken(talk, left[0])


def on_lot(talk: Talk[Emptying], given: Given) -> Turned[Emptying]:
    """Which lot of the item."""
    if given.kind == "option" and given.text == BACK:
        return on(talk.context, "back", "content.back")
    item = find_item(talk.site, talk.context.item)
    of_item = [line for line in lines(talk) if line.stock.key.item_id == item.id]
    return _taken(talk, _of_lot(of_item, clean(given.text))[0])


def on_target(talk: Talk[Emptying], given: Given) -> Turned[Emptying]:
    """Where the line goes, or why it does not."""
    context = talk.context
    line = in_hand(talk)
    if given.kind == "quantity":
        return _counted(context, line, given.number or 0)
    if given.kind != "option":
        place = goal(talk, line)
        is_asked = place is not None and place.code == given.text
        return _posted(talk, line, to=given.text, confirm=talk.confirmed or is_asked)
    match given.text:
        case action if action == BACK:
            return on(_put_down(context), "back", "content.back")
        case action if action == SKIP:
            skipped = (*(each for each in context.skipped if each != context.line), context.line)
            after = msgspec.structs.replace(_put_down(context), skipped=skipped)
            return on(after, "skipped", "content.skipped")
        case action if action == FULL:
            return _full(talk, line)
        case action if action in (DAMAGED_, GOOD):
            turned = msgspec.structs.replace(context, is_damaged=action == DAMAGED_, besides=())
            return on(turned, "condition_set", f"content.is_{action}", item=line_item(talk, line))
        case action if action == TO_PACKING:
            return _to_packing(talk, line)
    assert given.text == MISSING
    return _posted(talk, line, confirm=talk.confirmed, is_missing=True)


def line_item(talk: Talk[Emptying], line: Content) -> str:
    """Its code."""
    return item_of(talk, line).code


def _taken(talk: Talk[Emptying], line: Content) -> Turned[Emptying]:
    context = msgspec.structs.replace(
        _put_down(talk.context), line=line_id(line), quantity=line.quantity
    )
    return on(context, "found", "content.taken", item=line_item(talk, line), quantity=line.quantity)


def _put_down(context: Emptying) -> Emptying:
    return Emptying(context.location, context.unit, skipped=context.skipped)


def _of_lot(found: list[Content], lot: str) -> list[Content]:
    of_lot = [line for line in found if line.stock.lot == lot]
    if not of_lot:
        raise Refusal(Outcome.WRONG_LOT, "content.no_lot", lot=lot)
    return of_lot


def _counted(context: Emptying, line: Content, quantity: int) -> Turned[Emptying]:
    if not 0 < quantity <= line.quantity:
        raise Refusal(
            Outcome.QUANTITY_CHANGED,
            "putaway.more_than_waits",
            scanned=quantity,
            left=line.quantity,
        )
    counted = msgspec.structs.replace(context, quantity=quantity)
    return on(counted, "quantity_set", "putaway.quantity_set", quantity=quantity)


def _full(talk: Talk[Emptying], line: Content) -> Turned[Emptying]:
    """The book says there is room: it is counted, and the goods go elsewhere."""
    place = goal(talk, line)
    if place is None:
        raise Refusal(Outcome.NO_WORK, "content.no_other_place", level=Level.INFO)
    command = RequestCount(command_id=talk.now.command_id, location=place.code, reason="found_full")
    decision = request_count(command, talk.site, talk.now)
    besides = (*talk.context.besides, place.id)
    after = msgspec.structs.replace(talk.context, besides=besides)
    turned = did(decision, after, "place_full")
    said = on(after, "place_full", "content.place_full", location=place.code)
    return msgspec.structs.replace(turned, say=said.say)


def _to_packing(talk: Talk[Emptying], line: Content) -> Turned[Emptying]:
    wanted = talk.site.wanting(line.stock.key.item_id)
    if not wanted:
        raise Refusal(Outcome.NO_WORK, "content.nobody_waits", level=Level.INFO)
    return _posted(talk, line, order=wanted[0].number)


def _posted(
    talk: Talk[Emptying],
    line: Content,
    *,
    to: str | None = None,
    order: str | None = None,
    confirm: bool = False,
    is_missing: bool = False,
) -> Turned[Emptying]:
    context, stock = talk.context, line.stock
    if is_missing:
        ask(confirm, Outcome.ZERO_CHECK, "content.really_missing", item=line_item(talk, line))
    command = PutContent(
        command_id=talk.now.command_id,
        location=context.location,
        item=line_item(talk, line),
        quantity=context.quantity,
        unit=stock.unit,
        lot=stock.lot,
        status=msgspec.convert(stock.key.status, Status),
        to=to,
        condition="missing" if is_missing else "damaged" if context.is_damaged else "good",
        order=order,
        confirm=confirm,
    )
    decision = put_content(command, talk.site, talk.now)
    assert decision.reply.outcome in POSTED
    left = decision.reply.data.get("left", 0)
    if isinstance(left, int) and left:
        rest = msgspec.structs.replace(context, quantity=left, is_damaged=False)
        return did(decision, rest, "left_over")
    if len(lines(talk)) == 1:
        return did(decision, Emptying(), "all_done")
    return did(decision, _put_down(context))


def _with(talk: Talk[Emptying], context: Emptying) -> Talk[Emptying]:
    return msgspec.structs.replace(talk, context=context)
