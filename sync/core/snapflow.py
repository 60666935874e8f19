"""Snapshots between two sessions: offered, asked for piece by piece, resumed where they stopped.

The receiver pulls, so it sets the pace; at most one snapshot travels in each direction. Records of
the scope rest meanwhile and go on behind the snapshot's vector afterwards.
"""

from sync.core.effects import (
    Effect,
    InstallSnapshot,
    MakeSnapshot,
    Note,
    OpenSnapshot,
    ReadSnapshot,
    Send,
    SnapshotRead,
    StoreChunk,
)
from sync.core.handshake import offer_holds
from sync.core.messages import (
    CHUNK_BYTES_MAX,
    CHUNKS_ASKED_MAX,
    SnapAsk,
    SnapChunk,
    SnapOffer,
)

SNAPSHOT_BYTES_MAX = 64 << 30


class SnapSender:
    """The side that has the data."""

    def __init__(self) -> None:
        self.offer: SnapOffer | None = None
        self.done: set[str] = set()
        self._queue: list[str] = []
        self._making = False

    def wanted(self, scope: str) -> list[Effect]:
        """The peer cannot be served with records of this scope."""
        if scope in self.done or scope in self._queue:
            return []
        self._queue.append(scope)
        return self._next()

    def made(self, scope: str, offer: SnapOffer | None) -> list[Effect]:
        """A snapshot lies ready (signed), or cannot be made."""
        if offer is None:
            return [*self._end(scope), Note("snapshot_missing", {"scope": scope}, alarm=True)]
        self.offer = offer
        return [Send(offer)]

    def asked(self, ask: SnapAsk) -> tuple[list[Effect], str]:
        """(effects, scope that is done with). An ask for something else is answered: gone."""
        offer = self.offer
        if offer is None or ask.id != offer.id:
            return ([Send(SnapChunk(ask.id, ask.offset, b""))] if ask.count else []), ""
        if not ask.count:
            return self._end(offer.scope), offer.scope
        reads: list[Effect] = []
        for place in range(ask.count):
            offset = ask.offset + place * CHUNK_BYTES_MAX
            if offset < offer.size:
                size = min(CHUNK_BYTES_MAX, offer.size - offset)
                reads.append(ReadSnapshot(offer.id, offset, size))
        return reads, ""

    def read(self, piece: SnapshotRead) -> list[Effect]:
        """Send a piece."""
        return [Send(SnapChunk(piece.id, piece.offset, piece.data))]

    def _end(self, scope: str) -> list[Effect]:
        self.offer, self._making = None, False
        self.done.add(scope)
        self._queue.remove(scope)
        return self._next()

    def _next(self) -> list[Effect]:
        if self._making or not self._queue:
            return []
        self._making = True
        return [MakeSnapshot(self._queue[0])]


class SnapReceiver:
    """The side that lacks it."""

    def __init__(self) -> None:
        self.offer: SnapOffer | None = None
        self._size = 0
        self._asked_to = 0

    def offered(
        self, offer: SnapOffer, scopes: frozenset[str], schema: int, public_key: bytes
    ) -> list[Effect]:
        """Take an offer of a shared scope signed by the peer, one at a time."""
        sound = all(mark.stream.scope == offer.scope for mark in offer.vector)
        if self.offer is not None or offer.scope not in scopes or not sound:
            return [Send(SnapAsk(offer.id, 0, 0))]
        if not offer_holds(public_key, offer) or offer.size > SNAPSHOT_BYTES_MAX:
            note = Note("snapshot_refused", {"scope": offer.scope, "code": "offer"}, alarm=True)
            return [Send(SnapAsk(offer.id, 0, 0)), note]
        if offer.schema > schema:
            note = Note("snapshot_refused", {"scope": offer.scope, "code": "schema"}, alarm=True)
            return [Send(SnapAsk(offer.id, 0, 0)), note]
        self.offer = offer
        return [OpenSnapshot(offer)]

    def opened(self, id_: bytes, size: int) -> list[Effect]:
        """This many bytes are here."""
        offer = self.offer
        if offer is None or offer.id != id_:
            return []
        if size < 0:
            return self._end("snapshot_unsupported")
        self._size = size
        if size >= offer.size:
            return [InstallSnapshot(offer)]
        if size < self._asked_to:
            return []
        self._asked_to = size + CHUNK_BYTES_MAX * CHUNKS_ASKED_MAX
        return [Send(SnapAsk(id_, size, CHUNKS_ASKED_MAX))]

    def chunk(self, chunk: SnapChunk) -> list[Effect] | str:
        """Store the next piece; a code ends the connection."""
        offer = self.offer
        if offer is None or chunk.id != offer.id:
            return []
        if not chunk.data:
            return self._end("snapshot_gone")
        if chunk.offset != self._size:
            return []
        if chunk.offset + len(chunk.data) > offer.size:
            return "snapshot_too_large"
        return [StoreChunk(chunk.id, chunk.offset, chunk.data)]

    def installed(self, code: str) -> list[Effect]:
        """Loaded, or refused by the store."""
        return self._end(code or "snapshot_installed", alarm=bool(code))

    def _end(self, kind: str, *, alarm: bool = True) -> list[Effect]:
        offer = self.offer
        assert offer is not None
        self.offer, self._size, self._asked_to = None, 0, 0
        note = Note(kind, {"scope": offer.scope, "bytes": offer.size}, alarm=alarm)
        return [Send(SnapAsk(offer.id, 0, 0)), note]
