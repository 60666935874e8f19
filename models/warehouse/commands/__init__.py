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
from models.warehouse.commands.inbound import (
    AnnounceAsn,
    ArriveAsn,
    AsnLine,
    CloseReceipt,
    PutAway,
    Receive,
)
from models.warehouse.commands.inside import Adjust, Move
from models.warehouse.commands.master import EditItem, EditLocation, ItemFields, LocationFields
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
from models.warehouse.commands.rules import DropRule, SetRule
from models.warehouse.commands.turns import Choose, Enter, OpenDialogue, Scan, Turned

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
    "Choose",
    "CloseReceipt",
    "Code",
    "Command",
    "CommandId",
    "ConfirmPick",
    "CountLine",
    "CountLocation",
    "DropRule",
    "EditItem",
    "EditLocation",
    "Enter",
    "ItemFields",
    "LocationFields",
    "Moment",
    "Move",
    "OpenDialogue",
    "OrderLine",
    "Pack",
    "PackLine",
    "Part",
    "PutAway",
    "Quantity",
    "Receive",
    "ReleaseOrders",
    "RequestCount",
    "ReviewCount",
    "Scan",
    "SetRule",
    "Ship",
    "TakeOrder",
    "Text",
    "TurnCommand",
    "Turned",
    "Whole",
    "decode_command",
    "encode_command",
]

Command = (
    AnnounceAsn
    | ArriveAsn
    | Receive
    | CloseReceipt
    | PutAway
    | TakeOrder
    | ReleaseOrders
    | ConfirmPick
    | Pack
    | Ship
    | CancelOrder
    | Move
    | Adjust
    | EditItem
    | EditLocation
    | SetRule
    | DropRule
    | RequestCount
    | CountLocation
    | ReviewCount
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
