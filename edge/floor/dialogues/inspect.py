"""Inspection, turn by turn: what waits is scanned or chosen, then judged, all of it or a part."""

from typing import Literal

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.showing import goods_of
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import demand_positive, find_item
from edge.floor.inspecting import inspect
from models.warehouse import ids
from models.warehouse.commands import Inspect
from models.warehouse.dialogues.inspect import INSPECT
from models.warehouse.dialogues.question import Big, Line, Question, Row, buttons
from models.warehouse.replies import Json, Level, Outcome, Undo
from models.warehouse.stock import AVAILABLE, INSPECTION, Stock

GOOD, DAMAGED, BACK = "good", "damaged", "back"


class Inspecting(msgspec.Struct, frozen=True, omit_defaults=True):
    """The stock in hand, how much of it waits and how much of that is judged now."""

    item: str = ""
    location: str = ""
    lot: str | None = None
    unit: str | None = None
    waiting: int = 0
    quantity: int = 0


def _goods(talk: Talk[Inspecting], given: Given) -> Turned[Inspecting]:
    found = _waiting(talk, given)
    if not found:
        raise Refusal(Outcome.NO_WORK, "inspect.nothing_waits", level=Level.INFO, item=given.text)
    if len(found) > 1:
        places: list[Json] = [stock.location_code for stock in found]
        raise Refusal(Outcome.AMBIGUOUS, "inspect.which", candidates=places)
    stock = found[0]
    item = talk.site.item(stock.key.item_id)
    assert item is not None
    context = Inspecting(
        item.code, stock.location_code, stock.lot, stock.unit, stock.free, stock.free
    )
    return on(context, "found", "inspect.found", item=item.code, quantity=stock.free)


def _waiting(talk: Talk[Inspecting], given: Given) -> list[Stock]:
    site = talk.site
    if given.item is not None:
        stocks = site.inspections_of(given.item.id)
        return [stock for stock in stocks if given.lot in (None, stock.lot)]
    if given.unit is not None:
        stocks = site.stock_in_unit(given.unit.id)
    elif given.location is not None:
        stocks = site.stock_at(given.location.id)
    else:
        return [stock for stock in site.inspections() if _id(stock) == given.text]
    return [stock for stock in stocks if stock.key.status == INSPECTION]


def _amount(talk: Talk[Inspecting], given: Given) -> Turned[Inspecting]:
    context = talk.context
    if given.kind == "quantity":
        number = given.number or 0
        demand_positive(number)
        if number > context.waiting:
            raise Refusal(
                Outcome.QUANTITY_CHANGED,
                "inspect.not_so_many",
                item=context.item,
                waiting=context.waiting,
                scanned=number,
            )
        counted = msgspec.structs.replace(context, quantity=number)
        return on(counted, "quantity_set", "inspect.counted", quantity=number)
    if given.text == BACK:
        return on(Inspecting(), "back", "inspect.back", item=context.item)
    verdict: Literal["good", "damaged"] = "damaged" if given.text == DAMAGED else "good"
    command = Inspect(
        command_id=talk.now.command_id,
        item=context.item,
        location=context.location,
        quantity=context.quantity,
        verdict=verdict,
        lot=context.lot,
        unit=context.unit,
    )
    decision = inspect(command, talk.site, talk.now)
    left = context.waiting - context.quantity
    rest = msgspec.structs.replace(context, waiting=left, quantity=left)
    turned = did(decision, rest, "left_over") if left > 0 else did(decision, Inspecting())
    return msgspec.structs.replace(turned, undo=_undo(command))


def _undo(command: Inspect) -> Undo:
    """It waits for inspection again."""
    status = DAMAGED if command.verdict == "damaged" else AVAILABLE
    fields = {
        "type": "hold_back", "item": command.item, "location": command.location,
        "quantity": command.quantity, "status": status, "lot": command.lot, "unit": command.unit,
    }  # fmt: skip
    return Undo("undo.inspect", fields)


def _id(stock: Stock) -> str:
    key = stock.key
    return "_".join(map(ids.show, (key.item_id, key.location_id, key.unit_id, key.lot_id)))


def _ask_goods(talk: Talk[Inspecting]) -> Question:
    waiting = talk.site.inspections()
    return Question(
        title=Line("inspect.title"),
        ask=Line("ask.what_inspect" if waiting else "inspect.empty"),
        rows=tuple(_row(talk, stock) for stock in waiting),
    )


def _row(talk: Talk[Inspecting], stock: Stock) -> Row:
    item = talk.site.item(stock.key.item_id)
    assert item is not None
    text = " ".join(filter(None, (stock.location_code, stock.unit, stock.lot)))
    return Row(_id(stock), item.code, text, None, stock.free)


def _ask_amount(talk: Talk[Inspecting]) -> Question:
    context = talk.context
    item = find_item(talk.site, context.item)
    return Question(
        title=Line("inspect.title"),
        ask=Line("ask.is_it_good", {"location": context.location}),
        big=Big("number", str(context.quantity)),
        goods=goods_of(talk.site, item.id, context.quantity, context.lot),
        entry="number",
        value=context.quantity,
        primary=buttons(GOOD)[0],
        sides=buttons(DAMAGED, BACK),
    )


SCRIPT = Script(
    INSPECT,
    Inspecting(),
    {"goods": _goods, "amount": _amount},
    {"goods": _ask_goods, "amount": _ask_amount},
)
