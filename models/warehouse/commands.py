"""What people and programs may ask of a site: one frozen struct per command, told apart by `type`.

Quantities are integers in base units; codes are what people scan; unknown fields are refused.
"""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from models.warehouse.quantity import QUANTITY_MAX

CODE_CHARACTERS_MAX = 80
TEXT_CHARACTERS_MAX = 200
LINES_MAX = 2_000
ORDERS_MAX = 200

CommandId = Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z_.:-]+$")]
# Scanned codes may hold a group separator; only NUL is nobody's character.
Code = Annotated[str, Meta(min_length=1, max_length=CODE_CHARACTERS_MAX, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Meta(max_length=TEXT_CHARACTERS_MAX, pattern=r"^[^\x00]*$")]
Quantity = Annotated[int, Meta(ge=-QUANTITY_MAX, le=QUANTITY_MAX)]
"""Signed on purpose: a senseless quantity is a worker's mistake, so a reply and not a 400."""
Moment = Annotated[datetime, Meta(tz=True)]
Whole = Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]


class Base(Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """Common to all: the id that makes a retry harmless, and when the person scanned."""

    command_id: CommandId
    scanned_at: Moment | None = None


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something inside a command."""


class AsnLine(Part, frozen=True, kw_only=True):
    """What the supplier says is coming."""

    item: Code
    quantity: Quantity
    lot: Code | None = None
    expiry: date | None = None


class AnnounceAsn(Base, frozen=True, kw_only=True, tag="announce_asn"):
    """A delivery is on its way."""

    asn: Code
    supplier: Code
    expected_on: date | None = None
    lines: Annotated[list[AsnLine], Meta(max_length=LINES_MAX)]


class ArriveAsn(Base, frozen=True, kw_only=True, tag="arrive_asn"):
    """The delivery stands at a dock."""

    asn: Code
    dock: Code


class Receive(Base, frozen=True, kw_only=True, tag="receive"):
    """Goods counted in; `confirm` is the second scan that accepts a warning."""

    asn: Code
    item: Code
    quantity: Quantity
    lot: Code | None = None
    expiry: date | None = None
    unit: Code | None = None
    condition: Literal["good", "damaged"] = "good"
    confirm: bool = False


class CloseReceipt(Base, frozen=True, kw_only=True, tag="close_receipt"):
    """Nothing more comes on this ASN."""

    asn: Code
    confirm: bool = False


class PutAway(Base, frozen=True, kw_only=True, tag="put_away"):
    """Received stock goes into a location; without a task id, the oldest task that fits."""

    task_id: Code | None = None
    item: Code
    quantity: Quantity
    lot: Code | None = None
    unit: Code | None = None
    location: Code
    confirm: bool = False


class OrderLine(Part, frozen=True, kw_only=True):
    """What the customer wants."""

    item: Code
    quantity: Quantity
    line: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None


class TakeOrder(Base, frozen=True, kw_only=True, tag="take_order"):
    """A customer's order."""

    order: Code
    customer: Code
    due_at: Moment | None = None
    lines: Annotated[list[OrderLine], Meta(max_length=LINES_MAX)]
    priority: Annotated[int, Meta(ge=0, le=9)] = 0


class ReleaseOrders(Base, frozen=True, kw_only=True, tag="release_orders"):
    """Allocate stock to orders, in this sequence."""

    orders: Annotated[list[Code], Meta(min_length=1, max_length=ORDERS_MAX)]


class ConfirmPick(Base, frozen=True, kw_only=True, tag="confirm_pick"):
    """A pick task is done; less than asked needs a reason."""

    task_id: Code
    location: Code
    item: Code
    quantity: Quantity
    lot: Code | None = None
    unit: Code | None = None
    reason: Literal["not_found", "damaged", "partial"] | None = None


class PackLine(Part, frozen=True, kw_only=True):
    """A part of what was picked."""

    item: Code
    quantity: Quantity
    lot: Code | None = None


class Pack(Base, frozen=True, kw_only=True, tag="pack"):
    """Picked stock goes into a unit; no unit = a new package, no lines = all of it."""

    order: Code
    unit: Code | None = None
    lines: Annotated[list[PackLine], Meta(max_length=LINES_MAX)] | None = None
    weight_g: Whole | None = None


class Ship(Base, frozen=True, kw_only=True, tag="ship"):
    """All packages of an order leave."""

    order: Code
    carrier: Text | None = None
    tracking: Text | None = None


class CancelOrder(Base, frozen=True, kw_only=True, tag="cancel_order"):
    """The order is not wanted any more."""

    order: Code
    reason: Text


class Move(Base, frozen=True, kw_only=True, tag="move"):
    """`item` may be left out when a whole unit moves."""

    from_location: Code
    to_location: Code
    quantity: Quantity = 0
    item: Code | None = None
    lot: Code | None = None
    unit: Code | None = None


class Adjust(Base, frozen=True, kw_only=True, tag="adjust"):
    """Signed: above zero was found, below zero is lost. `expiry` only for a lot not known yet."""

    item: Code
    location: Code
    quantity: Quantity
    reason: Text
    lot: Code | None = None
    expiry: date | None = None
    unit: Code | None = None
    status: Literal["available", "damaged", "hold", "inspection"] | None = None


class ItemFields(Part, frozen=True, kw_only=True, omit_defaults=True):
    """What may be edited of an item; absent = unchanged."""

    description: Text | UnsetType = UNSET
    class_abc: Literal["A", "B", "C"] | UnsetType | None = UNSET
    shelf_life_days: Whole | UnsetType | None = UNSET
    weight_g: Whole | UnsetType | None = UNSET
    length_mm: Whole | UnsetType | None = UNSET
    width_mm: Whole | UnsetType | None = UNSET
    height_mm: Whole | UnsetType | None = UNSET
    min_quantity: Whole | UnsetType = UNSET
    max_quantity: Whole | UnsetType | None = UNSET
    status: Literal["active", "blocked"] | UnsetType = UNSET


class EditItem(Base, frozen=True, kw_only=True, tag="edit_item"):
    """Master data of an item."""

    item: Code
    fields: ItemFields


class LocationFields(Part, frozen=True, kw_only=True, omit_defaults=True):
    """What may be edited of a location; absent = unchanged."""

    property: Literal["normal", "inspection", "hold", "damage"] | UnsetType = UNSET
    zone: Text | UnsetType | None = UNSET
    sequence: Whole | UnsetType = UNSET
    mix: Literal["mixed", "same_item", "same_lot"] | UnsetType = UNSET
    weight_g_max: Whole | UnsetType | None = UNSET
    status: Literal["active", "blocked"] | UnsetType = UNSET


class EditLocation(Base, frozen=True, kw_only=True, tag="edit_location"):
    """Master data of a location."""

    location: Code
    fields: LocationFields


class Turned(Base, frozen=True, kw_only=True):
    """A turn in a dialogue. `turn` is the number the client has on its screen: a button pressed on
    an outdated screen is told so; a scan in a hurry may leave it out and is judged where it lands.
    """

    turn: Whole | None = None


class OpenDialogue(Turned, frozen=True, kw_only=True, tag="open_dialogue"):
    """Begin an activity, or go on with it where it was interrupted; none named: with whatever was
    interrupted."""

    dialogue: Code | None = None


class Scan(Turned, frozen=True, kw_only=True, tag="scan"):
    """Whatever was scanned; the step decides what it means."""

    code: Code


class Enter(Turned, frozen=True, kw_only=True, tag="enter"):
    """Something typed: the step says which of them it asks for."""

    quantity: Quantity | None = None
    expiry: date | None = None
    weight_g: Whole | None = None
    text: Text | None = None


class Choose(Turned, frozen=True, kw_only=True, tag="choose"):
    """A button, or a line of the list shown."""

    option: Code


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
