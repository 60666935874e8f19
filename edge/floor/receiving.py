"""Goods come in: counted against the ASN, put on the dock, and a putaway task is made at once."""

from edge.floor.arriving import Arrival, arrival_of, book, expected_on
from edge.floor.catching import demand_weight
from edge.floor.crossdock import hand_over, wanting
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import (
    ask,
    bring_unit,
    demand_positive,
    find_item,
    lot_or_new,
    unit_code,
    unit_or_new,
)
from edge.floor.packs import demand_entered
from edge.floor.reader import AsnLine, Item, Location, Lot, SiteReader
from edge.floor.tolerance import inspected_of, rule_of, tolerated
from edge.floor.transfers.counting import Counted, count_in, oldest
from models.warehouse.commands import Receive
from models.warehouse.replies import Data, Outcome, Step
from models.warehouse.rules.receipt import ReceiveBy
from models.warehouse.stock import AVAILABLE, DAMAGED, HOLD, StockKey


def receive(command: Receive, site: SiteReader, now: Context) -> Decision:
    """Take goods over from the supplier."""
    item = find_item(site, command.item, expected_on(site, command.asn))
    demand_positive(command.quantity)
    demand_entered(site, item.id, command.quantity, command.entered)
    draft = Draft(now)
    arrival = arrival_of(command, site, draft, item)
    asn, lines = arrival.asn, arrival.lines
    _demand_serial(command, item)
    by = rule_of(site, asn, item, now)
    over = 0 if asn.kind == "blind" else _over(command, lines, by, now)
    lot = lot_or_new(site, draft, item, command.lot, command.expiry)
    _demand_once(site, item, lot)
    status = _status(command, lot, now)
    weight_g = demand_weight(
        item, command.quantity, command.weight_g, now, confirmed=command.confirm
    )
    unit_id = unit_at(site, draft, command.unit, arrival.dock) if command.unit is not None else 0
    lot_id = lot.id if lot else 0
    key = StockKey(item.id, arrival.dock.id, unit_id, lot_id, item.owner_id, status)
    held = inspected_of(by, lines, command.quantity) if status == AVAILABLE else 0
    order = wanting(site, command.cross_dock, item) if command.cross_dock is not None else None
    can_go_on = command.quantity - held if status == AVAILABLE else 0
    crossed = min(order.quantity, can_go_on) if order is not None else 0
    wanted = site.wanting(item.id)[:1] if order is None and can_go_on else []
    tasks = book(
        draft,
        site,
        arrival,
        item,
        key,
        command.quantity,
        held=held,
        crossed=crossed,
        lot=lot.code if lot is not None else None,
        entered=command.entered,
        weight_g=weight_g,
        since_ms=oldest(site, asn, item.id, lot.code if lot is not None else None),
    )
    if asn.kind == "transfer":
        count_in(draft, site, asn, [_counted(command, item, lot)])
    if order is not None and crossed:
        hand_over(draft, site, order, key._replace(unit_id=0), crossed)
    _flag(draft, arrival, item, over, status, command.quantity)
    data = _totals(arrival, command.quantity)
    data["tasks"] = tasks
    data["to_inspect"], data["cross_docked"] = held, crossed
    data["wanted"] = min(wanted[0].quantity, can_go_on) if wanted else 0
    data["wanted_by"] = wanted[0].number if wanted else None
    return draft.say(
        Outcome.LINE_DONE,
        "receive.cross_docked" if crossed else "receive.counted",
        Step.SCAN_ITEM,
        data=data,
        item=item.code,
        quantity=command.quantity,
        status=status,
        crossed=crossed,
        order=command.cross_dock,
    )


def _over(command: Receive, lines: list[AsnLine], by: ReceiveBy, now: Context) -> int:
    return tolerated(by, lines, command.quantity, confirmed=command.confirm, now=now)


def _totals(arrival: Arrival, quantity: int) -> Data:
    return {
        "asn": arrival.asn.number,
        "received": sum(line.received for line in arrival.lines) + quantity,
        "expected": sum(line.expected for line in arrival.lines),
    }


def _demand_serial(command: Receive, item: Item) -> None:
    if item.tracking == "serial" and command.quantity != 1:
        raise Refusal(
            Outcome.SERIAL_REQUIRED, "serial.one_at_a_time", Step.SCAN_LOT, item=item.code
        )


def _demand_once(site: SiteReader, item: Item, lot: Lot | None) -> None:
    if lot is not None and item.tracking == "serial" and site.lot_on_hand(lot.id):
        raise Refusal(Outcome.SERIAL_DUPLICATE, "serial.on_hand", Step.SCAN_LOT, serial=lot.code)


def _status(command: Receive, lot: Lot | None, now: Context) -> str:
    if command.condition == "damaged":
        return DAMAGED
    if lot is not None and lot.expiry is not None and lot.expiry < now.today:
        ask(command.confirm, Outcome.EXPIRED, "receive.expired", lot=lot.code, expiry=lot.expiry)
        return HOLD
    return AVAILABLE


def _counted(command: Receive, item: Item, lot: Lot | None) -> Counted:
    unit = unit_code(command.unit) if command.unit is not None else None
    return Counted(item.id, command.quantity, lot.code if lot is not None else None, unit)


def unit_at(site: SiteReader, draft: Draft, code: str, dock: Location) -> int:
    """The pallet at the dock that goods are counted onto. Raises Refusal where it cannot be one."""
    unit = unit_or_new(site, draft, code, "pallet", dock.id, None)
    bring_unit(site, draft, unit, dock.id)
    return unit.id


def _flag(
    draft: Draft, arrival: Arrival, item: Item, over: int, status: str, quantity: int
) -> None:
    """What a supervisor should look at; nothing of it holds up the work."""
    number = arrival.asn.number
    if over > 0:
        draft.raise_exception("over_receipt", number, {"item": item.code, "quantity": over})
    if status != AVAILABLE:
        draft.raise_exception(
            "received_" + status, number, {"item": item.code, "quantity": quantity}
        )
