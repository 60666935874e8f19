"""What somebody at a kit order is asked at each stage."""

from collections.abc import Callable
from typing import Literal

from edge.floor.dialogues.kits.context import (
    ALL,
    BACK,
    COLLECT,
    NEXT,
    SHORT,
    SKIP,
    Kitting,
    may_do,
    mine,
    share,
    shares,
)
from edge.floor.dialogues.kits.sorting import CONDITIONS, Sorting, in_sorting
from edge.floor.dialogues.showing import goods_of
from edge.floor.dialogues.talk import Asker, Talk
from edge.floor.draft import Refusal
from edge.floor.kits.building import ready
from edge.floor.reader import Reserved
from edge.floor.reads.kits import KitOrder
from models.warehouse.dialogues.question import Big, Line, Question, Row, Stop, buttons

STOPS_AHEAD = 2
Entry = Literal["text", "date", "number"]
_PART_ASKS: dict[Entry, str] = {
    "text": "ask.part_lot",
    "date": "ask.part_expiry",
    "number": "ask.part_is",
}
_OnOrder = Callable[[Talk[Kitting], KitOrder], Question]


def order(kind: str) -> Asker[Kitting]:
    """The orders that wait."""

    def asked(talk: Talk[Kitting]) -> Question:
        waiting = [each for each in talk.site.kit_orders(kind) if may_do(talk, each)]
        return Question(
            title=Line(f"{kind}.title"),
            ask=Line("ask.which_kit_order" if waiting else "kit.nothing_waits"),
            rows=tuple(
                Row(each.number, each.number, each.item, each.done, each.ordered - each.short)
                for each in waiting
            ),
            primary=buttons(NEXT)[0] if waiting else None,
        )

    return asked


def place(work: str) -> Asker[Kitting]:
    """Where to go next; what is complete may be worked on before."""

    def asked(talk: Talk[Kitting], in_hand: KitOrder) -> Question:
        mine_left = shares(talk, in_hand)
        here = share(talk, in_hand)
        codes = [_code(talk, each) for each in mine_left]
        ahead = [code for code in dict.fromkeys(codes) if code != codes[0]]
        stops = (
            Stop(codes[0], "now"),
            *(Stop(location, "next") for location in ahead[:STOPS_AHEAD]),
        )
        early = (f"{work}_now",) if ready(talk.site, in_hand) else ()
        return Question(
            title=_title(in_hand),
            ask=Line("ask.go_to"),
            big=Big("code", codes[0]),
            goods=goods_of(talk.site, here.item_id, here.quantity, here.lot),
            stops=stops,
            words=Line("picking.left", {"picks": len(mine_left)}),
            sides=buttons(*early, SKIP),
        )

    return _held(asked)


def _goods(talk: Talk[Kitting], in_hand: KitOrder) -> Question:
    here, counted = share(talk, in_hand), talk.context.counted
    return Question(
        title=_title(in_hand),
        ask=Line("ask.take_from", {"location": _code(talk, here)}),
        big=Big("number", str(here.quantity)),
        words=_counted(counted, here.quantity - counted),
        goods=goods_of(talk.site, here.item_id, here.quantity, here.lot),
        entry="text" if here.lot is not None and talk.context.lot is None else "number",
        primary=buttons(ALL)[0],
        sides=buttons(SHORT, BACK),
    )


def _counted(counted: int, left: int) -> Line | None:
    return Line("kit.counted", {"quantity": counted, "left": left}) if counted else None


def _reason(talk: Talk[Kitting], in_hand: KitOrder) -> Question:
    here = share(talk, in_hand)
    return Question(
        title=_title(in_hand),
        ask=Line("ask.how_many", {"of": here.quantity, "location": _code(talk, here)}),
        goods=goods_of(talk.site, here.item_id, here.quantity, here.lot),
        words=Line("ask.why_short"),
        entry="number",
        value=talk.context.counted,
        sides=buttons("not_found", "damaged", BACK),
    )


def _build(talk: Talk[Kitting], in_hand: KitOrder) -> Question:
    return _how_many(talk, in_hand, "ask.kits_made")


def _apart(talk: Talk[Kitting], in_hand: KitOrder) -> Question:
    return _how_many(talk, in_hand, "ask.kits_apart")


def _how_many(talk: Talk[Kitting], in_hand: KitOrder, what: str) -> Question:
    kits = ready(talk.site, in_hand)
    return Question(
        title=_title(in_hand),
        ask=Line(what, {"of": in_hand.left}),
        big=Big("number", str(kits)),
        goods=goods_of(talk.site, in_hand.item_id, kits, talk.context.kit_lot),
        entry="number",
        value=kits,
        primary=buttons(ALL)[0],
        sides=buttons(COLLECT),
    )


def _serial(talk: Talk[Kitting], in_hand: KitOrder) -> Question:
    context = talk.context
    return Question(
        title=_title(in_hand),
        ask=Line("ask.kit_serial", {"number": len(context.serials) + 1, "of": context.kits}),
        goods=goods_of(talk.site, in_hand.item_id, context.kits),
        entry="text",
        sides=buttons(BACK),
    )


def _target(talk: Talk[Kitting], in_hand: KitOrder) -> Question:
    return Question(
        title=_title(in_hand),
        ask=Line("ask.kits_to"),
        big=Big("code", in_hand.location),
        goods=goods_of(talk.site, in_hand.item_id, talk.context.kits),
        sides=buttons(BACK),
    )


def _parts(talk: Talk[Kitting], in_hand: KitOrder) -> Question:
    context = talk.context
    sorting = in_sorting(talk, in_hand)
    part = sorting[0]
    entry = _entry(talk, part)
    return Question(
        title=_title(in_hand),
        ask=Line(_PART_ASKS[entry], {"item": part.item.code}),
        big=Big("number", str(context.counted or part.left)),
        goods=goods_of(
            talk.site, part.item.id, context.counted or part.left, context.lot, context.expiry
        ),
        rows=tuple(
            Row(each.item.code, each.item.code, "", None, each.left, choosable=False)
            for each in sorting
        ),
        entry=entry,
        value=part.left,
        sides=buttons(*CONDITIONS, BACK),
    )


def _entry(talk: Talk[Kitting], part: Sorting) -> Entry:
    """Its lot, the date of a lot that is new here, or how many."""
    context, item = talk.context, part.item
    if item.tracking == "none":
        return "number"
    if context.lot is None:
        return "text"
    is_new = talk.site.lot(item.id, context.lot) is None
    return (
        "date" if is_new and item.shelf_life_days is not None and not context.expiry else "number"
    )


def _code(talk: Talk[Kitting], held: Reserved) -> str:
    location = talk.site.location(held.location_id)
    assert location is not None
    return location.code


def _title(in_hand: KitOrder) -> Line:
    return Line(f"{in_hand.kind}.title_of", {"order": in_hand.number, "item": in_hand.item})


def _held(asked: _OnOrder, *ways: str) -> Asker[Kitting]:
    """Where the order is not in hand any more, any turn leads back to the orders."""

    def asker(talk: Talk[Kitting]) -> Question:
        try:
            return asked(talk, mine(talk))
        except Refusal as refusal:
            ask = Line(refusal.key, refusal.args_said)
            return Question(title=Line("kit.title"), ask=ask, sides=buttons(*ways))

    return asker


COLLECTING: dict[str, Asker[Kitting]] = {
    "goods": _held(_goods, BACK),
    "reason": _held(_reason, BACK),
}
KIT_ASKERS: dict[str, Asker[Kitting]] = {
    "order": order("kit"),
    "place": place("build"),
    **COLLECTING,
    "build": _held(_build),
    "serial": _held(_serial, BACK),
    "target": _held(_target, BACK),
}
DEKIT_ASKERS: dict[str, Asker[Kitting]] = {
    "order": order("dekit"),
    "place": place("apart"),
    **COLLECTING,
    "apart": _held(_apart),
    "parts": _held(_parts, BACK),
}
