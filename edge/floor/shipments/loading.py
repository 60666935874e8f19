"""Packages go onto a vehicle and off again. What does not belong there is refused with why."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_unit
from edge.floor.reader import Dn, SiteReader, Unit
from edge.floor.reads.outbound import Shipment
from edge.floor.shipments.planning import demand_open, find_shipment
from models.warehouse.catalogue import DN, SHIPMENT, UNIT
from models.warehouse.commands import LoadUnit, UnloadUnit
from models.warehouse.replies import Level, Outcome, Step, Undo
from models.warehouse.states import DN_STATES, SHIPMENT_STATES, UNIT_STATES


def load_unit(command: LoadUnit, site: SiteReader, now: Context) -> Decision:
    """A package onto the vehicle; its order belongs to the shipment from now on."""
    shipment = find_shipment(site, command.shipment)
    demand_open(shipment)
    unit = find_unit(site, command.unit)
    dn = _demand_expected(site, shipment, unit)
    draft = Draft(now)
    draft.put(
        UNIT,
        unit.id,
        {"state": UNIT_STATES.after(unit.state, "load"), "shipment_id": shipment.id},
    )
    if dn.shipment_id != shipment.id:
        draft.put(DN, dn.id, {"shipment_id": shipment.id})
    state = SHIPMENT_STATES.after(shipment.state, "load")
    if state != shipment.state:
        draft.put(SHIPMENT, shipment.id, {"state": state})
    loaded = len(site.units_on(shipment.id)) + 1
    back = {"type": "unload_unit", "shipment": shipment.number, "unit": unit.code}
    return draft.say(
        Outcome.UNIT_DONE,
        "shipment.loaded",
        Step.SCAN_UNIT,
        data={"order": dn.number, "loaded": loaded},
        undo=Undo("undo.move", dict(back)),
        unit=unit.code,
        order=dn.number,
        loaded=loaded,
    )


def unload_unit(command: UnloadUnit, site: SiteReader, now: Context) -> Decision:
    """A package off the vehicle: it stands ready again, a step back that only a new revision
    makes; an order that was not planned for this shipment is free again."""
    shipment = find_shipment(site, command.shipment)
    demand_open(shipment)
    unit = find_unit(site, command.unit)
    if unit.state != "loaded" or unit.shipment_id != shipment.id or unit.dn_id is None:
        raise Refusal(Outcome.WRONG_UNIT, "shipment.unit_not_on", Step.SCAN_UNIT, unit=unit.code)
    draft = Draft(now)
    draft.put(
        UNIT,
        unit.id,
        {
            "state": UNIT_STATES.after(unit.state, "unload"),
            "revision": unit.revision + 1,
            "shipment_id": None,
        },
    )
    others = [each for each in site.units_on(shipment.id) if each.id != unit.id]
    if not shipment.is_planned and all(each.dn_id != unit.dn_id for each in others):
        draft.put(DN, unit.dn_id, {"shipment_id": None})
    return draft.say(
        Outcome.UNIT_DONE,
        "shipment.unloaded",
        Step.SCAN_UNIT,
        data={"loaded": len(others)},
        unit=unit.code,
        loaded=len(others),
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
