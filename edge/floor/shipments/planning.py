"""A shipment is planned, changed, or cancelled before anything is loaded."""

from datetime import UTC, datetime, timedelta

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_dn, find_location
from edge.floor.reader import Dn, SiteReader
from edge.floor.reads.outbound import Carrier, Shipment
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import DN, SHIPMENT
from models.warehouse.commands import CancelShipment, PlanShipment
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.states import SHIPMENT_STATES
from sync.core.catalogue import Value

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def plan_shipment(command: PlanShipment, site: SiteReader, now: Context) -> Decision:
    """Make a shipment or change an open one; orders are bound to it."""
    number = clean(command.shipment)
    known = site.shipment(number)
    if known is not None:
        demand_open(known)
    orders = [_free(site, find_dn(site, order), known) for order in dict.fromkeys(command.orders)]
    values = _given(command, site)
    if orders:
        values["is_planned"] = 1
    draft = Draft(now)
    if known is None:
        made: dict[str, Value] = {"number": number, "created_at_ms": now.now_ms, **values}
        shipment_id = draft.insert(SHIPMENT, made)
    else:
        shipment_id = known.id
        if values:
            draft.put(SHIPMENT, known.id, values)
    for dn in orders:
        if dn.shipment_id != shipment_id:
            draft.put(DN, dn.id, {"shipment_id": shipment_id})
    return draft.say(
        Outcome.LINE_DONE,
        "shipment.planned",
        Step.NEXT_TASK,
        data={"shipment": number, "orders": [dn.number for dn in orders]},
        shipment=number,
    )


def cancel_shipment(command: CancelShipment, site: SiteReader, now: Context) -> Decision:
    """Its orders are free for another one."""
    shipment = find_shipment(site, command.shipment)
    demand_open(shipment)
    if site.units_on(shipment.id):
        raise Refusal(Outcome.STALE_STEP, "shipment.has_units", shipment=shipment.number)
    draft = Draft(now)
    for dn in site.orders_on(shipment.id):
        draft.put(DN, dn.id, {"shipment_id": None})
    state = SHIPMENT_STATES.after(shipment.state, "cancel")
    draft.put(SHIPMENT, shipment.id, {"state": state, "reason": command.reason})
    return draft.say(
        Outcome.DOCUMENT_DONE, "shipment.cancelled", Step.NEXT_TASK, shipment=shipment.number
    )


def find_shipment(site: SiteReader, number: str) -> Shipment:
    """The shipment meant."""
    shipment = site.shipment(clean(number))
    if shipment is None:
        raise Refusal(Outcome.UNKNOWN_CODE, "shipment.unknown", Step.SCAN_DOCUMENT, shipment=number)
    return shipment


def demand_open(shipment: Shipment) -> None:
    """Refuse one that has left or will not come."""
    if SHIPMENT_STATES.allows(shipment.state, "load"):
        return
    cancelled = shipment.state == "cancelled"
    raise Refusal(
        Outcome.CANCELLED_ELSEWHERE if cancelled else Outcome.ALREADY_DONE,
        f"shipment.is_{shipment.state}",
        Step.SCAN_DOCUMENT,
        level=Level.BLOCK if cancelled else Level.INFO,
        shipment=shipment.number,
    )


def find_carrier(site: SiteReader, code: str) -> Carrier:
    """A carrier in use."""
    carrier = site.carrier(clean(code))
    if carrier is None or carrier.status != "active":
        raise Refusal(Outcome.UNKNOWN_CODE, "carrier.unknown", carrier=code)
    return carrier


def _given(command: PlanShipment, site: SiteReader) -> dict[str, Value]:
    values: dict[str, Value] = {
        "carrier_id": find_carrier(site, command.carrier).id if command.carrier else None,
        "driver": command.driver,
        "vehicle": command.vehicle,
        "dock_id": _dock(site, command.dock) if command.dock else None,
        "tracking": command.tracking,
        "leaves_at_ms": (
            (command.leaves_at - _EPOCH) // timedelta(milliseconds=1) if command.leaves_at else None
        ),
    }
    return {name: value for name, value in values.items() if value is not None}


def _dock(site: SiteReader, code: str) -> int:
    location = find_location(site, code)
    if location.kind != "dock":
        raise Refusal(Outcome.LOCATION_NOT_ALLOWED, "shipment.not_a_dock", location=location.code)
    return location.id


def _free(site: SiteReader, dn: Dn, shipment: Shipment | None) -> Dn:
    """An order that this shipment may be planned to take."""
    if dn.state in ("shipped", "delivered", "cancelled"):
        raise Refusal(Outcome.STALE_STEP, f"order.is_{dn.state}", order=dn.number)
    mine = shipment.id if shipment is not None else None
    if dn.shipment_id not in (None, mine):
        raise Refusal(Outcome.STALE_STEP, "shipment.order_on_other", order=dn.number)
    return dn
