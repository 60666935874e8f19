"""A vehicle leaves: what is loaded is shipped, what is left behind is asked about and stays."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.reader import Dn, SiteReader, Unit
from edge.floor.reads.outbound import Shipment
from edge.floor.shipments.planning import demand_open, find_shipment
from edge.floor.shipping import Label, leave, send
from edge.floor.staging import packages
from models.warehouse.catalogue import DN, SHIPMENT
from models.warehouse.commands import DepartShipment
from models.warehouse.replies import Json, Level, Outcome, Step
from models.warehouse.states import SHIPMENT_STATES


def depart_shipment(command: DepartShipment, site: SiteReader, now: Context) -> Decision:
    """Ship all that is loaded. An order of which something stays behind is not shipped yet and may
    go with another vehicle."""
    shipment = find_shipment(site, command.shipment)
    demand_open(shipment)
    loaded = site.units_on(shipment.id)
    if not loaded:
        raise Refusal(
            Outcome.NO_WORK,
            "shipment.nothing_loaded",
            Step.SCAN_UNIT,
            level=Level.INFO,
            shipment=shipment.number,
        )
    orders = site.orders_on(shipment.id)
    behind = _left_behind(site, shipment, orders)
    if behind and not command.confirm:
        codes: list[Json] = list(behind)
        raise Refusal(
            Outcome.PARTIAL,
            "shipment.left_behind",
            Step.CONFIRM,
            level=Level.WARN,
            data={"left_behind": codes},
            left=len(behind),
            what=", ".join(behind[:NAMED_MAX]),
        )
    draft = Draft(now)
    pallets = [unit for unit in loaded if unit.dn_id is None]
    for unit in pallets:
        leave(draft, unit, {each.id for each in loaded})
    for dn in orders:
        _send(draft, site, shipment, dn, loaded)
    draft.put(
        SHIPMENT,
        shipment.id,
        {
            "state": SHIPMENT_STATES.after(shipment.state, "depart"),
            "departed_at_ms": now.now_ms,
        },
    )
    return draft.say(
        Outcome.DOCUMENT_DONE,
        "shipment.departed",
        Step.SCAN_DOCUMENT,
        data={
            "packages": [unit.code for unit in loaded if unit not in pallets],
            "left_behind": list(behind),
        },
        shipment=shipment.number,
        packages=len(loaded) - len(pallets),
    )


NAMED_MAX = 3
"""So many of what stays behind are named in the question; all of them are in its data."""


def _left_behind(site: SiteReader, shipment: Shipment, orders: list[Dn]) -> list[str]:
    """Packages of its orders that are not on it, and orders of which nothing is packed."""
    behind: list[str] = []
    for dn in orders:
        units = [unit for unit in packages(site, dn) if unit.state != "shipped"]
        behind += [unit.code for unit in units if unit.shipment_id != shipment.id]
        if not units or dn.state not in ("packed", "staged"):
            behind.append(dn.number)
    return behind


def _send(draft: Draft, site: SiteReader, shipment: Shipment, dn: Dn, loaded: list[Unit]) -> None:
    units = [unit for unit in loaded if unit.dn_id == dn.id]
    label = Label(shipment.carrier, shipment.tracking)
    going = {unit.id for unit in loaded}
    whole = bool(units) and send(draft, site, dn, units, label, going)
    if not whole:
        draft.put(DN, dn.id, {"shipment_id": None})
