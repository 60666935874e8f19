"""What people and programs may ask of a site: one frozen struct per command, told apart by `type`.

Quantities are integers in base units; codes are what people scan; unknown fields are refused.
"""

import msgspec

from models.warehouse.commands.attaching import Attach
from models.warehouse.commands.base import (
    CODE_CHARACTERS_MAX,
    LINES_MAX,
    ORDERS_MAX,
    TEXT_CHARACTERS_MAX,
    Base,
    Code,
    CommandId,
    Entered,
    Moment,
    Part,
    Quantity,
    Text,
    Whole,
)
from models.warehouse.commands.carrying import GiveBackTask, RequestTransport
from models.warehouse.commands.counting import (
    CountLine,
    CountLocation,
    RequestCount,
    ReviewCount,
)
from models.warehouse.commands.custom import DropField, SetField, SetValues
from models.warehouse.commands.delivery import Deliver, DeliveredLine
from models.warehouse.commands.exceptions import ResolveException
from models.warehouse.commands.foresight import (
    AcceptProposal,
    DismissProposal,
    Propose,
    Proposed,
)
from models.warehouse.commands.freight import (
    DropAsset,
    DropDriver,
    DropTariff,
    SetAsset,
    SetDriver,
    SetSiteAddress,
    SetTariff,
    SiteAddressFields,
)
from models.warehouse.commands.inbound import (
    AnnounceAsn,
    ArriveAsn,
    AsnLine,
    AsnUnit,
    CancelAsn,
    CloseReceipt,
    Inspect,
    PutAway,
    PutContent,
    Receive,
)
from models.warehouse.commands.inside import Adjust, Move
from models.warehouse.commands.kits import (
    BuildKits,
    CancelKitOrder,
    CollectPart,
    DropKitPart,
    MakeKitOrder,
    PartBack,
    ReleaseKitOrder,
    SetKitPart,
    TakeApart,
)
from models.warehouse.commands.master import (
    CreateItem,
    EditItem,
    EditLocation,
    EditPerson,
    ItemFields,
    LocationFields,
    PersonFields,
)
from models.warehouse.commands.nesting import NestUnit, PutAwayUnit, TakeOutUnit
from models.warehouse.commands.outbound import (
    CancelOrder,
    ConfirmOrder,
    ConfirmPick,
    OrderLine,
    Pack,
    PackLine,
    ReleaseOrders,
    Ship,
    TakeOrder,
)
from models.warehouse.commands.packing import DropCarton, SetCarton
from models.warehouse.commands.packs import DropPack, SetPack
from models.warehouse.commands.picking import ChangePick, SetDownTotes, TakeTote
from models.warehouse.commands.releasing import DropChannel, ReleaseChannel, SetChannel
from models.warehouse.commands.replenishing import Replenish, RequestReplenishment
from models.warehouse.commands.returns import ReturnGoods
from models.warehouse.commands.reversing import HoldBack, ReverseReceipt, ReverseShipment
from models.warehouse.commands.robots import PauseRobots
from models.warehouse.commands.rules import DropRule, SetRule
from models.warehouse.commands.shipping import (
    CancelShipment,
    DepartShipment,
    DropCarrier,
    LoadUnit,
    PlanShipment,
    SetCarrier,
    UnloadUnit,
)
from models.warehouse.commands.staging import Stage
from models.warehouse.commands.transfers import (
    AnnounceTransfer,
    MakeTransfer,
    NoteTransfer,
    ReceiveUnit,
    SettleTransfer,
)
from models.warehouse.commands.turns import Choose, Enter, OpenDialogue, Scan, Turned
from models.warehouse.commands.undoing import PutBackPart, TakeBackPick, UndoKits
from models.warehouse.commands.walking import PickTurn, SequencePicks
from models.warehouse.commands.working import NextWork

__all__ = [
    "CODE_CHARACTERS_MAX",
    "LINES_MAX",
    "ORDERS_MAX",
    "TEXT_CHARACTERS_MAX",
    "AcceptProposal",
    "Adjust",
    "AnnounceAsn",
    "AnnounceTransfer",
    "ArriveAsn",
    "AsnLine",
    "AsnUnit",
    "Attach",
    "Base",
    "BuildKits",
    "CancelAsn",
    "CancelKitOrder",
    "CancelOrder",
    "CancelShipment",
    "ChangePick",
    "Choose",
    "CloseReceipt",
    "Code",
    "CollectPart",
    "Command",
    "CommandId",
    "ConfirmOrder",
    "ConfirmPick",
    "CountLine",
    "CountLocation",
    "CreateItem",
    "Deliver",
    "DeliveredLine",
    "DepartShipment",
    "DismissProposal",
    "DropAsset",
    "DropCarrier",
    "DropCarton",
    "DropChannel",
    "DropDriver",
    "DropField",
    "DropKitPart",
    "DropPack",
    "DropRule",
    "DropTariff",
    "EditItem",
    "EditLocation",
    "EditPerson",
    "Enter",
    "Entered",
    "GiveBackTask",
    "HoldBack",
    "Inspect",
    "ItemFields",
    "LoadUnit",
    "LocationFields",
    "MakeKitOrder",
    "MakeTransfer",
    "Moment",
    "Move",
    "NestUnit",
    "NextWork",
    "NoteTransfer",
    "OpenDialogue",
    "OrderLine",
    "Pack",
    "PackLine",
    "Part",
    "PartBack",
    "PauseRobots",
    "PersonFields",
    "PickTurn",
    "PlanShipment",
    "Propose",
    "Proposed",
    "PutAway",
    "PutAwayUnit",
    "PutBackPart",
    "PutContent",
    "Quantity",
    "Receive",
    "ReceiveUnit",
    "ReleaseChannel",
    "ReleaseKitOrder",
    "ReleaseOrders",
    "Replenish",
    "RequestCount",
    "RequestReplenishment",
    "RequestTransport",
    "ResolveException",
    "ReturnGoods",
    "ReverseReceipt",
    "ReverseShipment",
    "ReviewCount",
    "Scan",
    "SequencePicks",
    "SetAsset",
    "SetCarrier",
    "SetCarton",
    "SetChannel",
    "SetDownTotes",
    "SetDriver",
    "SetField",
    "SetKitPart",
    "SetPack",
    "SetRule",
    "SetSiteAddress",
    "SetTariff",
    "SetValues",
    "SettleTransfer",
    "Ship",
    "SiteAddressFields",
    "Stage",
    "TakeApart",
    "TakeBackPick",
    "TakeOrder",
    "TakeOutUnit",
    "TakeTote",
    "Text",
    "TurnCommand",
    "Turned",
    "UndoKits",
    "UnloadUnit",
    "Whole",
    "decode_command",
    "encode_command",
]

Command = (
    AnnounceAsn
    | ArriveAsn
    | Receive
    | CloseReceipt
    | CancelAsn
    | Inspect
    | ReturnGoods
    | PutAway
    | PutContent
    | TakeOrder
    | ReleaseOrders
    | ConfirmPick
    | ChangePick
    | TakeTote
    | SetDownTotes
    | Pack
    | Ship
    | CancelOrder
    | ConfirmOrder
    | Move
    | Adjust
    | CreateItem
    | EditItem
    | EditLocation
    | EditPerson
    | SetRule
    | DropRule
    | RequestCount
    | CountLocation
    | ReviewCount
    | SetCarton
    | DropCarton
    | SetChannel
    | DropChannel
    | ReleaseChannel
    | Stage
    | SetCarrier
    | DropCarrier
    | SetTariff
    | DropTariff
    | SetDriver
    | DropDriver
    | SetAsset
    | DropAsset
    | SetSiteAddress
    | PlanShipment
    | LoadUnit
    | UnloadUnit
    | DepartShipment
    | CancelShipment
    | NextWork
    | SequencePicks
    | PauseRobots
    | RequestReplenishment
    | Replenish
    | RequestTransport
    | GiveBackTask
    | Deliver
    | SetKitPart
    | DropKitPart
    | MakeKitOrder
    | ReleaseKitOrder
    | CollectPart
    | BuildKits
    | TakeApart
    | CancelKitOrder
    | NestUnit
    | TakeOutUnit
    | PutAwayUnit
    | SetPack
    | DropPack
    | Attach
    | SetField
    | DropField
    | SetValues
    | MakeTransfer
    | AnnounceTransfer
    | NoteTransfer
    | ReceiveUnit
    | SettleTransfer
    | ReverseReceipt
    | ReverseShipment
    | HoldBack
    | TakeBackPick
    | PutBackPart
    | UndoKits
    | ResolveException
    | Propose
    | AcceptProposal
    | DismissProposal
    | OpenDialogue
    | Scan
    | Enter
    | Choose
)

TurnCommand = OpenDialogue | Scan | Enter | Choose
"""What a person does in a dialogue."""

_DECODER: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)
_ENCODER = msgspec.json.Encoder()


def decode_command(body: bytes | str) -> Command:
    """Raises msgspec.ValidationError or DecodeError (both MsgspecError), or RecursionError."""
    return _DECODER.decode(body)


def encode_command(command: Command) -> bytes:
    """Canonical JSON: the same command always gives the same bytes."""
    return _ENCODER.encode(command)
