"""The answer to every scan: what happened, how loud, what to do next, and how to take it back.

Text is not here: `say.key` names an entry of the client's catalogue, in the worker's language.
"""

from enum import Enum

import msgspec

from models.warehouse.dialogues.question import Turn

Json = object
"""A JSON value; msgspec has no recursive types, so its shape is not spelt out."""
Data = dict[str, Json]


class Level(Enum):
    """Drives sound, colour and vibration. A block clears on the next valid scan."""

    OK = "ok"
    INFO = "info"
    WARN = "warn"
    BLOCK = "block"


class Outcome(Enum):
    """Closed list of what can come of a scan."""

    UNKNOWN_CODE = "unknown_code"
    BAD_CHECK_DIGIT = "bad_check_digit"
    BAD_GS1 = "bad_gs1"
    AMBIGUOUS = "ambiguous"
    WRONG_KIND = "wrong_kind"

    WRONG_LOCATION = "wrong_location"
    WRONG_ITEM = "wrong_item"
    WRONG_LOT = "wrong_lot"
    WRONG_UNIT = "wrong_unit"
    UNIT_OF_OTHER_ORDER = "unit_of_other_order"
    LOCATION_NOT_ALLOWED = "location_not_allowed"
    LOCATION_FULL = "location_full"
    EXPIRED = "expired"
    BLOCKED_STOCK = "blocked_stock"

    SCAN_LOCATION_FIRST = "scan_location_first"
    SCAN_ITEM_FIRST = "scan_item_first"
    SCAN_UNIT = "scan_unit"
    LOT_REQUIRED = "lot_required"
    EXPIRY_REQUIRED = "expiry_required"
    SERIAL_REQUIRED = "serial_required"
    SERIAL_DUPLICATE = "serial_duplicate"

    OVER_PICK = "over_pick"
    OVER_RECEIPT = "over_receipt"
    ZERO_QUANTITY = "zero_quantity"
    QUANTITY_CHANGED = "quantity_changed"

    NEW_UNIT = "new_unit"
    OTHER_LOCATION = "other_location"
    REPLACE_UNIT = "replace_unit"
    PARTIAL = "partial"
    ZERO_CHECK = "zero_check"
    TAKE_OVER = "take_over"
    OTHER_PERSON = "other_person"

    ALREADY_DONE = "already_done"
    CANCELLED_ELSEWHERE = "cancelled_elsewhere"
    GONE = "gone"
    STALE_STEP = "stale_step"
    LEASE_LOST = "lease_lost"
    RESUMED = "resumed"
    NO_WORK = "no_work"

    LINE_DONE = "line_done"
    UNIT_DONE = "unit_done"
    DOCUMENT_DONE = "document_done"
    BATCH_DONE = "batch_done"
    SHORT_POSTED = "short_posted"
    UNDONE = "undone"
    REPLAYED = "replayed"

    ACCEPTED = "accepted"

    WRONG_WEIGHT = "wrong_weight"
    REPLACE_LOT = "replace_lot"

    TOO_MANY = "too_many"
    BAD_VALUE = "bad_value"
    WEIGHT_REQUIRED = "weight_required"
    SUPERVISOR_NEEDED = "supervisor_needed"


class Step(Enum):
    """What the worker does next."""

    SCAN_LOCATION = "scan_location"
    SCAN_ITEM = "scan_item"
    SCAN_LOT = "scan_lot"
    SCAN_UNIT = "scan_unit"
    SCAN_DOCUMENT = "scan_document"
    ENTER_EXPIRY = "enter_expiry"
    ENTER_QUANTITY = "enter_quantity"
    GIVE_REASON = "give_reason"
    CONFIRM = "confirm"
    NEXT_TASK = "next_task"
    ENTER_WEIGHT = "enter_weight"


ACCEPTS: dict[Step, tuple[str, ...]] = {
    Step.SCAN_LOCATION: ("location",),
    Step.SCAN_ITEM: ("item", "lot", "unit"),
    Step.SCAN_LOT: ("lot",),
    Step.SCAN_UNIT: ("unit",),
    Step.SCAN_DOCUMENT: ("asn", "order", "unit"),
    Step.ENTER_EXPIRY: ("expiry",),
    Step.ENTER_QUANTITY: ("quantity", "item"),
    Step.GIVE_REASON: ("reason",),
    Step.CONFIRM: ("same",),
    Step.NEXT_TASK: ("location", "item", "unit"),
    Step.ENTER_WEIGHT: ("weight", "item"),
}
"""Kinds of scan each step accepts; `same` = the code that raised the question, scanned again."""


class Say(msgspec.Struct, frozen=True):
    """A catalogue key with its arguments."""

    key: str
    args: Data = {}


class Next(msgspec.Struct, frozen=True):
    """The next step and the kinds of scan it takes."""

    step: Step
    accepts: tuple[str, ...]


class Undo(msgspec.Struct, frozen=True):
    """A compensating command, to be sent under a fresh command_id. It is judged like any other:
    refused with a reason once later work has used the stock."""

    key: str
    command: Data


class Reply(msgspec.Struct, frozen=True):
    """The JSON a client gets, field for field."""

    command_id: str
    outcome: Outcome
    level: Level
    say: Say
    next: Next | None = None
    data: Data = {}
    undo: Undo | None = None
    replayed: bool = False
    turn: Turn | None = None

    @property
    def done(self) -> bool:
        """Whether the command had its effect (or had it before)."""
        return self.level in (Level.OK, Level.INFO)


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Reply)


def encode_reply(reply: Reply) -> bytes:
    """The JSON that is stored and sent."""
    return _ENCODER.encode(reply)


def decode_reply(body: bytes) -> Reply:
    """A stored reply."""
    return _DECODER.decode(body)


def next_step(step: Step) -> Next:
    """A step with what it accepts."""
    return _NEXT[step]


_NEXT = {step: Next(step, ACCEPTS[step]) for step in Step}
