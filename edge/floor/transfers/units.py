"""A handling unit of a transfer is taken in with one scan, as its sender packed it."""

from datetime import date

from msgspec.structs import replace

from edge.floor.arriving import Arrival, book, dock_of
from edge.floor.closing import demand_open
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import lot_or_new, unit_code
from edge.floor.nesting.announced import announced_in, receive_announced
from edge.floor.reader import Asn, Location, SiteReader, Unit
from edge.floor.reads.transfers import TransferLine
from edge.floor.transfers.counting import Counted, count_in
from models.warehouse.catalogue import UNIT
from models.warehouse.catch import Held, share
from models.warehouse.commands import ReceiveUnit
from models.warehouse.replies import Json, Level, Outcome, Step
from models.warehouse.states import UNIT_STATES
from models.warehouse.stock import AVAILABLE, HOLD, StockKey
from sync.core.catalogue import Value

NOT_HERE = ("shipped", "loaded", "returned")


def receive_unit(command: ReceiveUnit, site: SiteReader, now: Context) -> Decision:
    """All that was announced or sent on this unit and has not come yet."""
    announced = announced_in(site, command.unit)
    if announced:
        return receive_announced(command, site, Draft(now), announced)
    unit, asn, lines = sent_on(site, command.unit)
    dock = dock_of(site, command.dock, asn)
    draft = Draft(now)
    _stand(draft, unit, dock)
    goods: list[Counted] = []
    tasks: list[Json] = []
    on_asn = {line.item_id: line for line in site.asn_lines(asn.id)}
    for line in lines:
        quantity, counted = line.shipped - line.received, on_asn[line.item_id]
        arrival = Arrival(asn, [counted], dock)
        tasks += _booked(draft, site, arrival, unit, line, quantity)
        on_asn[line.item_id] = replace(counted, received=counted.received + quantity)
        goods.append(Counted(line.item_id, quantity, line.lot, unit.code))
    count_in(draft, site, asn, goods)
    return draft.say(
        Outcome.UNIT_DONE,
        "receive.unit_taken",
        Step.SCAN_UNIT,
        data={"asn": asn.number, "tasks": tasks, "lines": len(goods)},
        unit=unit.code,
        quantity=sum(counted.quantity for counted in goods),
    )


def sent_on(site: SiteReader, code: str) -> tuple[Unit, Asn, list[TransferLine]]:
    """The unit with the delivery it belongs to and what of it has not come yet. Raises Refusal."""
    text = unit_code(code)
    unit, half = site.unit(text), site.transfer_on_unit(text)
    asn = site.asn_by_id(half.asn_id) if half is not None and half.asn_id is not None else None
    if unit is None or half is None or asn is None:
        raise Refusal(Outcome.WRONG_UNIT, "receive.unit_not_sent", Step.SCAN_UNIT, unit=code)
    demand_open(asn)
    lines = site.transfer_lines(half.id)
    left = [line for line in lines if line.unit == unit.code and line.shipped > line.received]
    if not left:
        raise Refusal(
            Outcome.ALREADY_DONE,
            "receive.unit_came",
            Step.SCAN_UNIT,
            level=Level.INFO,
            unit=unit.code,
        )
    return unit, asn, left


def _stand(draft: Draft, unit: Unit, dock: Location) -> None:
    """It stands at the dock. One that left from here before begins anew."""
    values: dict[str, Value] = {"location_id": dock.id, "parent_id": None}
    if unit.state in NOT_HERE:
        values |= {
            "state": "open", "revision": unit.revision + 1, "kind": "pallet", "dn_id": None,
            "shipment_id": None,
        }  # fmt: skip
    elif UNIT_STATES.allows(unit.state, "fill"):
        values["state"] = UNIT_STATES.after(unit.state, "fill")
    draft.put(UNIT, unit.id, values)


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
