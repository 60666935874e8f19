"""Moving, turn by turn: a location or a unit, what is taken out of it, and where it is laid."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.showing import goods_of
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, demand_positive, find_item
from edge.floor.moving import good_first, move
from edge.floor.nesting.tree import inside, stock_inside
from edge.floor.reader import Item, Location, Unit
from models.warehouse.commands import Move
from models.warehouse.dialogues.moving import MOVING
from models.warehouse.dialogues.question import Big, Line, Question, Row, buttons
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.stock import Stock

ROWS_MAX = 20


class Moving(msgspec.Struct, frozen=True, omit_defaults=True):
    """From where, and what is in hand: a whole unit where no item is named. `free` is the most that
    can be taken."""

    location: str = ""
    unit: str | None = None
    item: str | None = None
    lot: str | None = None
    quantity: int = 0
    free: int = 0


def _source(talk: Talk[Moving], given: Given) -> Turned[Moving]:
    if given.unit is not None:
        return _whole(talk, given.unit)
    assert given.location is not None
    if not talk.site.stock_at(given.location.id):
        raise Refusal(
            Outcome.NO_WORK, "moving.nothing_there", level=Level.INFO, location=given.text
        )
    return on(Moving(given.text), "found", "moving.what", location=given.text)


def _whole(talk: Talk[Moving], unit: Unit) -> Turned[Moving]:
    place = talk.site.location(unit.location_id) if unit.location_id is not None else None
    at = talk.context.location
    if place is None or not stock_inside(talk.site, inside(talk.site, unit)):
        raise Refusal(Outcome.NO_WORK, "moving.unit_empty", level=Level.INFO, unit=unit.code)
    if at and place.code != at:
        raise Refusal(Outcome.WRONG_UNIT, "moving.not_here", location=at)
    return on(Moving(place.code, unit.code), "unit_in_hand", "moving.unit", unit=unit.code)


def _goods(talk: Talk[Moving], given: Given) -> Turned[Moving]:
    if given.kind == "option":
        return on(Moving(), "back", "moving.back")
    if given.unit is not None:
        try:
            return _whole(talk, given.unit)
        except Refusal as refusal:
            raise Refusal(Outcome.WRONG_UNIT, refusal.key, said=refusal.args_said) from refusal
    assert given.item is not None
    stocks = _here(talk, given.item)
    if not stocks:
        raise Refusal(Outcome.WRONG_ITEM, "moving.not_here", location=talk.context.location)
    taken = msgspec.structs.replace(talk.context, item=given.item.code)
    if given.lot is not None or len({stock.key.lot_id for stock in stocks}) == 1:
        return _of_lot(taken, stocks, given.lot or stocks[0].lot, given.number)
    return on(taken, "lot_asked", "moving.which_lot", item=given.item.code)


def _lot(talk: Talk[Moving], given: Given) -> Turned[Moving]:
    if given.kind == "option":
        return on(Moving(talk.context.location), "back", "moving.back")
    item = find_item(talk.site, talk.context.item or "")
    return _of_lot(talk.context, _here(talk, item), given.text)


def _of_lot(
    context: Moving, stocks: list[Stock], lot: str | None, pieces: int | None = None
) -> Turned[Moving]:
    """Loose goods first; out of several units only when one of them is scanned. All that is free,
    or the pack that was scanned."""
    of_lot = [stock for stock in stocks if stock.lot == lot]
    if not of_lot:
        raise Refusal(Outcome.WRONG_LOT, "moving.not_here", location=context.location)
    loose = [stock for stock in of_lot if not stock.key.unit_id]
    if not loose and len({stock.key.unit_id for stock in of_lot}) > 1:
        raise Refusal(Outcome.SCAN_UNIT, "move.which_unit", item=context.item)
    free = sum(stock.free for stock in good_first(loose or of_lot))
    if not free:
        raise Refusal(Outcome.QUANTITY_CHANGED, "moving.all_reserved", item=context.item)
    quantity = min(free, pieces or free)
    taken = msgspec.structs.replace(context, lot=lot, quantity=quantity, free=free)
    return on(taken, "found", "moving.taken", quantity=quantity)


def _here(talk: Talk[Moving], item: Item) -> list[Stock]:
    (location,) = talk.site.locations(talk.context.location)
    return talk.site.stock_at(location.id, item.id)


def _target(talk: Talk[Moving], given: Given) -> Turned[Moving]:
    context = talk.context
    if given.kind == "option":
        return on(Moving(), "back", "moving.back")
    if given.kind == "quantity":
        return _counted(context, given.number or 0)
    assert given.location is not None
    if given.text != context.location and _is_strange(talk, given.location):
        ask(talk.confirmed, Outcome.OTHER_LOCATION, "moving.others_lie_there", location=given.text)
    command = Move(
        command_id=talk.now.command_id,
        from_location=context.location,
        to_location=given.text,
        quantity=context.quantity,
        item=context.item,
        lot=context.lot,
        unit=context.unit,
    )
    return did(move(command, talk.site, talk.now), Moving())


def _counted(context: Moving, quantity: int) -> Turned[Moving]:
    demand_positive(quantity)
    if quantity > context.free or context.item is None:
        raise Refusal(
            Outcome.QUANTITY_CHANGED, "moving.more_than_free", Step.ENTER_QUANTITY,
            free=context.free,
        )  # fmt: skip
    counted = msgspec.structs.replace(context, quantity=quantity)
    return on(counted, "quantity_set", "moving.taken", quantity=quantity)


def _is_strange(talk: Talk[Moving], target: Location) -> bool:
    """Only other goods lie there: perhaps the wrong label was scanned."""
    lying = {stock.key.item_id for stock in talk.site.stock_at(target.id)}
    return bool(lying) and not lying & _in_hand(talk)


def _in_hand(talk: Talk[Moving]) -> set[int]:
    context, site = talk.context, talk.site
    if context.item is not None:
        return {item.id for item in site.items(context.item)}
    unit = site.unit(context.unit or "")
    lying = stock_inside(site, inside(site, unit)) if unit else []
    return {stock.key.item_id for stock in lying}


def _ask_source(_: Talk[Moving]) -> Question:
    return Question(title=Line("moving.title"), ask=Line("ask.move_from"))


def _ask_goods(talk: Talk[Moving]) -> Question:
    (source,) = talk.site.locations(talk.context.location)
    lying = [stock for stock in talk.site.stock_at(source.id) if stock.free][:ROWS_MAX]
    asked = _ask(talk, "ask.move_what")
    return msgspec.structs.replace(asked, rows=tuple(_row(talk, stock) for stock in lying))


def _ask_lot(talk: Talk[Moving]) -> Question:
    return _ask(talk, "ask.move_lot")


def _ask_target(talk: Talk[Moving]) -> Question:
    came = Line("moving.from", {"what": talk.context.unit or talk.context.location})
    return msgspec.structs.replace(_ask(talk, "ask.move_to"), big=None, words=came)


def _row(talk: Talk[Moving], stock: Stock) -> Row:
    item = talk.site.item(stock.key.item_id)
    assert item is not None
    about = " · ".join(each for each in (stock.lot, stock.unit) if each)
    text = about or item.description or ""
    return Row(item.code, item.code, text, None, stock.free, choosable=False)


def _ask(talk: Talk[Moving], what: str) -> Question:
    context = talk.context
    items = talk.site.items(context.item) if context.item is not None else []
    return Question(
        title=Line("moving.title"),
        ask=Line(what),
        big=Big("code", context.unit or context.location),
        goods=goods_of(talk.site, items[0].id, context.quantity, context.lot) if items else None,
        sides=buttons("back"),
    )


SCRIPT = Script(
    MOVING,
    Moving(),
    {"source": _source, "goods": _goods, "lot": _lot, "target": _target},
    {"source": _ask_source, "goods": _ask_goods, "lot": _ask_lot, "target": _ask_target},
)
