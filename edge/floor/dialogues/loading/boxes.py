"""Boxes onto the vehicle and off again, until it leaves."""

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.loading.beginning import left_already
from edge.floor.dialogues.loading.context import BACK, DEPART, DETAILS, OTHER, Loading
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.shipments.departing import depart_shipment
from edge.floor.shipments.loading import load_unit, unload_unit
from models.warehouse.commands import DepartShipment, LoadUnit, UnloadUnit


def on_unit(talk: Talk[Loading], given: Given) -> Turned[Loading]:
    """A box is loaded, or a button."""
    context, now = talk.context, talk.now
    left = left_already(talk)
    if left is not None:
        return left
    if given.kind != "option":
        load = LoadUnit(command_id=now.command_id, shipment=context.shipment, unit=given.text)
        return did(load_unit(load, talk.site, now), context)
    if given.text == DEPART:
        depart = DepartShipment(
            command_id=now.command_id, shipment=context.shipment, confirm=talk.confirmed
        )
        return did(depart_shipment(depart, talk.site, now), Loading(context.shipment))
    said = {"shipment": context.shipment}
    if given.text == OTHER:
        return on(Loading(), "other_shipment", "loading.left", **said)
    if given.text == DETAILS:
        return on(context, "details", "loading.begun", **said)
    return on(context, "unloading", "loading.unloading", **said)


def on_gone(talk: Talk[Loading], given: Given) -> Turned[Loading]:
    """It has been seen that the vehicle may leave."""
    return on(Loading(), "other_shipment", "loading.back")


def on_unload(talk: Talk[Loading], given: Given) -> Turned[Loading]:
    """A box comes off again."""
    context, now = talk.context, talk.now
    left = left_already(talk)
    if left is not None:
        return left
    if given.kind == "option" and given.text == BACK:
        return on(context, "back", "loading.found", shipment=context.shipment)
    command = UnloadUnit(command_id=now.command_id, shipment=context.shipment, unit=given.text)
    return did(unload_unit(command, talk.site, now), context)
