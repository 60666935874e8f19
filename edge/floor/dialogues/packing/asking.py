"""What a packer is asked at each stage."""

from edge.floor.dialogues.packing.context import (
    BACK,
    CLOSE_BOX,
    NEXT,
    NO_WEIGHT,
    OTHER,
    PACK_ALL,
    Packing,
    in_box,
    loose,
    totes_of,
)
from edge.floor.dialogues.showing import goods_of
from edge.floor.dialogues.talk import Asker, Talk
from edge.floor.finding import find_dn
from edge.floor.weighing import expected_weight_g
from models.warehouse.dialogues.question import Big, Button, Line, Progress, Question, Row, buttons


def _order(talk: Talk[Packing]) -> Question:
    waiting = talk.site.orders_to_pack()
    return Question(
        title=Line("packing.title"),
        ask=Line("ask.which_order_to_pack" if waiting else "packing.empty"),
        rows=tuple(Row(each.number, each.number, "", each.packed, each.picked) for each in waiting),
        primary=buttons(NEXT)[0] if waiting else None,
    )


def _goods(talk: Talk[Packing]) -> Question:
    context = talk.context
    left = loose(talk)
    total = sum(each.quantity for each in left)
    whole = Button(PACK_ALL, Line("do.pack_all", {"n": total}))
    closing = Button(CLOSE_BOX, Line("do.close_box", {"n": context.total}))
    other = buttons(OTHER)
    return Question(
        title=_title(context),
        ask=Line("ask.scan_into_box"),
        progress=Progress(context.total, total),
        big=Big("code", context.carton) if context.carton else None,
        words=_carton(context) or _totes(talk),
        rows=tuple(
            Row(
                each.row_id,
                each.item,
                each.lot or goods_of(talk.site, each.item_id).text,
                context.of(each.item, each.lot),
                each.quantity,
            )
            for each in left
        ),
        primary=closing if context.total else whole,
        sides=(whole, *other) if context.total else other,
    )


def _carton(context: Packing) -> Line | None:
    if context.carton is None:
        return Line("packing.label", {"unit": context.unit}) if context.unit else None
    return Line("packing.carton", {"carton": context.carton, "cartons": context.cartons})


def _totes(talk: Talk[Packing]) -> Line | None:
    totes = [tote.unit for tote in totes_of(talk, find_dn(talk.site, talk.context.order).id)]
    return Line("packing.totes", {"totes": ", ".join(totes)}) if totes else None


def _lot(talk: Talk[Packing]) -> Question:
    item = talk.context.item
    lots = [each for each in loose(talk) if each.item == item]
    return Question(
        title=_title(talk.context),
        ask=Line("ask.scan_lot_of", {"item": item}),
        rows=tuple(
            Row(each.lot or "", each.lot or "", "", talk.context.of(item, each.lot), each.quantity)
            for each in lots
        ),
        entry="text",
        sides=buttons(BACK),
    )


def _weight(talk: Talk[Packing]) -> Question:
    expected = expected_weight_g(talk.site, in_box(talk), talk.context.carton)
    return Question(
        title=_title(talk.context),
        ask=Line("ask.weight_g"),
        words=Line("packing.should_weigh", {"expected": expected}) if expected else None,
        entry="number",
        primary=buttons(NO_WEIGHT)[0],
        sides=buttons(BACK),
    )


def _title(context: Packing) -> Line:
    return Line("packing.title_of", {"order": context.order})


ASKERS: dict[str, Asker[Packing]] = {
    "order": _order,
    "goods": _goods,
    "lot": _lot,
    "weight": _weight,
}
