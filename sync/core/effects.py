"""What a session asks of its shell, and what the shell hands back.

The shell performs effects in order and feeds each result back before the session's next input.
Load, Ingest, Extract, Enrol and the snapshot effects touch the store and so run on its writer.
"""

from collections.abc import Mapping

import msgspec

from sync.core.ids import Head, StreamId
from sync.core.messages import Batch, Card, Mark, Marks, Message, SnapOffer

# -- effects ------------------------------------------------------------------------------------


class Send(msgspec.Struct, frozen=True):
    """Put a message on the wire."""

    message: Message


class Secure(msgspec.Struct, frozen=True):
    """From the next frame on these keys check the frames of each direction."""

    send: bytes
    receive: bytes


class Load(msgspec.Struct, frozen=True):
    """Read the durable state in one step; answered by Loaded.

    seal: sign own heads first. members: read the pinned nodes. digests: scopes to sum.
    claims: heads a peer says it holds, to be compared with our chain.
    """

    seal: bool = True
    members: bool = False
    digests: tuple[str, ...] = ()
    claims: Marks = ()


class Ingest(msgspec.Struct, frozen=True):
    """Take a batch; answered by Taken once it is durable or refused.

    relayed: neither its author nor a hub sent it, so a bad seal speaks against the sender alone and
    must not freeze the author's stream.
    """

    batch: Batch
    relayed: bool = False


class Extract(msgspec.Struct, frozen=True):
    """Read sealed records behind `after`; answered by Extracted."""

    stream: StreamId
    after: int
    bytes_max: int


class Describe(msgspec.Struct, frozen=True):
    """Sum the buckets of a table, or the rows of one bucket; answered by Described."""

    scope: str
    table: int
    bucket: int | None


class Enrol(msgspec.Struct, frozen=True):
    """Pin nodes a hub has introduced."""

    cards: tuple[Card, ...]


class RaiseEpoch(msgspec.Struct, frozen=True):
    """This node was restored or cloned: go on in an epoch above this one. The connection ends."""

    above: int
    cause: str


class Resume(msgspec.Struct, frozen=True):
    """Everything this node had written is here again: it may spend and own as before.

    told: what of it the hub holds, of all earlier epochs.
    """

    told: tuple[Mark, ...]


class PeerAcked(msgspec.Struct, frozen=True):
    """What a replica has told about itself, for the stable frontier (sync.core.stability).

    anew: this is all it holds, whatever it said in an earlier connection.
    """

    node: int
    heads: tuple[Mark, ...]
    own: tuple[Mark, ...]
    hlc: int
    anew: bool = False


class Note(msgspec.Struct, frozen=True):
    """Something for the log, the operator or the link's state. `alarm`: a person has to look."""

    kind: str
    fields: Mapping[str, str | int]
    alarm: bool = False


class Close(msgspec.Struct, frozen=True):
    """End the connection; nothing follows. at_once: connect again without waiting."""

    code: str
    at_once: bool = False


class MakeSnapshot(msgspec.Struct, frozen=True):
    """Prepare a snapshot of a scope; answered by SnapshotMade."""

    scope: str


class ReadSnapshot(msgspec.Struct, frozen=True):
    """Read a piece of a snapshot made here; answered by SnapshotRead."""

    id: bytes
    offset: int
    size: int


class OpenSnapshot(msgspec.Struct, frozen=True):
    """Prepare to receive a snapshot, or go on where it stopped; answered by SnapshotOpened."""

    offer: SnapOffer


class StoreChunk(msgspec.Struct, frozen=True):
    """Append a piece of a snapshot that is being received; answered by SnapshotOpened."""

    id: bytes
    offset: int
    data: bytes


class InstallSnapshot(msgspec.Struct, frozen=True):
    """All bytes are here: check the sha256 and load it; answered by SnapshotInstalled."""

    offer: SnapOffer


Effect = (
    Send
    | Secure
    | Load
    | Ingest
    | Extract
    | Describe
    | Enrol
    | RaiseEpoch
    | Resume
    | PeerAcked
    | Note
    | Close
    | MakeSnapshot
    | ReadSnapshot
    | OpenSnapshot
    | StoreChunk
    | InstallSnapshot
)

# -- results ------------------------------------------------------------------------------------


class Loaded(msgspec.Struct, frozen=True):
    """The durable state of one moment. forks: claimed streams whose chain is not ours.

    resuming: this node fell back and has not heard yet what it had written. frozen: it is known to
    run twice, and writes nothing.
    """

    vector: Mapping[StreamId, Head]
    hlc: int
    members: Mapping[int, Card] = {}
    digests: Mapping[str, Mapping[int, int]] = {}
    forks: frozenset[StreamId] = frozenset()
    resuming: bool = False
    frozen: bool = False


class Taken(msgspec.Struct, frozen=True):
    """What became of a batch (see sync.store Ingested)."""

    stream: StreamId
    head: Head
    code: str = ""
    records: int = 0
    withheld: int = 0


class Extracted(msgspec.Struct, frozen=True):
    """Records of a stream, or none that can be sent. compacted: they are no longer held here."""

    stream: StreamId
    batch: Batch | None
    compacted: bool = False


class Described(msgspec.Struct, frozen=True):
    """Digests by bucket (one byte) or by packed key; none if the store cannot tell."""

    scope: str
    table: int
    bucket: int | None
    sums: Mapping[bytes, int] | None


class SnapshotMade(msgspec.Struct, frozen=True):
    """An unsigned offer, or none if snapshots of this scope cannot be made here."""

    scope: str
    offer: SnapOffer | None


class SnapshotRead(msgspec.Struct, frozen=True):
    """A piece of a snapshot; empty data if it is gone."""

    id: bytes
    offset: int
    data: bytes


class SnapshotOpened(msgspec.Struct, frozen=True):
    """How many bytes of a snapshot are here; -1 if it cannot be received."""

    id: bytes
    size: int


class SnapshotInstalled(msgspec.Struct, frozen=True):
    """A snapshot was loaded, or refused with a code."""

    id: bytes
    code: str = ""


Result = (
    Loaded
    | Taken
    | Extracted
    | Described
    | SnapshotMade
    | SnapshotRead
    | SnapshotOpened
    | SnapshotInstalled
)
