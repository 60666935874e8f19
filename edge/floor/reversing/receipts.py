"""Goods counted in by mistake go out of the book again, as long as nobody has touched them."""

from collections.abc import Sequence

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import demand_positive, find_asn, find_item, find_unit, of_owner
from edge.floor.nesting.nest import take_out
from edge.floor.nesting.tree import inside, stock_inside
from edge.floor.reader import Asn, SiteReader, Unit
from edge.floor.reversing.crossings import (
    Part,
    demand_untouched,
    key_of,
    newest,
    shrink_tasks,
)
from edge.floor.transfers.counting import Counted, count_out, reopen
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import ASN, ASN_LINE, UNIT
from models.warehouse.commands import ReverseReceipt
from models.warehouse.replies import Outcome, Step, Undo
from models.warehouse.states import ASN_STATES
from models.warehouse.stock import DAMAGED
from sync.core.catalogue import Value

UNDO = "undo"
"""The reason of a turn taken back: nobody else needs to look at it."""
OPEN = ("receiving", "received")


def reverse_receipt(command: ReverseReceipt, site: SiteReader, now: Context) -> Decision:
    """The newest first, each by a movement that names it; tasks and lines follow."""
    asn = find_asn(site, command.asn)
    if asn.state not in OPEN:
        raise Refusal(Outcome.STALE_STEP, f"asn.is_{asn.state}", Step.SCAN_DOCUMENT, asn=asn.number)
    parts = _chosen(command, site, asn)
    draft = Draft(now)
    demand_untouched(site, parts)
    for part in parts:
        _book(draft, asn, part, command.reason)
    shrink_tasks(draft, site, parts)
    if command.unit is not None:
        _nowhere(draft, site, asn, inside(site, find_unit(site, command.unit)), parts)
    if asn.state == "received":
        reopen(draft, asn)
    _count_down(draft, site, asn, parts)
    total = sum(part.quantity for part in parts)
    if command.reason != UNDO:
        said = {"quantity": total, "item": command.item or command.unit, "note": command.reason}
        draft.raise_exception("receipt_reversed", asn.number, dict(said))
    return draft.say(
        Outcome.UNDONE,
        "reverse.receipt",
        Step.SCAN_ITEM,
        data={"quantity": total},
        asn=asn.number,
        quantity=total,
    )


def receipt_undo(
    asn: str, item: str | None, quantity: int | None, lot: str | None, unit: str | None = None
) -> Undo:
    """The command that takes the newest receipt of these goods back."""
    fields: dict[str, object] = {
        "type": "reverse_receipt", "asn": asn, "item": item, "quantity": quantity, "lot": lot,
        "unit": unit, "reason": UNDO,
    }  # fmt: skip
    return Undo("undo.receive", fields)


def _chosen(command: ReverseReceipt, site: SiteReader, asn: Asn) -> list[Part]:
    if command.item is None and command.unit is None:
        raise Refusal(Outcome.SCAN_UNIT, "reverse.what", Step.SCAN_ITEM)
    whose = of_owner(asn.owner_id)
    item_id = find_item(site, command.item, whose).id if command.item is not None else None
    units = inside(site, find_unit(site, command.unit)) if command.unit is not None else []
    within = {unit.id for unit in units}
    lot = clean(command.lot) if command.lot is not None else None
    found = [
        each
        for each in site.received(asn.id)
        if item_id in (None, each.item_id) and (not within or each.to_unit in within)
        and lot in (None, each.lot)
    ]  # fmt: skip
    there = sum(each.quantity for each in found)
    wanted = there if command.quantity is None else command.quantity
    demand_positive(wanted)
    if wanted > there:
        raise Refusal(
            Outcome.QUANTITY_CHANGED, "reverse.not_so_many", Step.ENTER_QUANTITY,
            asn=asn.number, received=there,
        )  # fmt: skip
    return newest(found, wanted)


def _book(draft: Draft, asn: Asn, part: Part, reason: str) -> None:
    crossing, key = part.crossing, key_of(part.crossing)
    if crossing.scrapped:
        key = draft.outside(key, draft.now.site.places.loss)
    draft.move(
        "unreceive",
        key,
        draft.outside(key, crossing.from_location),
        part.quantity,
        crossing.received_at_ms,
        document_id=asn.id,
        line_id=crossing.line_id,
        reason=reason,
        reverses=crossing.reference,
    )


def _nowhere(
    draft: Draft, site: SiteReader, asn: Asn, units: Sequence[Unit], parts: Sequence[Part]
) -> None:
    """A carton that is not on its pallet after all, or a pallet that has not come: expected again,
    in nothing and nowhere, unless something else lies in it."""
    if asn.kind != "transfer" and not any(site.announced_on(unit.id) for unit in units):
        return
    taken = sum(part.quantity for part in parts if not part.crossing.scrapped)
    if taken < sum(stock.quantity for stock in stock_inside(site, units)):
        return
    for each in units:
        draft.put(UNIT, each.id, {"location_id": None})
    take_out(draft, units[0])


def _count_down(draft: Draft, site: SiteReader, asn: Asn, parts: Sequence[Part]) -> None:
    lines = {line.id: line for line in site.asn_lines(asn.id)}
    by_line: dict[int, list[Part]] = {}
    for part in parts:
        by_line.setdefault(part.crossing.line_id, []).append(part)
    for line_id, of_line in by_line.items():
        line = lines[line_id]
        damaged = sum(part.quantity for part in of_line if part.crossing.to_status == DAMAGED)
        wasted = sum(part.quantity for part in of_line if part.crossing.scrapped)
        received = line.received - sum(part.quantity for part in of_line)
        values: dict[str, Value] = {
            "received": received,
            "damaged": line.damaged - damaged,
            # What was put away and brought back again is not put away.
            "put_away": min(line.put_away - wasted, received),
        }
        draft.put(ASN_LINE, line_id, values)
    left = sum(line.received for line in lines.values()) - sum(part.quantity for part in parts)
    if asn.kind == "blind" and not left:
        _end_empty(draft, asn)
    if asn.kind == "transfer":
        goods = [
            Counted(each.item_id, quantity, each.lot, _unit_code(site, each.to_unit))
            for each, quantity in parts
        ]
        count_out(draft, site, asn, goods)


def _end_empty(draft: Draft, asn: Asn) -> None:
    """A delivery nobody announced that brought nothing is none."""
    state = asn.state
    for event in ("complete", "close"):
        state = ASN_STATES.after(state, event) if ASN_STATES.allows(state, event) else state
    draft.put(ASN, asn.id, {"state": state, "closed_at_ms": draft.now.now_ms})


def _unit_code(site: SiteReader, unit_id: int) -> str | None:
    unit = site.unit_by_id(unit_id) if unit_id else None
    return unit.code if unit is not None else None
