"""One door for all commands: the same decision for tablets, programs and headquarters."""

from functools import partial

from edge.floor.dialogues.engine import converse
from edge.floor.documents import announce_asn, arrive_asn, take_order
from edge.floor.draft import Context, Decision, Refusal
from edge.floor.editing import edit_item, edit_location
from edge.floor.moving import adjust, move
from edge.floor.packing import pack
from edge.floor.picking import confirm_pick
from edge.floor.putaway import put_away
from edge.floor.reader import SiteReader
from edge.floor.receiving import close_receipt, receive
from edge.floor.releasing import release_orders
from edge.floor.shipping import cancel_order, ship
from models.warehouse import commands
from models.warehouse.commands import Command


def decide(command: Command, site: SiteReader, now: Context) -> Decision:
    """What to record and what to answer. Pure but for the reads it is given."""
    try:
        return _dispatch(command, site, now)
    except Refusal as refusal:
        return refusal.decision(now.command_id)


def _act(site: SiteReader, now: Context, command: Command) -> Decision:
    return _dispatch(command, site, now)


def _dispatch(command: Command, site: SiteReader, now: Context) -> Decision:
    match command:
        case commands.ConfirmPick():
            return confirm_pick(command, site, now)
        case commands.PutAway():
            return put_away(command, site, now)
        case commands.Receive():
            return receive(command, site, now)
        case commands.Pack():
            return pack(command, site, now)
        case commands.Ship():
            return ship(command, site, now)
        case commands.TakeOrder():
            return take_order(command, site, now)
        case commands.ReleaseOrders():
            return release_orders(command, site, now)
        case commands.Move():
            return move(command, site, now)
        case commands.Adjust():
            return adjust(command, site, now)
        case _:
            return _rarer(command, site, now)


_Rarer = (
    commands.AnnounceAsn
    | commands.ArriveAsn
    | commands.CloseReceipt
    | commands.CancelOrder
    | commands.EditItem
    | commands.EditLocation
    | commands.TurnCommand
)


def _rarer(command: _Rarer, site: SiteReader, now: Context) -> Decision:
    match command:
        case commands.AnnounceAsn():
            return announce_asn(command, site, now)
        case commands.ArriveAsn():
            return arrive_asn(command, site, now)
        case commands.CloseReceipt():
            return close_receipt(command, site, now)
        case commands.CancelOrder():
            return cancel_order(command, site, now)
        case commands.EditItem():
            return edit_item(command, site, now)
        case commands.EditLocation():
            return edit_location(command, site, now)
        case _:
            return converse(command, site, now, partial(_act, site, now))
