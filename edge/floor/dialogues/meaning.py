"""Which item a scan means where owners have items of one code: what is in hand says it.

Per dialogue what narrows the choice, the surest first. What stays ambiguous is asked for: the
answer names the candidates as CODE@OWNER, which can be scanned or typed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from edge.floor.dialogues.content.context import Emptying
from edge.floor.dialogues.count import Counting
from edge.floor.dialogues.delivery import Delivery
from edge.floor.dialogues.kits.context import Kitting
from edge.floor.dialogues.moving import Moving
from edge.floor.dialogues.packing.context import Packing
from edge.floor.dialogues.picking.context import Picking, picks
from edge.floor.dialogues.receiving.context import Receiving
from edge.floor.dialogues.returning.context import Returning
from edge.floor.dialogues.talk import AnyTalk, Talk
from edge.floor.finding import Meant, lying_at, narrowed, of_owner
from edge.floor.reader import SiteReader


def _receiving(talk: Talk[Receiving]) -> list[Meant]:
    asn = talk.site.asn(talk.context.asn) if talk.context.asn else None
    owner = [of_owner(asn.owner_id)] if asn is not None else []
    return [*owner, *_in_hand(talk.context.item)]


def _of_order(talk: Talk[Delivery | Packing | Returning]) -> list[Meant]:
    dn = talk.site.dn(talk.context.order) if talk.context.order else None
    return [of_owner(dn.owner_id)] if dn is not None else []


def _of_kit(talk: Talk[Kitting]) -> list[Meant]:
    order = talk.site.kit_order(talk.context.order) if talk.context.order else None
    return [of_owner(order.owner_id)] if order is not None else []


def _of_pick(talk: Talk[Picking]) -> list[Meant]:
    mine = picks(talk)[:1]
    return [lambda item: item.id == mine[0].item_id] if mine else []


def _counting(talk: Talk[Counting]) -> list[Meant]:
    """Never the line counted last: of the same goods another owner's may lie beside them."""
    count = talk.site.count(talk.context.count_id) if talk.context.count_id else None
    asked = count.item_id if count is not None else None
    only: list[Meant] = [lambda item: item.id == asked] if asked is not None else []
    return [*only, *_there(talk.site, talk.context.location)]


def _moving(talk: Talk[Moving | Emptying]) -> list[Meant]:
    return _there(talk.site, talk.context.location)


def _putting(talk: Talk[Any]) -> list[Meant]:
    return [lambda item: bool(talk.site.putaway_tasks(item.id))]


def _inspecting(talk: Talk[Any]) -> list[Meant]:
    return [lambda item: bool(talk.site.inspections_of(item.id))]


def _there(site: SiteReader, code: str) -> list[Meant]:
    return [lying_at(site, place.id) for place in site.locations(code)] if code else []


def _in_hand(code: str) -> list[Meant]:
    return [lambda item: item.code == code] if code else []


def meant_in(dialogue: str, talk: AnyTalk) -> list[Meant]:
    """What narrows the choice in a dialogue, with what is in hand."""
    tell = MEANT.get(dialogue)
    return tell(talk) if tell is not None else []


def as_called(dialogue: str, talk: AnyTalk) -> AnyTalk:
    """With the item in hand as it is called now: since it was scanned, somebody else may have got
    one of the same code."""
    code = getattr(talk.context, "item", None)
    items = talk.site.items(code) if code else []
    if len(items) < 2:
        return talk
    for meant in meant_in(dialogue, talk):
        items = narrowed(items, meant)
    if len(items) > 1:
        return talk
    return replace(talk, context=replace(talk.context, item=items[0].code))


MEANT: Mapping[str, Callable[[Talk[Any]], list[Meant]]] = {
    "receiving": _receiving,
    "returning": _of_order,
    "delivery": _of_order,
    "packing": _of_order,
    "picking": _of_pick,
    "zone": _of_pick,
    "kit": _of_kit,
    "dekit": _of_kit,
    "count": _counting,
    "moving": _moving,
    "content": _moving,
    "putaway": _putting,
    "inspect": _inspecting,
}
