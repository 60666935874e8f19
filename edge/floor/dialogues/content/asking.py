"""What is asked while a content is put away."""

from edge.floor.content import Content
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
    item_of,
    line_id,
    lines,
)
from edge.floor.dialogues.showing import goods_of, spot_of
from edge.floor.dialogues.talk import Asker, Talk
from models.warehouse.dialogues.question import Big, Line, Question, Row, buttons
from models.warehouse.stock import AVAILABLE


def _source(talk: Talk[Emptying]) -> Question:
    return Question(title=Line("content.title"), ask=Line("ask.which_content"))


def _line(talk: Talk[Emptying]) -> Question:
    found = lines(talk)
    return Question(
        title=_title(talk),
        ask=Line("ask.which_line" if found else "content.all_done"),
        rows=tuple(_row(talk, line) for line in found),
        primary=buttons(NEXT)[0],
        sides=buttons(OTHER_PLACE),
    )


def _row(talk: Talk[Emptying], line: Content) -> Row:
    item, stock = item_of(talk, line), line.stock
    about = " · ".join(each for each in (stock.lot, stock.unit) if each)
    return Row(line_id(line), item.code, about or item.description or "", None, line.quantity)


def _lot(talk: Talk[Emptying]) -> Question:
    return Question(
        title=_title(talk),
        ask=Line("ask.scan_lot_of", {"item": talk.context.item}),
        entry="text",
        sides=buttons(BACK),
    )


def _target(talk: Talk[Emptying]) -> Question:
    context = talk.context
    line = next((each for each in lines(talk) if line_id(each) == context.line), None)
    if line is None:
        return Question(title=_title(talk), ask=Line("putaway.gone"), primary=buttons(BACK)[0])
    stock = line.stock
    place = goal(talk, line)
    waiting = talk.site.wanting(stock.key.item_id) if stock.key.status == AVAILABLE else []
    return Question(
        title=_title(talk),
        ask=Line("ask.lay_at" if place else "ask.lay_anywhere"),
        big=Big("code", place.code) if place else None,
        spot=spot_of(place),
        goods=goods_of(talk.site, stock.key.item_id, context.quantity, stock.lot, stock.expiry),
        words=Line("content.waits", {"order": waiting[0].number, "quantity": waiting[0].quantity})
        if waiting
        else Line("content.as_damaged")
        if context.is_damaged
        else None,
        primary=buttons(TO_PACKING)[0] if waiting else None,
        sides=buttons(
            SKIP, *((FULL,) if place else ()), GOOD if context.is_damaged else DAMAGED_, MISSING
        ),
    )


def _title(talk: Talk[Emptying]) -> Line:
    context = talk.context
    return Line("content.title_of", {"what": context.unit or context.location})


ASKERS: dict[str, Asker[Emptying]] = {
    "source": _source,
    "line": _line,
    "lot": _lot,
    "target": _target,
}
