"""What a picker is asked at each stage."""

from edge.floor.dialogues.picking.context import (
    ALL,
    BACK,
    CLUSTER,
    FULL,
    NEXT,
    NO,
    REASONS,
    SHORT,
    SKIP,
    YES,
    Picking,
    picks,
    tote_of,
)
from edge.floor.dialogues.showing import goods_of, should_weigh, spot_of
from edge.floor.dialogues.talk import Asker, Talk
from edge.floor.reads.picking import MyPick
from models.warehouse.dialogues.question import (
    Big,
    Goods,
    Line,
    Progress,
    Question,
    Row,
    Stop,
    buttons,
)

ROWS_MAX = 20
STOPS_AHEAD = 2


def _order(talk: Talk[Picking]) -> Question:
    skills = talk.site.worker(talk.now.person_id).skills
    waiting = talk.site.orders_to_pick(talk.now.now_ms, ROWS_MAX, skills)
    return Question(
        title=Line("picking.title"),
        ask=Line("ask.which_order" if waiting else "picking.empty"),
        rows=tuple(
            Row(each.order, each.order, "", None, len(each.task_ids), "pick") for each in waiting
        ),
        primary=buttons(NEXT)[0] if waiting else None,
        sides=buttons(CLUSTER) if len(waiting) > 1 else (),
    )


def _tote(talk: Talk[Picking]) -> Question:
    context = talk.context
    slot = len(context.assigned) + 1
    return Question(
        title=Line("picking.title"),
        ask=Line("ask.tote_for_slot", {"slot": slot}),
        big=Big("code", context.totes[0]) if context.totes else None,
        rows=tuple(Row(tote, order, tote, choosable=False) for order, tote in context.assigned),
    )


def _location(talk: Talk[Picking]) -> Question:
    mine = picks(talk)
    if not mine:
        return _nothing()
    pick = mine[0]
    ahead = list(dict.fromkeys(each.location for each in mine if each.location != pick.location))
    stops = (
        Stop(pick.location, "now"),
        *(Stop(location, "next") for location in ahead[:STOPS_AHEAD]),
    )
    return Question(
        title=_title(pick),
        ask=Line("ask.go_to"),
        big=Big("code", pick.location),
        spot=spot_of(next(iter(talk.site.locations(pick.location)), None)),
        progress=progress(talk, len(mine)),
        goods=_goods_of(talk, pick),
        stops=stops,
        sides=buttons(SHORT, SKIP),
    )


def _goods(talk: Talk[Picking]) -> Question:
    mine = picks(talk)
    if not mine:
        return _nothing()
    pick, counted = mine[0], talk.context.counted
    return Question(
        title=_title(pick),
        ask=Line("ask.take_from", {"location": pick.location}),
        big=Big("number", str(pick.left)),
        words=Line("picking.counted", {"counted": counted, "left": pick.left}) if counted else None,
        goods=_goods_of(talk, pick),
        progress=progress(talk, len(mine)),
        primary=buttons(ALL)[0],
        sides=buttons(SHORT, BACK),
    )


def _lot(talk: Talk[Picking]) -> Question:
    mine = picks(talk)
    if not mine:
        return _nothing()
    pick = mine[0]
    return Question(
        title=_title(pick),
        ask=Line("ask.scan_lot_of", {"item": pick.item}),
        big=Big("code", pick.lot or ""),
        goods=_goods_of(talk, pick),
        entry="text",
        sides=buttons(BACK),
    )


def _weight(talk: Talk[Picking]) -> Question:
    mine = picks(talk)
    if not mine:
        return _nothing()
    pick, counted = mine[0], talk.context.counted
    item = talk.site.item(pick.item_id)
    return Question(
        title=_title(pick),
        ask=Line("ask.weigh_goods", {"quantity": counted}),
        words=should_weigh(item, counted) if item is not None else None,
        goods=_goods_of(talk, pick),
        entry="number",
        sides=buttons(BACK),
    )


def _put(talk: Talk[Picking]) -> Question:
    mine = picks(talk)
    if not mine:
        return _nothing()
    pick = mine[0]
    tote = tote_of(talk, pick)
    return Question(
        title=_title(pick),
        ask=Line("ask.put_into", {"order": pick.order}),
        big=Big("code", tote) if tote else None,
        goods=_goods_of(talk, pick),
        sides=buttons(FULL, BACK) if tote else buttons(BACK),
    )


def _fresh(talk: Talk[Picking]) -> Question:
    mine = picks(talk)
    if not mine:
        return _nothing()
    pick = mine[0]
    return Question(
        title=_title(pick),
        ask=Line("ask.fresh_tote", {"order": pick.order}),
        goods=_goods_of(talk, pick),
        sides=buttons(BACK),
    )


def _reason(talk: Talk[Picking]) -> Question:
    mine = picks(talk)
    if not mine:
        return _nothing()
    pick = mine[0]
    return Question(
        title=_title(pick),
        ask=Line("ask.how_many", {"of": pick.left, "location": pick.location}),
        goods=_goods_of(talk, pick),
        words=Line("ask.why_short"),
        entry="number",
        value=talk.context.counted,
        sides=buttons(*REASONS, BACK),
    )


def _empty(talk: Talk[Picking]) -> Question:
    return Question(
        title=Line("picking.title"),
        ask=Line("ask.is_empty", {"location": talk.context.emptied}),
        big=Big("code", talk.context.emptied),
        primary=buttons(YES)[0],
        sides=buttons(NO),
    )


def _nothing() -> Question:
    """The lease has ended, or somebody took over: any turn leads back to the orders."""
    return Question(
        title=Line("picking.title"),
        ask=Line("picking.lease_lost"),
        primary=buttons(BACK)[0],
    )


def _title(pick: MyPick) -> Line:
    return Line("picking.title_of", {"order": pick.order})


def progress(talk: Talk[Picking], left: int) -> Progress:
    """How many of the picks taken on are done."""
    of = max(talk.context.of, left)
    return Progress(of - left, of)


def _goods_of(talk: Talk[Picking], pick: MyPick) -> Goods:
    return goods_of(talk.site, pick.item_id, pick.left, pick.lot)


ASKERS: dict[str, Asker[Picking]] = {
    "order": _order,
    "tote": _tote,
    "location": _location,
    "goods": _goods,
    "weight": _weight,
    "lot": _lot,
    "put": _put,
    "fresh": _fresh,
    "reason": _reason,
    "empty": _empty,
}
