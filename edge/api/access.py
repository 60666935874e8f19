"""Who may do what: one table of rules by name, one of commands by role."""

from enum import IntEnum

import msgspec

from models.warehouse import commands


class Role(IntEnum):
    """Each role may do what the ones below it may."""

    reader = 1
    worker = 2
    supervisor = 3
    manager = 4
    admin = 5


class Rule(msgspec.Struct, frozen=True):
    """What a route asks of its caller.

    role: the least role, None = anybody. device: an enrolled device is enough. local: callers on
    this machine need no role.
    """

    role: Role | None = None
    device: bool = False
    local: bool = False


RULES: dict[str, Rule] = {
    "open": Rule(),
    "device": Rule(role=Role.reader, device=True),
    "look": Rule(role=Role.reader),
    "work": Rule(role=Role.worker),
    "supervise": Rule(role=Role.supervisor),
    "manage": Rule(role=Role.manager),
    "measure": Rule(role=Role.reader, local=True),
}

_SUPERVISED: frozenset[type] = frozenset(
    {
        commands.AnnounceAsn,
        commands.TakeOrder,
        commands.ReleaseOrders,
        commands.CancelOrder,
        commands.Adjust,
        commands.ReviewCount,
        commands.SetField,
        commands.DropField,
        commands.SetValues,
        commands.SetRule,
        commands.DropRule,
        commands.SetChannel,
        commands.DropChannel,
        commands.ReleaseChannel,
        commands.RequestReplenishment,
        commands.SetCarrier,
        commands.DropCarrier,
        commands.CancelShipment,
        commands.SetCarton,
        commands.DropCarton,
        commands.SetPack,
        commands.DropPack,
        commands.SetKitPart,
        commands.DropKitPart,
        commands.MakeKitOrder,
        commands.ReleaseKitOrder,
        commands.CancelKitOrder,
        commands.MakeTransfer,
        commands.AnnounceTransfer,
        commands.NoteTransfer,
        commands.SettleTransfer,
        commands.ReverseReceipt,
        commands.ReverseShipment,
        commands.HoldBack,
        commands.ResolveException,
        commands.CreateItem,
        commands.EditItem,
        commands.EditLocation,
        commands.EditPerson,
    }
)


def role_named(name: str) -> Role:
    """The role behind a stored name; an unknown one may only look."""
    return Role.__members__.get(name, Role.reader)


def may_supervise(role: Role | None) -> bool:
    """Whether this caller may confirm what only a supervisor may."""
    return role is not None and role >= Role.supervisor


def role_for(kind: type) -> Role:
    """The least role that may give a command of this kind."""
    return Role.supervisor if kind in _SUPERVISED else Role.worker
