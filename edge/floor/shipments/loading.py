"""Packages go onto a vehicle and off again. What does not belong there is refused with why."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_unit
from edge.floor.nesting.nest import take_out
from edge.floor.nesting.tree import inside
from edge.floor.reader import Dn, SiteReader, Unit
from edge.floor.reads.outbound import Shipment
from edge.floor.shipments.planning import demand_open, find_shipment
from models.warehouse.catalogue import DN, SHIPMENT, UNIT
from models.warehouse.commands import LoadUnit, UnloadUnit
from models.warehouse.replies import Level, Outcome, Step, Undo
from models.warehouse.states import DN_STATES, SHIPMENT_STATES, UNIT_STATES
from sync.core.catalogue import Value


def load_unit(command: LoadUnit, site: SiteReader, now: Context) -> Decision:
    """A package onto the vehicle; its order belongs to the shipment from now on."""
    shipment = find_shipment(site, command.shipment)
    demand_open(shipment)
    unit = find_unit(site, command.unit)
    units = inside(site, unit)
    boxes = [each for each in units if each.kind == "package"] or [unit]
    coming = [each for each in boxes if not _is_on(each, shipment)] or boxes
    orders = [_demand_expected(site, shipment, each) for each in coming]
    draft = Draft(now)
    for each in units:
        if not _is_on(each, shipment):
            draft.put(UNIT, each.id, {"state": _loaded(each), "shipment_id": shipment.id})
    take_out(draft, unit)
    for dn in orders:
        if dn.shipment_id != shipment.id:
            draft.put(DN, dn.id, {"shipment_id": shipment.id})
    state = SHIPMENT_STATES.after(shipment.state, "load")
    if state != shipment.state:
        draft.put(SHIPMENT, shipment.id, {"state": state})
    loaded = boxes_on(site, shipment) + len(coming)
    back = {"type": "unload_unit", "shipment": shipment.number, "unit": unit.code}
    return draft.say(
        Outcome.UNIT_DONE,
        "shipment.loaded",
        Step.SCAN_UNIT,
        data={"order": orders[0].number, "loaded": loaded},
        undo=Undo("undo.move", dict(back)),
        unit=unit.code,
        order=orders[0].number,
        loaded=loaded,
    )


def boxes_on(site: SiteReader, shipment: Shipment) -> int:
    """Packages on a vehicle; pallets under them do not count."""
    return sum(unit.dn_id is not None for unit in site.units_on(shipment.id))


def _is_on(unit: Unit, shipment: Shipment) -> bool:
    return unit.state == "loaded" and unit.shipment_id == shipment.id


def _loaded(unit: Unit) -> str:
    """A pallet may still be open: it is closed by what happens to it."""
    state = unit.state
    for event in ("fill", "close", "load"):
        if UNIT_STATES.allows(state, event):
            state = UNIT_STATES.after(state, event)
    return state


def unload_unit(command: UnloadUnit, site: SiteReader, now: Context) -> Decision:
    """A unit off the vehicle with all that is in it: it stands ready again, a step back that only a
    new revision makes; an order that was not planned for this shipment is free again."""
    shipment = find_shipment(site, command.shipment)
    demand_open(shipment)
    unit = find_unit(site, command.unit)
    if not _is_on(unit, shipment):
        raise Refusal(Outcome.WRONG_UNIT, "shipment.unit_not_on", Step.SCAN_UNIT, unit=unit.code)
    units = inside(site, unit)
    draft = Draft(now)
    for each in units:
        if _is_on(each, shipment):
            values: dict[str, Value] = {
                "state": UNIT_STATES.after(each.state, "unload"),
                "revision": each.revision + 1,
                "shipment_id": None,
            }
            draft.put(UNIT, each.id, values)
    take_out(draft, unit)
    off = {each.id for each in units}
    others = [each for each in site.units_on(shipment.id) if each.id not in off]
    still = {each.dn_id for each in others}
    for dn_id in {each.dn_id for each in units}:
        if not shipment.is_planned and dn_id is not None and dn_id not in still:
            draft.put(DN, dn_id, {"shipment_id": None})
    loaded = sum(each.dn_id is not None for each in others)
    return draft.say(
        Outcome.UNIT_DONE,
        "shipment.unloaded",
        Step.SCAN_UNIT,
        data={"loaded": loaded},
        unit=unit.code,
        loaded=loaded,
    )


def _demand_expected(site: SiteReader, shipment: Shipment, unit: Unit) -> Dn:
    """The order of a package that this shipment may take."""
    if unit.state == "loaded":
        if unit.shipment_id == shipment.id:
            raise Refusal(
                Outcome.ALREADY_DONE,
                "unit.is_loaded",
                Step.SCAN_UNIT,
                level=Level.INFO,
                unit=unit.code,
            )
        raise _unexpected("shipment.on_other", unit)
    if unit.state in ("shipped", "returned"):
        raise _unexpected(f"unit.is_{unit.state}", unit)
    dn = site.dn_by_id(unit.dn_id) if unit.dn_id is not None else None
    if dn is None or unit.kind != "package":
        raise _unexpected("stage.not_packed", unit)
    if not DN_STATES.allows(dn.state, "ship"):
        raise Refusal(
            Outcome.WRONG_UNIT,
            f"order.is_{dn.state}",
            Step.SCAN_UNIT,
            unit=unit.code,
            order=dn.number,
        )
    if dn.shipment_id not in (None, shipment.id):
        raise _unexpected("shipment.of_other", unit)
    if dn.shipment_id is None and shipment.is_planned:
        raise _unexpected("shipment.not_planned", unit)
    return dn


def _unexpected(key: str, unit: Unit) -> Refusal:
    return Refusal(Outcome.WRONG_UNIT, key, Step.SCAN_UNIT, unit=unit.code)
