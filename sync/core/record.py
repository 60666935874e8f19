"""One record per transaction and scope, in msgpack, positional, with stable integer ids.

`[format, schema, hlc, user, device, key, part, ops]`, an op is `[table, kind, pk, fields, values]`.
"""

from enum import IntEnum
from typing import Annotated, Any

import msgspec

from sync.core.errors import BadRecord

FORMAT = 1
RECORD_OPS_MAX = 5_000
RECORD_BYTES_MAX = 1 << 20
INTEGER_MAX = (1 << 63) - 1
KIND_BITS = 4
KIND_MASK = (1 << KIND_BITS) - 1
_Fit = Annotated[int, msgspec.Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)] | str | None


class OpKind(IntEnum):
    """Low four bits of an op's kind; the bits above carry a causal length or a fence (variant)."""

    PUT = 1
    DELETE = 2
    LEDGER = 3
    ADD = 4
    REMOVE = 5
    OWN = 6
    GRANT = 7
    SPEND = 8


# No reference cycles among these, and batches hold many: the collector need not look at them.
class Op(msgspec.Struct, array_like=True, gc=False):
    """One change. `fields` empty on PUT = the whole row in field-id order.

    PUT: pk, field ids, values; variant = causal length (ROWS) or fence (OWNED)
    DELETE: pk; variant = causal length after it (even)
    LEDGER: pk None, values of all fields
    ADD: pk, values = [element]; REMOVE: pk, values = [element, stamps seen (12 bytes each, joined)]
    OWN: pk, values = [new owner's number]; variant = new fence
    GRANT: pk, values = [to number, total granted to it, rights received by then]
    SPEND: pk, values = [total used, rights received by then]
    """

    table: int
    kind: int
    pk: int | str | None
    fields: bytes
    values: list[Any]  # of Value; msgspec has no union of text and bytes, so `fits` checks each


class PlainOp(Op, array_like=True, gc=False):
    """An operation whose values the decoder itself found fit: bounded numbers, text, nothing."""

    pk: _Fit
    values: list[_Fit]


class Record(msgspec.Struct, array_like=True, gc=False):
    """A transaction. `part` counts the parts that still follow; the effect comes with part 0."""

    format: int
    schema: int
    hlc: int
    user: int
    device: int
    key: str
    part: int
    ops: list[Op]


class PlainRecord(Record, array_like=True, gc=False):
    """A record of such operations, as nearly all are: a check in C instead of a loop in Python."""

    ops: list[PlainOp]  # type: ignore[assignment]


_SCALARS = frozenset((str, bytes, type(None)))
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Record)
_PLAIN_DECODER = msgspec.msgpack.Decoder(PlainRecord)


def encode_record(record: Record) -> bytes:
    """The bytes that are chained, stored and relayed unchanged."""
    body = _ENCODER.encode(record)
    assert len(body) <= RECORD_BYTES_MAX
    return body


def join_record(header: tuple[int, int, int, int, int, str, int], ops: list[bytes]) -> bytes:
    """A record whose operations are packed already; header: all that comes before `ops`."""
    count = len(ops)
    assert count <= RECORD_OPS_MAX
    head = bytes((0x90 | count,)) if count < 16 else b"\xdc" + count.to_bytes(2, "big")
    return b"".join([_ENCODER.encode((*header, []))[:-1], head, *ops])


def decode_record(body: bytes) -> Record:
    """Raises BadRecord on anything that is not a well-formed record within its bounds."""
    if len(body) > RECORD_BYTES_MAX:
        raise BadRecord("record_too_large")
    record: Record
    try:
        record = _PLAIN_DECODER.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        record = _decode_any(body)
    if record.format != FORMAT:
        raise BadRecord("record_format")
    if len(record.ops) > RECORD_OPS_MAX:
        raise BadRecord("record_ops")
    if not 0 < record.hlc < 1 << 63 or record.part < 0:
        raise BadRecord("record_malformed")
    return record


def _decode_any(body: bytes) -> Record:
    try:
        return _DECODER.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord("record_malformed") from error


def fits(value: object) -> bool:
    """Whether a decoded value is one a row can hold (nothing nested, integers of 64 bits)."""
    if type(value) is float:
        return value == value  # not a number becomes NULL in SQLite
    if type(value) is int:
        return -INTEGER_MAX <= value <= INTEGER_MAX
    return type(value) in _SCALARS


def variant_of(kind: int) -> int:
    """Causal length or fence packed above the op kind; 0 means the default."""
    return kind >> KIND_BITS


def kind_with(kind: OpKind, variant: int) -> int:
    """An op kind carrying a causal length or a fence."""
    assert variant >= 0
    return int(kind) | variant << KIND_BITS
