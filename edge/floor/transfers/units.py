"""A handling unit of a transfer is taken in with one scan, as its sender packed it."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from edge.floor.arriving import Arrival, book, dock_of
from edge.floor.closing import demand_open
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import lot_or_new, unit_code
from edge.floor.nesting.announced import announced_in, receive_announced
from edge.floor.nesting.tree import inside
from edge.floor.reader import Asn, Location, SiteReader, Unit
from edge.floor.reads.transfers import TransferLine
from edge.floor.transfers.counting import Counted, count_in
from edge.floor.transfers.road import NOT_HERE, Sent, coming, sent_in
from models.warehouse.catalogue import UNIT
from models.warehouse.catch import Held, share
from models.warehouse.commands import ReceiveUnit
from models.warehouse.replies import Data, Json, Level, Outcome, Step
from models.warehouse.states import UNIT_STATES
from models.warehouse.stock import AVAILABLE, HOLD, StockKey
from sync.core.catalogue import Value


def receive_unit(command: ReceiveUnit, site: SiteReader, now: Context) -> Decision:
    """All that was announced or sent on this unit, and in it, and has not come yet."""
    announced = announced_in(site, command.unit)
    if announced:
        return receive_announced(command, site, Draft(now), announced)
    sent = sent_on(site, command.unit)
    outer, asn = sent[0].unit, deliveries(sent)[0]
    dock = dock_of(site, command.dock, asn)
    here = coming(site, sent, dock)
    lines = sum(len(each.lines) for each in here)
    if not lines:
        raise _came(outer)
    draft = Draft(now)
    for each in here:
        _stand(draft, site, each, dock)
    tasks: list[Json] = []
    quantity = 0
    for delivery in deliveries(here):
        goods, more = _taken_in(draft, site, delivery, here, dock)
        count_in(draft, site, delivery, goods)
        quantity += sum(counted.quantity for counted in goods)
        tasks += more
    behind = [each.unit.code for each in sent if each not in here]
    data: Data = {"asn": asn.number, "tasks": tasks, "lines": lines, "units": len(here)}
    return draft.say(
        Outcome.UNIT_DONE,
        "receive.unit_taken",
        Step.SCAN_UNIT,
        data={**data, "elsewhere": [*behind]},
        unit=outer.code,
        quantity=quantity,
    )


def sent_on(site: SiteReader, code: str) -> list[Sent]:
    """The unit and what left in it, of which something has not come yet. Raises Refusal."""
    unit = site.unit(unit_code(code))
    half = site.transfer_on_unit(unit.code) if unit is not None else None
    sent = sent_in(site, unit) if unit is not None else []
    if unit is None or (half is None and not sent):
        raise Refusal(Outcome.WRONG_UNIT, "receive.unit_not_sent", Step.SCAN_UNIT, unit=code)
    if not sent:
        asn = site.asn_by_id(half.asn_id) if half is not None and half.asn_id is not None else None
        if asn is None:
            raise Refusal(Outcome.WRONG_UNIT, "receive.unit_not_sent", Step.SCAN_UNIT, unit=code)
        demand_open(asn)
    if not any(each.lines for each in sent):
        raise _came(unit)
    return sent


def deliveries(sent: Iterable[Sent]) -> list[Asn]:
    """The deliveries that something of these has still to come with, each once."""
    found = {each.asn.id: each.asn for each in sent if each.asn is not None and each.lines}
    return list(found.values())


def _came(unit: Unit) -> Refusal:
    return Refusal(
        Outcome.ALREADY_DONE, "receive.unit_came", Step.SCAN_UNIT,
        level=Level.INFO, unit=unit.code,
    )  # fmt: skip


def _taken_in(
    draft: Draft, site: SiteReader, asn: Asn, here: Iterable[Sent], dock: Location
) -> tuple[list[Counted], list[Json]]:
    """What of one delivery comes in on these units, and the tasks that put it away."""
    goods: list[Counted] = []
    tasks: list[Json] = []
    on_asn = {line.item_id: line for line in site.asn_lines(asn.id)}
    for each in here:
        for line in each.lines if each.asn is not None and each.asn.id == asn.id else ():
            quantity, counted = line.shipped - line.received, on_asn[line.item_id]
            arrival = Arrival(asn, [counted], dock)
            tasks += _booked(draft, site, arrival, each.unit, line, quantity)
            on_asn[line.item_id] = replace(counted, received=counted.received + quantity)
            goods.append(Counted(line.item_id, quantity, line.lot, each.unit.code))
    return goods, tasks


def _stand(draft: Draft, site: SiteReader, sent: Sent, dock: Location) -> None:
    """It stands at the dock, in the unit it left in if that comes too. One that left from here
    before begins anew."""
    unit = sent.unit
    values: dict[str, Value] = {
        "location_id": dock.id, "parent_id": sent.outer.id if sent.outer is not None else None,
    }  # fmt: skip
    if unit.state in NOT_HERE:
        values |= {
            "state": "open", "revision": unit.revision + 1, "kind": "pallet", "dn_id": None,
            "shipment_id": None,
        }  # fmt: skip
    elif UNIT_STATES.allows(unit.state, "fill"):
        values["state"] = UNIT_STATES.after(unit.state, "fill")
    draft.put(UNIT, unit.id, values)
    for each in inside(site, unit):
        if each.id != unit.id and each.location_id != dock.id:
            draft.put(UNIT, each.id, {"location_id": dock.id})


def _booked(
    draft: Draft,
    site: SiteReader,
    arrival: Arrival,
    unit: Unit,
    line: TransferLine,
    quantity: int,
) -> list[Json]:
    item = site.item(line.item_id)
    if item is None:
        raise Refusal(Outcome.UNKNOWN_CODE, "transfer.item_not_here", unit=unit.code)
    known = site.lot(item.id, line.lot) if line.lot is not None else None
    if known is not None and item.tracking == "serial" and site.lot_on_hand(known.id):
        raise Refusal(Outcome.SERIAL_DUPLICATE, "serial.on_hand", serial=known.code)
    until = line.expiry if known is None else None
    expiry = date.fromisoformat(until) if until is not None else None
    lot = lot_or_new(site, draft, item, line.lot, expiry)
    expired = lot is not None and lot.expiry is not None and lot.expiry < draft.now.today
    status = HOLD if expired else AVAILABLE
    lot_id = lot.id if lot is not None else 0
    key = StockKey(item.id, arrival.dock.id, unit.id, lot_id, item.owner_id, status)
    if expired:
        said = {"item": item.code, "quantity": quantity}
        draft.raise_exception("received_hold", arrival.asn.number, dict(said))
    weight_g: int | None = None
    if item.catch_weight and line.weight_g is not None:
        weight_g = share(Held(line.shipped, line.weight_g), quantity)
    return book(
        draft, site, arrival, item, key, quantity, lot=line.lot, weight_g=weight_g,
        since_ms=line.received_at_ms,
    )  # fmt: skip
