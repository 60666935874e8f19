"""The end of an order: it leaves to the customer, or it is cancelled and its stock put back."""

from collections.abc import Collection
from typing import NamedTuple

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_dn
from edge.floor.nesting.nest import take_out
from edge.floor.nesting.tree import going_along
from edge.floor.packing import stock_key
from edge.floor.putaway import plan_putaway
from edge.floor.reader import Dn, SiteReader, Unit
from edge.floor.transfers.leaving import called_off, departed
from models.warehouse.catalogue import DN, DN_LINE, RESERVATION, TASK, UNIT
from models.warehouse.commands import CancelOrder, Ship
from models.warehouse.lines import open_quantity
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.states import DN_STATES, TASK_STATES, UNIT_STATES
from sync.core.catalogue import Value


class Label(NamedTuple):
    """Who carries a parcel, and its number there; None: as the order says."""

    carrier: str | None
    tracking: str | None


def ship(command: Ship, site: SiteReader, now: Context) -> Decision:
    """Hand all packages of an order to the carrier."""
    dn = find_dn(site, command.order)
    if not DN_STATES.allows(dn.state, "ship"):
        raise _not_now(dn, done="shipped")
    packages = [unit for unit in site.units_of_dn(dn.id) if unit.kind == "package"]
    leaving = [unit for unit in packages if unit.state != "shipped"]
    _demand_on_no_vehicle(dn, leaving)
    draft = Draft(now)
    units = sum(reserved.quantity for reserved in site.reservations(dn.id))
    pallets = going_along(site, leaving)
    going = {unit.id for unit in (*leaving, *pallets)}
    for pallet in pallets:
        leave(draft, pallet, going)
    label = Label(command.carrier, command.tracking)
    whole = send(draft, site, dn, leaving, label, going)
    assert whole
    return draft.say(
        Outcome.DOCUMENT_DONE,
        "ship.done",
        Step.SCAN_DOCUMENT,
        data={"units_shipped": units, "packages": [unit.code for unit in leaving]},
        order=dn.number,
        packages=len(leaving),
    )


def send(
    draft: Draft,
    site: SiteReader,
    dn: Dn,
    units: list[Unit],
    label: Label,
    going: Collection[int],
) -> bool:
    """These packages of an order leave, among all units that are `going`; returns whether all of
    it has left then."""
    leaving = {unit.id for unit in units}
    places = draft.now.site.places
    target = places.transit if dn.kind == "transfer" else places.customer
    sent: dict[int, int] = {}
    left = False
    for reserved in site.reservations(dn.id):
        assert reserved.kind == "picked"
        assert reserved.unit_kind == "package"
        if reserved.unit_id not in leaving:
            left = True
            continue
        key = stock_key(reserved)
        draft.move(
            "ship",
            key,
            draft.outside(key, target),
            reserved.quantity,
            reserved.received_at_ms,
            document_id=dn.id,
            line_id=reserved.line_id,
        )
        draft.hold(key, -reserved.quantity)
        draft.put(RESERVATION, reserved.id, {"kind": "gone"})
        sent[reserved.line_id] = sent.get(reserved.line_id, 0) + reserved.quantity
    for line in site.dn_lines(dn.id):
        assert line.packed == line.picked
        if line.id in sent:
            draft.put(DN_LINE, line.id, {"shipped": line.shipped + sent[line.id]})
    if dn.kind == "transfer":
        departed(draft, site, dn, sent)
    for unit in units:
        leave(draft, unit, going)
    values: dict[str, Value] = {
        name: value
        for name, value in (("carrier", label.carrier), ("tracking", label.tracking))
        if value is not None
    }
    if not left:
        values["state"] = DN_STATES.after(dn.state, "ship")
        values["shipped_at_ms"] = draft.now.now_ms
    if values:
        draft.put(DN, dn.id, values)
    return not left


def leave(draft: Draft, unit: Unit, going: Collection[int]) -> None:
    """A package, or a pallet under packages, is nowhere in the warehouse any more, and lies in
    nothing: it may come back alone. What it left in is kept, where that is `going` too."""
    state = unit.state
    for event in ("fill", "close", "ship"):
        if UNIT_STATES.allows(state, event):
            state = UNIT_STATES.after(state, event)
    left_in = unit.parent_id if unit.parent_id in going else None
    values: dict[str, Value] = {"state": state, "location_id": None, "parent_id": None}
    draft.put(UNIT, unit.id, {**values, "left_in": left_in})


def _demand_on_no_vehicle(dn: Dn, units: list[Unit]) -> None:
    """What is loaded leaves with its vehicle, or is unloaded first."""
    loaded = [unit.code for unit in units if unit.state == "loaded"]
    if loaded:
        raise Refusal(
            Outcome.STALE_STEP,
            "order.is_loaded",
            Step.SCAN_DOCUMENT,
            order=dn.number,
            unit=loaded[0],
        )


def cancel_order(command: CancelOrder, site: SiteReader, now: Context) -> Decision:
    """Let go what is reserved; what was picked already gets tasks to put it back."""
    dn = find_dn(site, command.order)
    if not DN_STATES.allows(dn.state, "cancel"):
        if dn.kind == "transfer" and dn.state in ("shipped", "delivered"):
            raise Refusal(
                Outcome.STALE_STEP, "transfer.departed", Step.SCAN_DOCUMENT, order=dn.number
            )
        raise _not_now(dn, done="cancelled")
    _demand_on_no_vehicle(dn, site.units_of_dn(dn.id))
    if any(line.shipped for line in site.dn_lines(dn.id)):
        raise Refusal(
            Outcome.STALE_STEP, "order.partly_shipped", Step.SCAN_DOCUMENT, order=dn.number
        )
    draft = Draft(now)
    for task in site.open_tasks(dn.id):
        state = TASK_STATES.after(task.state, "cancel")
        draft.put(TASK, task.id, {"state": state, "done_at_ms": now.now_ms})
    to_put_back = 0
    for reserved in site.reservations(dn.id):
        key = stock_key(reserved)
        draft.hold(key, -reserved.quantity)
        draft.put(RESERVATION, reserved.id, {"kind": "gone"})
        if reserved.kind == "picked":
            item = site.item(reserved.item_id)
            assert item is not None
            plan_putaway(draft, site, item, key, reserved.quantity, document_id=dn.id)
            to_put_back += reserved.quantity
    for line in site.dn_lines(dn.id):
        ended = open_quantity(line) + line.allocated + line.picked
        if ended:
            draft.put(
                DN_LINE,
                line.id,
                {
                    "allocated": 0,
                    "picked": 0,
                    "packed": 0,
                    "cancelled": line.cancelled + ended,
                    "promised": 0,
                },
            )
    for unit in site.units_of_dn(dn.id):
        take_out(draft, unit)
        draft.put(UNIT, unit.id, {"dn_id": None, "kind": "tote", "zone": None, "holder_id": None})
    draft.put(DN, dn.id, {"state": DN_STATES.after(dn.state, "cancel"), "reason": command.reason})
    if dn.kind == "transfer":
        called_off(draft, site, dn)
    return draft.say(
        Outcome.DOCUMENT_DONE,
        "order.cancelled",
        Step.SCAN_DOCUMENT,
        data={"to_put_back": to_put_back},
        order=dn.number,
    )


def _not_now(dn: Dn, *, done: str) -> Refusal:
    if dn.state == done:
        return Refusal(
            Outcome.ALREADY_DONE,
            f"order.is_{dn.state}",
            Step.SCAN_DOCUMENT,
            level=Level.INFO,
            order=dn.number,
        )
    outcome = Outcome.CANCELLED_ELSEWHERE if dn.state == "cancelled" else Outcome.STALE_STEP
    return Refusal(outcome, f"order.is_{dn.state}", Step.SCAN_DOCUMENT, order=dn.number)
