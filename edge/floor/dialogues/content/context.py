"""Where the goods lie, and the line in hand."""

import msgspec

from edge.floor.content import Content, content_of, place_of
from edge.floor.dialogues.talk import Talk
from edge.floor.draft import Refusal
from edge.floor.reader import Item, Location
from models.warehouse import ids
from models.warehouse.replies import Outcome
from models.warehouse.stock import DAMAGED

NEXT, OTHER_PLACE, SKIP, FULL, DAMAGED_, GOOD, MISSING, TO_PACKING, BACK = (
    *("next", "other_place", "skip", "place_full", "damaged", "good", "missing", "to_packing"),
    "back",
)


class Emptying(msgspec.Struct, frozen=True, omit_defaults=True):
    """`line`: in hand, `quantity` of it; `besides`: places found full for it; `skipped`: lines put
    off. `item` was scanned and waits for its lot."""

    location: str = ""
    unit: str | None = None
    line: str = ""
    quantity: int = 0
    is_damaged: bool = False
    besides: tuple[int, ...] = ()
    skipped: tuple[str, ...] = ()
    item: str = ""


def line_id(line: Content) -> str:
    """Names a line as long as it is there."""
    key = line.stock.key
    if line.task is not None:
        return ids.show(line.task.id)
    return f"{key.item_id}-{key.unit_id}-{key.lot_id}-{key.owner_id}-{key.status}"


def lines(talk: Talk[Emptying]) -> list[Content]:
    """What is left, lines put off last."""
    context = talk.context
    (source,) = talk.site.locations(context.location)
    unit = talk.site.unit(context.unit) if context.unit is not None else None
    found = content_of(talk.site, source.id, unit.id if unit is not None else None)
    skipped = context.skipped
    return sorted(
        found, key=lambda line: skipped.index(line_id(line)) + 1 if line_id(line) in skipped else 0
    )


def in_hand(talk: Talk[Emptying]) -> Content:
    """The line in hand. Raises Refusal: somebody else took it."""
    for line in lines(talk):
        if line_id(line) == talk.context.line:
            return line
    raise Refusal(Outcome.GONE, "putaway.gone")


def item_of(talk: Talk[Emptying], line: Content) -> Item:
    """What it is."""
    item = talk.site.item(line.stock.key.item_id)
    assert item is not None
    return item


def goal(talk: Talk[Emptying], line: Content) -> Location | None:
    """Where it is to go now."""
    context = talk.context
    status = DAMAGED if context.is_damaged else line.stock.key.status
    part = line._replace(quantity=context.quantity or line.quantity)
    return place_of(talk.site, item_of(talk, line), part, status, context.besides)
