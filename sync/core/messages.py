"""Messages between two nodes, positional and tagged; bounds are part of the types."""

from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from sync.core.chain import SEAL_RECORDS_MAX, Seal
from sync.core.ids import Head, StreamId
from sync.core.record import RECORD_BYTES_MAX

VERSIONS = (2,)
"""Protocol versions spoken here, best first."""

STREAMS_MAX = 20_000
SCOPES_MAX = 4_096
SCOPE_CHARS_MAX = 64
CARDS_MAX = 10_000
TABLES_MAX = 4_096
ROWS_MAX = 20_000
CODE_CHARS_MAX = 64
DETAIL_CHARS_MAX = 200
CHUNK_BYTES_MAX = 256 << 10
CHUNKS_ASKED_MAX = 4
BATCH_OVERHEAD_BYTES = 256
"""Counted for each batch beside its bodies, so that small ones are not free."""

INT_MAX = (1 << 63) - 1

Count = Annotated[int, Meta(ge=0, le=INT_MAX)]
Millis = Annotated[int, Meta(ge=-(1 << 53), le=1 << 53)]
Place = Annotated[int, Meta(ge=1, le=INT_MAX)]
Number = Annotated[int, Meta(ge=1, le=(1 << 32) - 1)]
Bytes32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Signature = Annotated[bytes, Meta(max_length=64)]
Body = Annotated[bytes, Meta(min_length=1, max_length=RECORD_BYTES_MAX)]
Code = Annotated[str, Meta(max_length=CODE_CHARS_MAX)]
ScopeName = Annotated[str, Meta(min_length=1, max_length=SCOPE_CHARS_MAX)]
Table = Annotated[int, Meta(ge=1, le=(1 << 16) - 1)]
Bucket = Annotated[int, Meta(ge=0, le=255)]
Key = Annotated[bytes, Meta(max_length=1_024)]
Scopes = Annotated[tuple[ScopeName, ...], Meta(max_length=SCOPES_MAX)]


class Mark(NamedTuple):
    """A stream and the head someone holds of it."""

    stream: StreamId
    seq: Count
    hash: Bytes32

    @property
    def head(self) -> Head:
        """Number and hash without the stream."""
        return Head(self.seq, self.hash)


Marks = Annotated[tuple[Mark, ...], Meta(max_length=STREAMS_MAX)]


class Card(msgspec.Struct, frozen=True, array_like=True):
    """A node as a hub introduces it to others: pinned key, number, role, scopes it may write to.

    counts: how often each scope was given or taken, see `rights`.
    """

    node: Place
    number: Number
    public_key: Bytes32
    role: Code
    scopes: Scopes
    counts: Annotated[tuple[tuple[ScopeName, Number], ...], Meta(max_length=SCOPES_MAX)] = ()


class Challenge(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """The acceptor opens. share: X25519 public key; t_ms: its wall clock."""

    versions: Annotated[tuple[int, ...], Meta(max_length=16)]
    node: Place
    nonce: Bytes32
    share: Bytes32
    t_ms: Millis


class Hello(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """The initiator says who it is and what it holds.

    heard_ms, t1_ms: its wall clock when the challenge came and when this left. wanted: scopes,
    empty for all it may see. signature: by the node key over challenge and hello.
    """

    version: int
    node: Place
    epoch: Place
    number: Number
    schema: Count
    nonce: Bytes32
    share: Bytes32
    heard_ms: Millis
    t1_ms: Millis
    wanted: Scopes
    vector: Marks
    signature: Signature


class Verdict(NamedTuple):
    """About a stream written by the receiver: `behind` (I hold more of it) or `fork`."""

    stream: StreamId
    code: Code


class Welcome(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """The acceptor proves itself; from here on both may publish.

    scopes: what the two share. t2_ms, t3_ms: its wall clock at hello and now. signature: by its
    node key over challenge, hello and welcome.
    """

    epoch: Place
    number: Number
    schema: Count
    scopes: Scopes
    vector: Marks
    verdicts: Annotated[tuple[Verdict, ...], Meta(max_length=STREAMS_MAX)]
    t2_ms: Millis
    t3_ms: Millis
    signature: Signature


class Roster(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """A hub introduces the nodes that write to the shared scopes. Signed over the session."""

    cards: Annotated[tuple[Card, ...], Meta(max_length=CARDS_MAX)]
    signature: Signature


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """From record `first` on: judged when `judge` stood at `position` (see sync.store Receipt)."""

    first: Place
    judge: StreamId
    position: Count


class Batch(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """A range of one stream, byte for byte as its author sealed it (see sync.store Range)."""

    stream: StreamId
    first: Place
    bodies: Annotated[tuple[Body, ...], Meta(min_length=1, max_length=16 * SEAL_RECORDS_MAX)]
    seal: Seal
    receipts: Annotated[tuple[Receipt, ...], Meta(max_length=16 * SEAL_RECORDS_MAX)] = ()

    @property
    def last(self) -> int:
        """Number of the last record."""
        return self.first + len(self.bodies) - 1

    @property
    def size(self) -> int:
        """Bytes it counts against the credit."""
        return sum(map(len, self.bodies)) + BATCH_OVERHEAD_BYTES


class Ack(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """What is durable here.

    heads: streams that moved since the last ack. taken: batch bytes dealt with since the start.
    credit: how many more may be on their way. own, hlc: everything I write later in my own streams
    lies behind `own` and above `hlc`.
    """

    heads: Marks
    taken: Count
    credit: Count
    own: Marks
    hlc: Count


class Want(msgspec.Struct, frozen=True, array_like=True, tag=7):
    """Send this stream (again) from record `first` on."""

    stream: StreamId
    first: Place


class Quar(msgspec.Struct, frozen=True, array_like=True, tag=8):
    """I take no more of this stream from record `seq` on, and why."""

    stream: StreamId
    seq: Count
    code: Code


class Digest(msgspec.Struct, frozen=True, array_like=True, tag=9):
    """Sums per table of a scope, valid for the vector with this fingerprint."""

    scope: ScopeName
    fingerprint: Bytes32
    sums: Annotated[tuple[tuple[int, int], ...], Meta(max_length=TABLES_MAX)]


class RowsAsk(msgspec.Struct, frozen=True, array_like=True, tag=16):
    """Our sums of a table differ: tell me those of its buckets, or of the rows of one bucket."""

    scope: ScopeName
    table: Table
    bucket: Bucket | None


class RowsTold(msgspec.Struct, frozen=True, array_like=True, tag=17):
    """Digests by bucket (one byte) or by packed key; none if this replica cannot tell."""

    scope: ScopeName
    table: Table
    bucket: Bucket | None
    sums: Annotated[tuple[tuple[Key, int], ...], Meta(max_length=ROWS_MAX)] | None


class SnapOffer(msgspec.Struct, frozen=True, array_like=True, tag=10):
    """A snapshot of a scope instead of records that are compacted or too many.

    id: its sha256. vector: what it holds. signature: by the sender over all of it.
    """

    id: Bytes32
    scope: ScopeName
    size: Place
    schema: Count
    vector: Marks
    signature: Signature


class SnapAsk(msgspec.Struct, frozen=True, array_like=True, tag=11):
    """Send chunks of a snapshot from this byte on; count 0 declines or ends it."""

    id: Bytes32
    offset: Count
    count: Annotated[int, Meta(ge=0, le=CHUNKS_ASKED_MAX)]


class SnapChunk(msgspec.Struct, frozen=True, array_like=True, tag=12):
    """A piece of a snapshot; empty if the sender no longer has it."""

    id: Bytes32
    offset: Count
    data: Annotated[bytes, Meta(max_length=CHUNK_BYTES_MAX)]


class Ping(msgspec.Struct, frozen=True, array_like=True, tag=13):
    """Are you there? t_ms comes back."""

    t_ms: Millis


class Pong(msgspec.Struct, frozen=True, array_like=True, tag=14):
    """I am."""

    t_ms: Millis


class Bye(msgspec.Struct, frozen=True, array_like=True, tag=15):
    """The end of this connection, with a stable code."""

    code: Code
    detail: Annotated[str, Meta(max_length=DETAIL_CHARS_MAX)] = ""


Message = (
    Challenge
    | Hello
    | Welcome
    | Roster
    | Batch
    | Ack
    | Want
    | Quar
    | Digest
    | RowsAsk
    | RowsTold
    | SnapOffer
    | SnapAsk
    | SnapChunk
    | Ping
    | Pong
    | Bye
)
