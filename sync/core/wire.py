"""Messages as bytes. Decoding is the only way in: what comes out keeps all bounds of its type."""

import msgspec

from sync.core.errors import BadFrame
from sync.core.ids import StreamId
from sync.core.messages import (
    DETAIL_CHARS_MAX,
    INT_MAX,
    SCOPE_CHARS_MAX,
    Ack,
    Batch,
    Digest,
    Hello,
    Mark,
    Message,
    Quar,
    RowsTold,
    SnapOffer,
    Want,
    Welcome,
)

MESSAGE_BYTES_MAX = 8 << 20
SUM_MAX = (1 << 64) - 1

_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def encode(message: Message) -> bytes:
    """The plain bytes of a message."""
    return _ENCODER.encode(message)


def decode(plain: bytes) -> Message:
    """Raises BadFrame on anything that is not a message within its bounds."""
    if len(plain) > MESSAGE_BYTES_MAX:
        raise BadFrame("message_too_large")
    try:
        message = _DECODER.decode(plain)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise BadFrame("message_malformed", str(error)[:DETAIL_CHARS_MAX]) from error
    if not _sound(message):
        raise BadFrame("message_malformed", type(message).__name__)
    return message


def _sound(message: Message) -> bool:
    """Bounds that the types cannot express."""
    match message:
        case Batch():
            return (
                _stream_sound(message.stream)
                and all(_stream_sound(receipt.judge) for receipt in message.receipts)
                and message.last <= INT_MAX
                and message.seal.seq == message.last
                and len(message.seal.signature) == 64
            )
        case Want() | Quar():
            return _stream_sound(message.stream)
        case Digest():
            return all(
                0 < table < 1 << 16 and 0 <= total <= SUM_MAX for table, total in message.sums
            )
        case RowsTold():
            return all(0 <= total <= SUM_MAX for _, total in message.sums or ())
        case Ack():
            return _marks_sound(message.heads) and _marks_sound(message.own)
        case Hello() | SnapOffer():
            return _marks_sound(message.vector)
        case Welcome():
            return _marks_sound(message.vector) and all(
                _stream_sound(verdict.stream) for verdict in message.verdicts
            )
        case _:
            return True


def _marks_sound(marks: tuple[Mark, ...]) -> bool:
    return all(_stream_sound(mark.stream) for mark in marks)


def _stream_sound(stream: StreamId) -> bool:
    return (
        0 < stream.node <= INT_MAX
        and 0 < stream.epoch < 1 << 32
        and 0 < len(stream.scope) <= SCOPE_CHARS_MAX
        and "\0" not in stream.scope
    )
