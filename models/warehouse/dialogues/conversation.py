"""Where a person stands in a dialogue: local to the edge, kept with each turn, so that interrupted
work reopens at its exact step on whatever device the person takes up next."""

import msgspec

UNDO_MAX = 10
"""How many turns back can be taken back by scanning on (facts of the trade: the last few)."""


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """A question that a second scan confirms. It stores what was given, not a flag: anything else
    drops the question and is judged afresh. `command` is the turn as JSON, for the button that says
    yes; `args` are the question's, to ask it again after an interruption."""

    key: str
    given: str
    command: bytes = b""
    args: dict[str, object] = {}


class Past(msgspec.Struct, frozen=True, array_like=True):
    """A turn that can be undone: the compensating command as JSON, and where one stood before, with
    what led there. dialogue: the conversation's own where it is empty."""

    command: bytes
    stage: str
    context: bytes
    dialogue: str = ""
    led_by: str = ""
    led_context: bytes = b""


class Conversation(msgspec.Struct, frozen=True, array_like=True):
    """`turn` counts up with each turn: a client that names another number is out of date.
    `led_by`: the dialogue that led here and gets the person back, and the context it goes on with.
    """

    dialogue: str
    stage: str
    turn: int
    context: bytes
    asked: Asked | None = None
    past: tuple[Past, ...] = ()
    led_by: str = ""
    led_context: bytes = b""


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Conversation)
_OLDER = b"{"


def encode_conversation(at: Conversation) -> bytes:
    """As it is kept. It is written anew with each scan, so it must be short: names of fields and
    what is as it was at the beginning are not kept."""
    return _ENCODER.encode(at)


def decode_conversation(body: bytes) -> Conversation | None:
    """None: an older program wrote it. Whoever begins again finds the work they have in hand."""
    return None if body.startswith(_OLDER) else _DECODER.decode(body)
