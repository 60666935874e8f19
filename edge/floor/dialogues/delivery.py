"""Proof of delivery, turn by turn: what came of each item, then who signed."""

from typing import NamedTuple

import msgspec

from edge.floor.delivering import deliver, demand_shipped
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, find_dn
from models.warehouse.commands import Deliver, DeliveredLine
from models.warehouse.dialogues.delivery import DELIVERY
from models.warehouse.dialogues.question import Line, Photo, Question, Row, buttons
from models.warehouse.replies import Outcome

ALL, FINISH, OTHER, NONE, WITHOUT, BACK = (
    *("all_there", "finish", "other_order", "none_damaged", "without", "back"),
)


class Said(NamedTuple):
    """What came of an item."""

    item: str
    delivered: int
    damaged: int


class Delivery(msgspec.Struct, frozen=True, omit_defaults=True):
    """`said` so far; `item` and `delivered`: the one that is talked of. `is_whole`: all came."""

    order: str = ""
    said: tuple[Said, ...] = ()
    item: str = ""
    delivered: int = 0
    is_whole: bool = False


def _shipped(talk: Talk[Delivery]) -> dict[str, int]:
    """What left, by item."""
    shipped: dict[str, int] = {}
    for line in talk.site.dn_lines(find_dn(talk.site, talk.context.order).id):
        if line.shipped:
            shipped[line.item] = shipped.get(line.item, 0) + line.shipped
    return shipped


def _order(talk: Talk[Delivery], given: Given) -> Turned[Delivery]:
    dn = given.order or find_dn(talk.site, given.text)
    demand_shipped(dn)
    return on(Delivery(dn.number), "found", "delivery.found", order=dn.number)


def _goods(talk: Talk[Delivery], given: Given) -> Turned[Delivery]:
    context = talk.context
    if given.kind == "option" and given.text == OTHER:
        return on(Delivery(), "other_document", "delivery.left", order=context.order)
    shipped = _shipped(talk)
    if given.kind == "option" and given.text in (ALL, FINISH):
        is_whole = given.text == ALL
        unsaid = len(shipped) - len(context.said)
        if unsaid and not is_whole:
            ask(talk.confirmed, Outcome.PARTIAL, "delivery.partial", left=unsaid)
        kept = msgspec.structs.replace(context, is_whole=is_whole)
        return on(kept, "signing", "delivery.signing", order=context.order)
    item = given.item.code if given.item is not None else given.text
    if item not in shipped:
        raise Refusal(Outcome.WRONG_ITEM, "deliver.not_of_order", item=item, order=context.order)
    kept = msgspec.structs.replace(context, item=item, delivered=0)
    return on(kept, "item_found", "delivery.item", item=item, shipped=shipped[item])


def _amount(talk: Talk[Delivery], given: Given) -> Turned[Delivery]:
    context = talk.context
    if given.kind == "option":
        return on(context, "back", "delivery.found", order=context.order)
    delivered = _demand_possible(talk, given, 0)
    kept = msgspec.structs.replace(context, delivered=delivered)
    return on(kept, "counted", "delivery.counted", item=context.item, delivered=delivered)


def _damaged(talk: Talk[Delivery], given: Given) -> Turned[Delivery]:
    context = talk.context
    damaged = 0 if given.kind == "option" else _demand_possible(talk, given, context.delivered)
    others = tuple(each for each in context.said if each.item != context.item)
    said = (*others, Said(context.item, context.delivered, damaged))
    kept = Delivery(context.order, said)
    return on(kept, "counted", "delivery.counted", item=context.item, delivered=context.delivered)


def _demand_possible(talk: Talk[Delivery], given: Given, besides: int) -> int:
    """Not more than left here, all told."""
    shipped = _shipped(talk).get(talk.context.item, 0)
    number = given.number or 0
    if not 0 <= number <= shipped - besides:
        raise Refusal(
            Outcome.QUANTITY_CHANGED,
            "deliver.more_than_shipped",
            item=talk.context.item,
            shipped=shipped,
            scanned=number + besides,
        )
    return number


def _signed(talk: Talk[Delivery], given: Given) -> Turned[Delivery]:
    context = talk.context
    if given.kind == "option" and given.text == BACK:
        return on(context, "back", "delivery.found", order=context.order)
    lines = tuple(
        DeliveredLine(item=item, delivered=delivered, damaged=damaged)
        for item, delivered, damaged in context.said
    )
    command = Deliver(
        command_id=talk.now.command_id,
        order=context.order,
        lines=None if context.is_whole else lines,
        signed_by=None if given.kind == "option" else given.text,
    )
    return did(deliver(command, talk.site, talk.now), Delivery())


def _ask_order(talk: Talk[Delivery]) -> Question:
    return Question(title=Line("delivery.title"), ask=Line("ask.which_order_came"))


def _ask_goods(talk: Talk[Delivery]) -> Question:
    said = {each.item: each for each in talk.context.said}
    return Question(
        title=_title(talk.context),
        ask=Line("ask.what_came"),
        rows=tuple(
            Row(item, item, "", said[item].delivered if item in said else None, shipped)
            for item, shipped in _shipped(talk).items()
        ),
        primary=buttons(FINISH if said else ALL)[0],
        sides=buttons(ALL, OTHER) if said else buttons(FINISH, OTHER),
        photo=Photo("order", talk.context.order, "proof"),
    )


def _ask_amount(talk: Talk[Delivery]) -> Question:
    return Question(
        title=_title(talk.context),
        ask=Line("ask.how_many_taken", {"item": talk.context.item}),
        entry="number",
        value=_shipped(talk).get(talk.context.item, 0),
        sides=buttons(BACK),
    )


def _ask_damaged(talk: Talk[Delivery]) -> Question:
    return Question(
        title=_title(talk.context),
        ask=Line("ask.how_many_damaged", {"item": talk.context.item}),
        entry="number",
        primary=buttons(NONE)[0],
        photo=Photo("order", talk.context.order, "damage", talk.context.item),
    )


def _ask_signed(talk: Talk[Delivery]) -> Question:
    return Question(
        title=_title(talk.context),
        ask=Line("ask.who_signed"),
        entry="text",
        primary=buttons(WITHOUT)[0],
        sides=buttons(BACK),
        photo=Photo("order", talk.context.order, "proof"),
    )


def _title(context: Delivery) -> Line:
    return Line("delivery.title_of", {"order": context.order})


SCRIPT = Script(
    DELIVERY,
    Delivery(),
    {
        "order": _order,
        "goods": _goods,
        "amount": _amount,
        "damaged": _damaged,
        "signed": _signed,
    },
    {
        "order": _ask_order,
        "goods": _ask_goods,
        "amount": _ask_amount,
        "damaged": _ask_damaged,
        "signed": _ask_signed,
    },
)
