"""Proof of delivery: what the customer took, what is missing, what was refused as damaged.

It never touches stock: the goods left the book when they were shipped. A difference is shown to a
supervisor, and more than was shipped cannot have come.
"""

from typing import NamedTuple

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_dn, find_item, of_owner
from edge.floor.reader import Dn, DnLine, SiteReader
from models.warehouse.catalogue import DN, DN_LINE, SHIPMENT
from models.warehouse.commands import Deliver
from models.warehouse.replies import Data, Json, Level, Outcome, Step
from models.warehouse.states import DN_STATES, SHIPMENT_STATES


class Taken(NamedTuple):
    """Pieces accepted, and refused as damaged."""

    delivered: int
    refused: int


def deliver(command: Deliver, site: SiteReader, now: Context) -> Decision:
    """Note what came; the order is delivered, also with differences."""
    dn = find_dn(site, command.order)
    demand_shipped(dn)
    lines = [line for line in site.dn_lines(dn.id) if line.shipped]
    taken = _said(command, site, dn, lines)
    draft = Draft(now)
    differences: list[Json] = []
    for line in lines:
        delivered, refused = taken[line.id]
        draft.put(DN_LINE, line.id, {"delivered": delivered, "refused": refused})
        if delivered != line.shipped:
            missing = line.shipped - delivered - refused
            said: Data = {"item": line.item, "missing": missing, "damaged": refused}
            draft.raise_exception("delivery_differs", dn.number, said)
            differences.append(said)
    draft.put(
        DN,
        dn.id,
        {
            "state": DN_STATES.after(dn.state, "deliver"),
            "delivered_at_ms": now.now_ms,
            "signed_by": command.signed_by,
        },
    )
    _close_shipment(draft, site, dn)
    data: Data = {"differences": differences}
    if differences:
        return draft.say(
            Outcome.DOCUMENT_DONE,
            "deliver.differs",
            Step.SCAN_DOCUMENT,
            level=Level.INFO,
            data=data,
            order=dn.number,
        )
    return draft.say(
        Outcome.DOCUMENT_DONE, "deliver.done", Step.SCAN_DOCUMENT, data=data, order=dn.number
    )


def demand_shipped(dn: Dn) -> None:
    """Refuse an order that has not left, or has come already."""
    if dn.kind == "transfer":
        raise Refusal(
            Outcome.WRONG_KIND, "transfer.received_there", Step.SCAN_DOCUMENT, order=dn.number
        )
    if DN_STATES.allows(dn.state, "deliver"):
        return
    if dn.state == "delivered":
        raise Refusal(
            Outcome.ALREADY_DONE,
            "order.is_delivered",
            Step.SCAN_DOCUMENT,
            level=Level.INFO,
            order=dn.number,
        )
    outcome = Outcome.CANCELLED_ELSEWHERE if dn.state == "cancelled" else Outcome.STALE_STEP
    raise Refusal(outcome, f"order.is_{dn.state}", Step.SCAN_DOCUMENT, order=dn.number)


def _said(command: Deliver, site: SiteReader, dn: Dn, lines: list[DnLine]) -> dict[int, Taken]:
    """What was taken of each line. Several lines of one item are filled one after the other."""
    if command.lines is None:
        return {line.id: Taken(line.shipped, 0) for line in lines}
    taken = {line.id: Taken(0, 0) for line in lines}
    for said in command.lines:
        item = find_item(site, said.item, of_owner(dn.owner_id))
        of_item = [line for line in lines if line.item_id == item.id]
        if not of_item:
            raise Refusal(
                Outcome.WRONG_ITEM,
                "deliver.not_of_order",
                Step.SCAN_ITEM,
                item=item.code,
                order=dn.number,
            )
        delivered, refused = said.delivered, said.damaged
        for line in of_item:
            before = taken[line.id]
            room = line.shipped - sum(before)
            more = min(room, delivered)
            broken = min(room - more, refused)
            taken[line.id] = Taken(before.delivered + more, before.refused + broken)
            delivered, refused = delivered - more, refused - broken
        if delivered or refused:
            raise Refusal(
                Outcome.QUANTITY_CHANGED,
                "deliver.more_than_shipped",
                Step.ENTER_QUANTITY,
                item=item.code,
                shipped=sum(line.shipped for line in of_item),
                scanned=said.delivered + said.damaged,
            )
    return taken


def _close_shipment(draft: Draft, site: SiteReader, dn: Dn) -> None:
    """A shipment is delivered with the last of its orders."""
    shipment = site.shipment_by_id(dn.shipment_id) if dn.shipment_id is not None else None
    if shipment is None or not SHIPMENT_STATES.allows(shipment.state, "deliver"):
        return
    if all(each.id == dn.id or each.state == "delivered" for each in site.orders_on(shipment.id)):
        state = SHIPMENT_STATES.after(shipment.state, "deliver")
        draft.put(SHIPMENT, shipment.id, {"state": state})
