"""Who may do what: one table of rules of routes, one of permissions of commands."""

from collections.abc import Mapping
from typing import get_args

import msgspec

from models.warehouse import commands
from models.warehouse.commands import Command
from models.warehouse.people.permissions import Permission, mask_of

P = Permission


class Rule(msgspec.Struct, frozen=True):
    """What a route asks of its caller.

    mask: one of these permissions is enough; 0 = anybody. local: callers on this machine need none.
    """

    mask: int = 0
    local: bool = False


NEEDS: Mapping[Permission, tuple[type, ...]] = {
    P.WORK: (
        commands.OpenDialogue,
        commands.Scan,
        commands.Enter,
        commands.Choose,
        commands.NextWork,
        commands.Attach,
        commands.PauseRobots,
    ),
    P.RECEIVE: (
        commands.ArriveAsn,
        commands.Receive,
        commands.ReceiveUnit,
        commands.CloseReceipt,
        commands.Inspect,
        commands.ReturnGoods,
    ),
    P.PUT_AWAY: (commands.PutAway, commands.PutAwayUnit, commands.PutContent),
    P.PICK: (
        commands.ConfirmPick,
        commands.ChangePick,
        commands.TakeTote,
        commands.SetDownTotes,
        commands.TakeBackPick,
    ),
    P.SHIP: (
        commands.Pack,
        commands.Ship,
        commands.Stage,
        commands.PlanShipment,
        commands.LoadUnit,
        commands.UnloadUnit,
        commands.DepartShipment,
        commands.Deliver,
    ),
    P.MOVE: (
        commands.Move,
        commands.Replenish,
        commands.NestUnit,
        commands.TakeOutUnit,
        commands.RequestTransport,
    ),
    P.COUNT: (commands.RequestCount, commands.CountLocation),
    P.ASSEMBLE: (
        commands.CollectPart,
        commands.BuildKits,
        commands.TakeApart,
        commands.PutBackPart,
        commands.UndoKits,
    ),
    P.ANNOUNCE: (
        commands.AnnounceAsn,
        commands.CancelAsn,
        commands.AnnounceTransfer,
        commands.NoteTransfer,
        commands.Propose,
        commands.AcceptProposal,
        commands.DismissProposal,
    ),
    P.ORDER: (
        commands.TakeOrder,
        commands.ReleaseOrders,
        commands.CancelOrder,
        commands.ConfirmOrder,
        commands.ReleaseChannel,
        commands.SequencePicks,
        commands.RequestReplenishment,
        commands.GiveBackTask,
        commands.CancelShipment,
        commands.MakeKitOrder,
        commands.ReleaseKitOrder,
        commands.CancelKitOrder,
        commands.MakeTransfer,
    ),
    P.CORRECT: (
        commands.Adjust,
        commands.ReviewCount,
        commands.HoldBack,
        commands.ResolveException,
        commands.SettleTransfer,
        commands.ReverseReceipt,
        commands.ReverseShipment,
    ),
    P.EDIT_MASTER: (
        commands.CreateItem,
        commands.EditItem,
        commands.EditLocation,
        commands.SetField,
        commands.DropField,
        commands.SetValues,
        commands.SetRule,
        commands.DropRule,
        commands.SetChannel,
        commands.DropChannel,
        commands.SetCarrier,
        commands.DropCarrier,
        commands.SetTariff,
        commands.DropTariff,
        commands.SetDriver,
        commands.DropDriver,
        commands.SetAsset,
        commands.DropAsset,
        commands.SetSiteAddress,
        commands.SetCarton,
        commands.DropCarton,
        commands.SetPack,
        commands.DropPack,
        commands.SetKitPart,
        commands.DropKitPart,
    ),
    P.SUPERVISE: (commands.EditPerson,),
}
"""Each command stands under the one permission it needs."""

PERMISSION_OF: Mapping[type, Permission] = {
    kind: permission for permission, kinds in NEEDS.items() for kind in kinds
}
BIT_OF: Mapping[type, int] = {kind: each.bit for kind, each in PERMISSION_OF.items()}

RULES: Mapping[str, Rule] = {
    "open": Rule(),
    "command": Rule(mask_of(NEEDS)),
    "measure": Rule(P.LOOK.bit, local=True),
    **{permission.value: Rule(permission.bit) for permission in Permission},
}
"""Names a route can state: a permission, or one of the few that are more or less than one."""


class NoRule(Exception):
    """A route or command that nobody decided about; the text names it."""


def demand_rules(routes: Mapping[str, str | None]) -> None:
    """Raises NoRule unless every command and each of these routes has a rule."""
    without = [kind.__name__ for kind in get_args(Command) if kind not in BIT_OF]
    without += [route for route, rule in routes.items() if rule not in RULES]
    if without:
        raise NoRule(f"edge/api/access.py says nothing about: {', '.join(without)}")
