"""What is asked about goods that come back."""

from edge.floor.dialogues.returning.context import (
    BACK,
    CLOSE,
    DISPOSITIONS,
    OTHER,
    REASONS,
    Returning,
)
from edge.floor.dialogues.showing import goods_of
from edge.floor.dialogues.talk import Asker, Talk
from edge.floor.finding import find_dn, find_item
from edge.floor.reader import DnLine
from edge.floor.returning import open_return
from models.warehouse.dialogues.question import Big, Goods, Line, Photo, Question, Row, buttons


def _order(_: Talk[Returning]) -> Question:
    return Question(title=Line("returning.title"), ask=Line("ask.which_return"))


def _goods(talk: Talk[Returning]) -> Question:
    dn = find_dn(talk.site, talk.context.order)
    returned = talk.site.returned(dn.id)
    lines: dict[int, list[DnLine]] = {}
    for line in talk.site.dn_lines(dn.id):
        if line.shipped:
            lines.setdefault(line.item_id, []).append(line)
    rows = []
    for item_id, same in lines.items():
        item = talk.site.item(item_id)
        text = (item.description or "") if item is not None else ""
        shipped = sum(line.shipped for line in same)
        rows.append(Row(same[0].item, same[0].item, text, returned.get(item_id, 0), shipped))
    return Question(
        title=_title(talk),
        ask=Line("ask.what_came_back"),
        rows=tuple(rows),
        primary=buttons(CLOSE)[0],
        sides=buttons(OTHER),
    )


def _lot(talk: Talk[Returning]) -> Question:
    item = find_item(talk.site, talk.context.item)
    serial = item.tracking == "serial"
    return Question(
        title=_title(talk),
        ask=Line("ask.scan_serial" if serial else "ask.scan_lot_of", {"item": item.code}),
        goods=_in_hand(talk),
        entry="text",
        sides=buttons(BACK),
    )


def _amount(talk: Talk[Returning]) -> Question:
    return Question(
        title=_title(talk),
        ask=Line("ask.where_return"),
        big=Big("number", str(talk.context.quantity)),
        goods=_in_hand(talk),
        entry="number",
        value=talk.context.quantity,
        primary=buttons(DISPOSITIONS[0])[0],
        sides=buttons(*DISPOSITIONS[1:], BACK),
        photo=_photo(talk),
    )


def _reason(talk: Talk[Returning]) -> Question:
    return Question(
        title=_title(talk),
        ask=Line("ask.why_return"),
        words=Line(f"do.{talk.context.disposition}"),
        goods=_in_hand(talk),
        sides=buttons(*REASONS, BACK),
        photo=_photo(talk),
    )


def _photo(talk: Talk[Returning]) -> Photo:
    """Of what came back: with the return once it has a line of the item, until then with its
    order."""
    context = talk.context
    item = find_item(talk.site, context.item)
    asn = open_return(talk.site, find_dn(talk.site, context.order))
    if asn is None or not talk.site.asn_lines_of(asn.id, item.id):
        return Photo("order", context.order, "damage", item.code)
    return Photo("asn", asn.number, "damage", item.code)


def _title(talk: Talk[Returning]) -> Line:
    return Line("returning.of_order", {"order": talk.context.order})


def _in_hand(talk: Talk[Returning]) -> Goods:
    context = talk.context
    item = find_item(talk.site, context.item)
    quantity = context.quantity or None
    return goods_of(talk.site, item.id, quantity, context.lot, entered=context.entered)


ASKERS: dict[str, Asker[Returning]] = {
    "order": _order,
    "goods": _goods,
    "lot": _lot,
    "amount": _amount,
    "reason": _reason,
}
