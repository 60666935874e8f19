"""One door for all commands: the same decision for tablets, programs and headquarters."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from edge.floor.attaching import attach
from edge.floor.carrying import give_back_task, request_transport
from edge.floor.cartons import drop_carton, set_carton
from edge.floor.catching import with_weights
from edge.floor.changing import change_pick
from edge.floor.channels import drop_channel, release_channel, set_channel
from edge.floor.closing import cancel_asn, close_receipt
from edge.floor.content import put_content
from edge.floor.counting.counting import count_location
from edge.floor.counting.requesting import request_count
from edge.floor.counting.reviewing import review_count
from edge.floor.custom import drop_field, set_field, set_values
from edge.floor.delivering import deliver
from edge.floor.dialogues.engine import converse
from edge.floor.documents import announce_asn, arrive_asn, confirm_order, take_order
from edge.floor.draft import Context, Decision, Refusal
from edge.floor.editing import create_item, edit_item, edit_location, edit_person
from edge.floor.foresight import accept_proposal, dismiss_proposal, propose
from edge.floor.freight import (
    drop_asset,
    drop_driver,
    drop_tariff,
    set_asset,
    set_driver,
    set_site_address,
    set_tariff,
)
from edge.floor.inspecting import hold_back, inspect
from edge.floor.kits.apart import take_apart
from edge.floor.kits.building import build_kits
from edge.floor.kits.collecting import collect_part
from edge.floor.kits.orders import cancel_kit_order, make_kit_order, release_kit_order
from edge.floor.kits.parts import drop_kit_part, set_kit_part
from edge.floor.kits.undoing import put_back_part, undo_kits
from edge.floor.moving import adjust, move
from edge.floor.nesting.nest import nest_unit, take_out_unit
from edge.floor.nesting.whole import put_away_unit
from edge.floor.packing import pack
from edge.floor.packs import drop_pack, set_pack
from edge.floor.putaway import put_away
from edge.floor.reader import SiteReader
from edge.floor.receiving import receive
from edge.floor.releasing import release_orders
from edge.floor.replenishing import replenish, request_replenishment
from edge.floor.resolving import pick_or_take_back, resolve_exception
from edge.floor.returning import return_goods
from edge.floor.reversing.receipts import reverse_receipt
from edge.floor.reversing.shipments import reverse_shipment
from edge.floor.robots import pause_robots
from edge.floor.ruling import drop_rule, set_rule
from edge.floor.shipments.carriers import drop_carrier, set_carrier
from edge.floor.shipments.departing import depart_shipment
from edge.floor.shipments.loading import load_unit, unload_unit
from edge.floor.shipments.planning import cancel_shipment, plan_shipment
from edge.floor.shipping import cancel_order, ship
from edge.floor.staging import stage
from edge.floor.totes import set_down_totes, take_tote
from edge.floor.transfers.leaving import make_transfer
from edge.floor.transfers.noting import note_transfer
from edge.floor.transfers.settling import settle_transfer
from edge.floor.transfers.telling import announce_transfer
from edge.floor.transfers.units import receive_unit
from edge.floor.unpicking import take_back_pick
from edge.floor.walking import sequence_picks
from edge.floor.working import next_work
from models.warehouse import commands
from models.warehouse.commands import Command, TurnCommand

C = TypeVar("C", bound=Command)
Verb = Callable[..., Decision]


def decide(command: Command, site: SiteReader, now: Context) -> Decision:
    """What to record and what to answer. Pure but for the reads it is given."""
    try:
        if isinstance(command, TurnCommand):
            decision = converse(command, site, now, partial(_act, site, now))
        else:
            decision = _act(site, now, command)
        return with_weights(decision, site, now)
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
        _verb(commands.CancelAsn, cancel_asn),
        _verb(commands.Inspect, inspect),
        _verb(commands.ReturnGoods, return_goods),
        _verb(commands.PutAway, put_away),
        _verb(commands.PutContent, put_content),
        _verb(commands.TakeOrder, take_order),
        _verb(commands.ConfirmOrder, confirm_order),
        _verb(commands.ReleaseOrders, release_orders),
        _verb(commands.ConfirmPick, pick_or_take_back),
        _verb(commands.ChangePick, change_pick),
        _verb(commands.TakeTote, take_tote),
        _verb(commands.SetDownTotes, set_down_totes),
        _verb(commands.Pack, pack),
        _verb(commands.Ship, ship),
        _verb(commands.CancelOrder, cancel_order),
        _verb(commands.Move, move),
        _verb(commands.Adjust, adjust),
        _verb(commands.SetRule, set_rule),
        _verb(commands.DropRule, drop_rule),
        _verb(commands.Stage, stage),
        _verb(commands.Deliver, deliver),
        _verb(commands.PauseRobots, pause_robots),
        _verb(commands.Attach, attach),
        _verb(commands.SetField, set_field),
        _verb(commands.DropField, drop_field),
        _verb(commands.SetValues, set_values),
        _verb(commands.SetCarrier, set_carrier),
        _verb(commands.DropCarrier, drop_carrier),
        _verb(commands.SetTariff, set_tariff),
        _verb(commands.DropTariff, drop_tariff),
        _verb(commands.SetDriver, set_driver),
        _verb(commands.DropDriver, drop_driver),
        _verb(commands.SetAsset, set_asset),
        _verb(commands.DropAsset, drop_asset),
        _verb(commands.SetSiteAddress, set_site_address),
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
        _verb(commands.SequencePicks, sequence_picks),
        _verb(commands.RequestReplenishment, request_replenishment),
        _verb(commands.Replenish, replenish),
        _verb(commands.RequestTransport, request_transport),
        _verb(commands.GiveBackTask, give_back_task),
        _verb(commands.RequestCount, request_count),
        _verb(commands.CountLocation, count_location),
        _verb(commands.ReviewCount, review_count),
        _verb(commands.SetKitPart, set_kit_part),
        _verb(commands.DropKitPart, drop_kit_part),
        _verb(commands.MakeKitOrder, make_kit_order),
        _verb(commands.ReleaseKitOrder, release_kit_order),
        _verb(commands.CollectPart, collect_part),
        _verb(commands.BuildKits, build_kits),
        _verb(commands.TakeApart, take_apart),
        _verb(commands.CancelKitOrder, cancel_kit_order),
        _verb(commands.NestUnit, nest_unit),
        _verb(commands.TakeOutUnit, take_out_unit),
        _verb(commands.PutAwayUnit, put_away_unit),
        _verb(commands.SetPack, set_pack),
        _verb(commands.DropPack, drop_pack),
        _verb(commands.MakeTransfer, make_transfer),
        _verb(commands.AnnounceTransfer, announce_transfer),
        _verb(commands.NoteTransfer, note_transfer),
        _verb(commands.ReceiveUnit, receive_unit),
        _verb(commands.SettleTransfer, settle_transfer),
        _verb(commands.ReverseReceipt, reverse_receipt),
        _verb(commands.ReverseShipment, reverse_shipment),
        _verb(commands.HoldBack, hold_back),
        _verb(commands.TakeBackPick, take_back_pick),
        _verb(commands.PutBackPart, put_back_part),
        _verb(commands.UndoKits, undo_kits),
        _verb(commands.ResolveException, resolve_exception),
        _verb(commands.Propose, propose),
        _verb(commands.AcceptProposal, accept_proposal),
        _verb(commands.DismissProposal, dismiss_proposal),
        _verb(commands.CreateItem, create_item),
        _verb(commands.EditItem, edit_item),
        _verb(commands.EditLocation, edit_location),
        _verb(commands.EditPerson, edit_person),
    )
)
"""Each command has one verb; turns of dialogues are led by the engine."""
