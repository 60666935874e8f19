"""One door for all commands: the same decision for tablets, programs and headquarters."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from edge.floor.cartons import drop_carton, set_carton
from edge.floor.channels import drop_channel, release_channel, set_channel
from edge.floor.closing import close_receipt
from edge.floor.counting.counting import count_location
from edge.floor.counting.requesting import request_count
from edge.floor.counting.reviewing import review_count
from edge.floor.delivering import deliver
from edge.floor.dialogues.engine import converse
from edge.floor.documents import announce_asn, arrive_asn, take_order
from edge.floor.draft import Context, Decision, Refusal
from edge.floor.editing import create_item, edit_item, edit_location
from edge.floor.inspecting import inspect
from edge.floor.moving import adjust, move
from edge.floor.packing import pack
from edge.floor.picking import confirm_pick
from edge.floor.putaway import put_away
from edge.floor.reader import SiteReader
from edge.floor.receiving import receive
from edge.floor.releasing import release_orders
from edge.floor.replenishing import replenish, request_replenishment
from edge.floor.returning import return_goods
from edge.floor.ruling import drop_rule, set_rule
from edge.floor.shipments.carriers import drop_carrier, set_carrier
from edge.floor.shipments.departing import depart_shipment
from edge.floor.shipments.loading import load_unit, unload_unit
from edge.floor.shipments.planning import cancel_shipment, plan_shipment
from edge.floor.shipping import cancel_order, ship
from edge.floor.staging import stage
from edge.floor.working import next_work
from models.warehouse import commands
from models.warehouse.commands import Command, TurnCommand

C = TypeVar("C", bound=Command)
Verb = Callable[..., Decision]


def decide(command: Command, site: SiteReader, now: Context) -> Decision:
    """What to record and what to answer. Pure but for the reads it is given."""
    try:
        if isinstance(command, TurnCommand):
            return converse(command, site, now, partial(_act, site, now))
        return _act(site, now, command)
    except Refusal as refusal:
        return refusal.decision(now.command_id)


def _act(site: SiteReader, now: Context, command: Command) -> Decision:
    return VERBS[type(command)](command, site, now)


def _verb(
    kind: type[C], verb: Callable[[C, SiteReader, Context], Decision]
) -> tuple[type[C], Verb]:
    """A pair whose halves the type checker has seen to fit."""
    return kind, verb


VERBS: dict[type, Verb] = dict(
    (
        _verb(commands.AnnounceAsn, announce_asn),
        _verb(commands.ArriveAsn, arrive_asn),
        _verb(commands.Receive, receive),
        _verb(commands.CloseReceipt, close_receipt),
        _verb(commands.Inspect, inspect),
        _verb(commands.ReturnGoods, return_goods),
        _verb(commands.PutAway, put_away),
        _verb(commands.TakeOrder, take_order),
        _verb(commands.ReleaseOrders, release_orders),
        _verb(commands.ConfirmPick, confirm_pick),
        _verb(commands.Pack, pack),
        _verb(commands.Ship, ship),
        _verb(commands.CancelOrder, cancel_order),
        _verb(commands.Move, move),
        _verb(commands.Adjust, adjust),
        _verb(commands.SetRule, set_rule),
        _verb(commands.DropRule, drop_rule),
        _verb(commands.Stage, stage),
        _verb(commands.Deliver, deliver),
        _verb(commands.SetCarrier, set_carrier),
        _verb(commands.DropCarrier, drop_carrier),
        _verb(commands.PlanShipment, plan_shipment),
        _verb(commands.CancelShipment, cancel_shipment),
        _verb(commands.LoadUnit, load_unit),
        _verb(commands.UnloadUnit, unload_unit),
        _verb(commands.DepartShipment, depart_shipment),
        _verb(commands.SetCarton, set_carton),
        _verb(commands.DropCarton, drop_carton),
        _verb(commands.SetChannel, set_channel),
        _verb(commands.DropChannel, drop_channel),
        _verb(commands.ReleaseChannel, release_channel),
        _verb(commands.NextWork, next_work),
        _verb(commands.RequestReplenishment, request_replenishment),
        _verb(commands.Replenish, replenish),
        _verb(commands.RequestCount, request_count),
        _verb(commands.CountLocation, count_location),
        _verb(commands.ReviewCount, review_count),
        _verb(commands.CreateItem, create_item),
        _verb(commands.EditItem, edit_item),
        _verb(commands.EditLocation, edit_location),
    )
)
"""Each command has one verb; turns of dialogues are led by the engine."""
