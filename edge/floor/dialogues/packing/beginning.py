"""Which order: scanned itself, by its tote, or by an item that lies loose."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.packing.context import Packing, loose, totes_of
from edge.floor.dialogues.talk import Talk, Turned, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, find_dn
from edge.floor.packing import demand_picked
from edge.floor.weighing import Piece, proposal
from models.warehouse.replies import Json, Level, Outcome


def on_order(talk: Talk[Packing], given: Given) -> Turned[Packing]:
    """The order scanned or meant."""
    dn = given.order or find_dn(talk.site, _number(talk, given))
    demand_picked(dn)
    missing = [tote for tote in totes_of(talk, dn.id) if not tote.is_here]
    if missing:
        ask(
            talk.confirmed,
            Outcome.PARTIAL,
            "packing.totes_missing",
            order=dn.number,
            totes=", ".join(f"{tote.unit} ({tote.at})" for tote in missing),
            n=len(missing),
        )
    left = [Piece(each.item_id, each.quantity) for each in loose(talk, dn.number)]
    pieces = sum(each.quantity for each in left)
    context = with_carton(talk, Packing(dn.number), left)
    return on(context, "found", "packing.begun", order=dn.number, pieces=pieces)


def with_carton(talk: Talk[Packing], context: Packing, left: list[Piece]) -> Packing:
    """The carton to take now for what is left. Worked out once a box: it costs more than a scan."""
    boxes = proposal(talk.site, left)
    carton = boxes[0].carton.code if boxes else None
    return msgspec.structs.replace(context, carton=carton, cartons=len(boxes))


def _number(talk: Talk[Packing], given: Given) -> str:
    site = talk.site
    if given.unit is not None:
        dn = site.dn_by_id(given.unit.dn_id) if given.unit.dn_id is not None else None
        if dn is None:
            raise Refusal(Outcome.NO_WORK, "packing.of_no_order", level=Level.INFO, unit=given.text)
        return dn.number
    if given.item is not None:
        orders = site.orders_packing(given.item.id)
        if len(orders) > 1:
            candidates: list[Json] = list(orders)
            raise Refusal(
                Outcome.AMBIGUOUS, "scan.ambiguous", code=given.text, candidates=candidates
            )
    elif given.kind == "option" and given.text != "next":
        return given.text
    else:
        orders = [each.number for each in site.orders_to_pack()[:1]]
    if not orders:
        raise Refusal(Outcome.NO_WORK, "packing.nothing_waits", level=Level.INFO)
    return orders[0]
