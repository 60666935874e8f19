"""Goods come in: counted against the ASN, put on the dock, and a putaway task is made at once."""

from typing import NamedTuple

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import (
    ask,
    bring_unit,
    demand_positive,
    find_asn,
    find_item,
    lot_or_new,
    unit_or_new,
)
from edge.floor.putaway import plan_putaway
from edge.floor.reader import Asn, AsnLine, Item, Location, Lot, SiteReader
from models.warehouse import ids
from models.warehouse.catalogue import ASN, ASN_LINE
from models.warehouse.commands import CloseReceipt, Receive
from models.warehouse.replies import Json, Level, Outcome, Step
from models.warehouse.states import ASN_STATES
from models.warehouse.stock import AVAILABLE, DAMAGED, HOLD, StockKey
from sync.core.catalogue import Value


class Counted(NamedTuple):
    """What one scan says has come: into which line how much."""

    line: AsnLine
    quantity: int


def receive(command: Receive, site: SiteReader, now: Context) -> Decision:
    """Take goods over from the supplier."""
    asn = find_asn(site, command.asn)
    demand_open(asn)
    item = find_item(site, command.item)
    demand_positive(command.quantity)
    lines = [line for line in site.asn_lines(asn.id) if line.item_id == item.id]
    if not lines:
        raise Refusal(
            Outcome.WRONG_ITEM, "receive.not_on_asn", Step.SCAN_ITEM, item=item.code, asn=asn.number
        )
    _demand_serial(command, item)
    over = _over(lines, command.quantity, now.site.settings.over_receipt_percent)
    if over > 0:
        ask(
            command.confirm,
            Outcome.OVER_RECEIPT,
            "receive.over",
            item=item.code,
            over=over,
            expected=sum(line.expected for line in lines),
        )
    draft = Draft(now)
    lot = lot_or_new(site, draft, item, command.lot, command.expiry)
    if lot is not None and item.tracking == "serial" and site.lot_on_hand(lot.id):
        raise Refusal(Outcome.SERIAL_DUPLICATE, "serial.on_hand", Step.SCAN_LOT, serial=lot.code)
    status = _status(command, lot, now)
    dock = _dock(site, asn)
    unit_id = 0
    if command.unit is not None:
        unit = unit_or_new(site, draft, command.unit, "pallet", dock.id, None)
        bring_unit(site, draft, unit, dock.id)
        unit_id = unit.id
    key = StockKey(item.id, dock.id, unit_id, lot.id if lot else 0, item.owner_id, status)
    counted = _spread(lines, command.quantity, lot.code if lot else None)
    tasks = _book(draft, asn, counted, key, site, item)
    if over > 0:
        _flag(draft, "over_receipt", asn, item, over)
    if status != AVAILABLE:
        _flag(draft, "received_" + status, asn, item, command.quantity)
    expected = sum(line.expected for line in lines)
    received = sum(line.received for line in lines) + command.quantity
    return draft.say(
        Outcome.LINE_DONE,
        "receive.counted",
        Step.SCAN_ITEM,
        data={"tasks": tasks, "received": received, "expected": expected},
        item=item.code,
        quantity=command.quantity,
        status=status,
    )


def close_receipt(command: CloseReceipt, site: SiteReader, now: Context) -> Decision:
    """Nothing more comes on this ASN. What is missing is shown before it is accepted."""
    asn = find_asn(site, command.asn)
    draft = Draft(now)
    if not ASN_STATES.allows(asn.state, "complete"):
        if asn.state in ("received", "closed"):
            return draft.say(
                Outcome.ALREADY_DONE, f"asn.is_{asn.state}", level=Level.INFO, asn=asn.number
            )
        raise Refusal(Outcome.STALE_STEP, f"asn.is_{asn.state}", Step.SCAN_DOCUMENT, asn=asn.number)
    lines = site.asn_lines(asn.id)
    missing = [line for line in lines if line.received < line.expected]
    if missing and not command.confirm:
        raise Refusal(
            Outcome.PARTIAL,
            "receive.short",
            Step.CONFIRM,
            level=Level.WARN,
            data={"missing": _missing(missing)},
            asn=asn.number,
            lines=len(missing),
        )
    for line in missing:
        draft.raise_exception(
            "short_receipt",
            asn.number,
            {
                "item": line.item,
                "line": line.line,
                "expected": line.expected,
                "received": line.received,
            },
        )
    state = ASN_STATES.after(asn.state, "complete")
    values: dict[str, Value] = {"state": state}
    if all(line.put_away >= line.received for line in lines):
        values = {"state": ASN_STATES.after(state, "close"), "closed_at_ms": now.now_ms}
    draft.put(ASN, asn.id, values)
    return draft.say(
        Outcome.DOCUMENT_DONE,
        "receive.closed",
        Step.SCAN_DOCUMENT,
        data={"missing": _missing(missing)},
        asn=asn.number,
        short_lines=len(missing),
    )


def demand_open(asn: Asn) -> None:
    """Refuse what is received or cancelled already."""
    if asn.state in ("received", "closed"):
        raise Refusal(
            Outcome.ALREADY_DONE, f"asn.is_{asn.state}", Step.SCAN_DOCUMENT, asn=asn.number
        )
    if not ASN_STATES.allows(asn.state, "receive"):
        raise Refusal(
            Outcome.CANCELLED_ELSEWHERE, f"asn.is_{asn.state}", Step.SCAN_DOCUMENT, asn=asn.number
        )


def _demand_serial(command: Receive, item: Item) -> None:
    if item.tracking == "serial" and command.quantity != 1:
        raise Refusal(
            Outcome.SERIAL_REQUIRED, "serial.one_at_a_time", Step.SCAN_LOT, item=item.code
        )


def _over(lines: list[AsnLine], quantity: int, percent: int) -> int:
    """By how much the cumulated receipt passes the expected quantity plus tolerance; else 0."""
    expected = sum(line.expected for line in lines)
    received = sum(line.received for line in lines) + quantity
    if received * 100 <= expected * (100 + percent):
        return 0
    return received - expected


def _status(command: Receive, lot: Lot | None, now: Context) -> str:
    if command.condition == "damaged":
        return DAMAGED
    if lot is not None and lot.expiry is not None and lot.expiry < now.today:
        ask(command.confirm, Outcome.EXPIRED, "receive.expired", lot=lot.code, expiry=lot.expiry)
        return HOLD
    return AVAILABLE


def _dock(site: SiteReader, asn: Asn) -> Location:
    dock = site.location(asn.dock_id) if asn.dock_id is not None else site.first_location("dock")
    if dock is None:
        raise Refusal(
            Outcome.SCAN_LOCATION_FIRST, "receive.no_dock", Step.SCAN_LOCATION, asn=asn.number
        )
    return dock


def _spread(lines: list[AsnLine], quantity: int, lot: str | None) -> list[Counted]:
    """Fill the lines in order, those announced with this lot first; the last takes what is over."""
    ordered = sorted(lines, key=lambda line: (line.lot is None or line.lot != lot, line.line))
    counted: list[Counted] = []
    for line in ordered:
        part = min(quantity, max(0, line.expected - line.received))
        if part:
            counted.append(Counted(line, part))
            quantity -= part
    if quantity:
        last = counted.pop() if counted else Counted(ordered[0], 0)
        counted.append(Counted(last.line, last.quantity + quantity))
    return counted


def _book(
    draft: Draft, asn: Asn, counted: list[Counted], key: StockKey, site: SiteReader, item: Item
) -> list[Json]:
    """Movements, line counts and putaway tasks, one per line; returns the tasks' ids."""
    now = draft.now
    supplier = draft.outside(key, now.site.places.supplier)
    tasks: list[Json] = []
    for line, quantity in counted:
        draft.move(
            "receive", supplier, key, quantity, now.now_ms, document_id=asn.id, line_id=line.id
        )
        values: dict[str, Value] = {"received": line.received + quantity}
        if key.status == DAMAGED:
            values["damaged"] = line.damaged + quantity
        draft.put(ASN_LINE, line.id, values)
        task_id = plan_putaway(
            draft, site, item, key, quantity, document_id=asn.id, line_id=line.id
        )
        tasks.append(ids.show(task_id))
    state = ASN_STATES.after(asn.state, "receive")
    if state != asn.state:
        draft.put(ASN, asn.id, {"state": state})
    return tasks


def _flag(draft: Draft, kind: str, asn: Asn, item: Item, quantity: int) -> None:
    draft.raise_exception(kind, asn.number, {"item": item.code, "quantity": quantity})


def _missing(lines: list[AsnLine]) -> list[Json]:
    return [
        {"line": line.line, "item": line.item, "expected": line.expected, "received": line.received}
        for line in lines
    ]
