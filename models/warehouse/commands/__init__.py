"""What people and programs may ask of a site: one frozen struct per command, told apart by `type`.

Quantities are integers in base units; codes are what people scan; unknown fields are refused.
"""

import msgspec

from models.warehouse.commands.base import (
    CODE_CHARACTERS_MAX,
    LINES_MAX,
    ORDERS_MAX,
    TEXT_CHARACTERS_MAX,
    Base,
    Code,
    CommandId,
    Moment,
    Part,
    Quantity,
    Text,
    Whole,
)
from models.warehouse.commands.counting import (
    CountLine,
    CountLocation,
    RequestCount,
    ReviewCount,
)
from models.warehouse.commands.delivery import Deliver, DeliveredLine
from models.warehouse.commands.inbound import (
    AnnounceAsn,
    ArriveAsn,
    AsnLine,
    CloseReceipt,
    Inspect,
    PutAway,
    Receive,
)
from models.warehouse.commands.inside import Adjust, Move
from models.warehouse.commands.master import (
    CreateItem,
    EditItem,
    EditLocation,
    ItemFields,
    LocationFields,
)
from models.warehouse.commands.outbound import (
    CancelOrder,
    ConfirmPick,
    OrderLine,
    Pack,
    PackLine,
    ReleaseOrders,
    Ship,
    TakeOrder,
)
from models.warehouse.commands.packing import DropCarton, SetCarton
from models.warehouse.commands.releasing import DropChannel, ReleaseChannel, SetChannel
from models.warehouse.commands.replenishing import Replenish, RequestReplenishment
from models.warehouse.commands.returns import ReturnGoods
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
from models.warehouse.commands.turns import Choose, Enter, OpenDialogue, Scan, Turned
from models.warehouse.commands.working import NextWork

__all__ = [
    "CODE_CHARACTERS_MAX",
    "LINES_MAX",
    "ORDERS_MAX",
    "TEXT_CHARACTERS_MAX",
    "Adjust",
    "AnnounceAsn",
    "ArriveAsn",
    "AsnLine",
    "Base",
    "CancelOrder",
    "CancelShipment",
    "Choose",
    "CloseReceipt",
    "Code",
    "Command",
    "CommandId",
    "ConfirmPick",
    "CountLine",
    "CountLocation",
    "CreateItem",
    "Deliver",
    "DeliveredLine",
    "DepartShipment",
    "DropCarrier",
    "DropCarton",
    "DropChannel",
    "DropRule",
    "EditItem",
    "EditLocation",
    "Enter",
    "Inspect",
    "ItemFields",
    "LoadUnit",
    "LocationFields",
    "Moment",
    "Move",
    "NextWork",
    "OpenDialogue",
    "OrderLine",
    "Pack",
    "PackLine",
    "Part",
    "PlanShipment",
    "PutAway",
    "Quantity",
    "Receive",
    "ReleaseChannel",
    "ReleaseOrders",
    "Replenish",
    "RequestCount",
    "RequestReplenishment",
    "ReturnGoods",
    "ReviewCount",
    "Scan",
    "SetCarrier",
    "SetCarton",
    "SetChannel",
    "SetRule",
    "Ship",
    "Stage",
    "TakeOrder",
    "Text",
    "TurnCommand",
    "Turned",
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
    | Inspect
    | ReturnGoods
    | PutAway
    | TakeOrder
    | ReleaseOrders
    | ConfirmPick
    | Pack
    | Ship
    | CancelOrder
    | Move
    | Adjust
    | CreateItem
    | EditItem
    | EditLocation
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
    | PlanShipment
    | LoadUnit
    | UnloadUnit
    | DepartShipment
    | CancelShipment
    | NextWork
    | RequestReplenishment
    | Replenish
    | Deliver
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
