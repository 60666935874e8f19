"""Which shipment; for a new one who carries it, who drives what, and at which dock."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.loading.context import BACK, BEGIN, WITHOUT, Loading
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.finding import ask
from edge.floor.shipments.planning import demand_open, find_carrier, plan_shipment
from models.warehouse import ids
from models.warehouse.barcodes import clean
from models.warehouse.commands import PlanShipment
from models.warehouse.replies import Outcome


def on_shipment(talk: Talk[Loading], given: Given) -> Turned[Loading]:
    """One that is planned, one of an unknown number, asked about, or one with a fresh number."""
    if given.kind == "option" and given.text == BEGIN:
        return _begun(f"S{ids.show(talk.now.new_id())}")
    number = clean(given.text)
    known = talk.site.shipment(number)
    if known is None:
        ask(talk.confirmed, Outcome.NEW_UNIT, "loading.is_new", shipment=number)
        return _begun(number)
    demand_open(known)
    return on(Loading(number), "found", "loading.found", shipment=number)


def _begun(number: str) -> Turned[Loading]:
    return on(Loading(number), "begun", "loading.begun", shipment=number)


def on_carrier(talk: Talk[Loading], given: Given) -> Turned[Loading]:
    """A carrier of the company's."""
    context = talk.context
    if given.kind == "option" and given.text == BACK:
        return on(Loading(), "back", "loading.back")
    code = None if _without(given) else find_carrier(talk.site, given.text).code
    named = msgspec.structs.replace(context, carrier=code)
    return on(named, "carrier_set", "loading.noted")


def on_driver(talk: Talk[Loading], given: Given) -> Turned[Loading]:
    """Who drives."""
    driver = None if _without(given) else given.text
    named = msgspec.structs.replace(talk.context, driver=driver)
    return on(named, "driver_set", "loading.noted")


def on_vehicle(talk: Talk[Loading], given: Given) -> Turned[Loading]:
    """What is driven."""
    vehicle = None if _without(given) else given.text
    named = msgspec.structs.replace(talk.context, vehicle=vehicle)
    return on(named, "vehicle_set", "loading.noted")


def on_dock(talk: Talk[Loading], given: Given) -> Turned[Loading]:
    """The last thing asked: now it is all written down."""
    context = talk.context
    left = left_already(talk)
    if left is not None:
        return left
    command = PlanShipment(
        command_id=talk.now.command_id,
        shipment=context.shipment,
        carrier=context.carrier,
        driver=context.driver,
        vehicle=context.vehicle,
        dock=given.location.code if given.location is not None else None,
    )
    return did(plan_shipment(command, talk.site, talk.now), Loading(context.shipment))


def left_already(talk: Talk[Loading]) -> Turned[Loading] | None:
    """Somebody else let it leave, or cancelled it."""
    shipment = talk.site.shipment(talk.context.shipment)
    if shipment is None or shipment.state in ("planned", "loading"):
        return None
    return on(Loading(), "left_already", f"shipment.is_{shipment.state}", shipment=shipment.number)


def _without(given: Given) -> bool:
    return given.kind == "option" and given.text == WITHOUT
