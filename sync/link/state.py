"""What a person may know of a link: live or not, since when, what is waiting."""

from collections.abc import Callable, Mapping

import msgspec

from sync.core.effects import Note, PeerAcked
from sync.core.ids import Head, StreamId
from sync.link.driver import Link, Observer

OFFLINE, CONNECTING, LIVE = "offline", "connecting", "live"


class LinkState(msgspec.Struct, frozen=True):
    """One link at one moment. Wall milliseconds; None: not known (which is not zero)."""

    peer: int
    address: str
    state: str
    connected_since_ms: int | None
    last_heard_ms: int | None
    last_acked_ms: int | None
    waiting: int | None
    waiting_since_ms: int | None
    skew_ms: int | None
    refused: Mapping[str, str]
    mismatched: tuple[str, ...]
    last_code: str


class LinkWatch:
    """Keeps what outlives a connection. Hands everything on to the node's observer."""

    def __init__(
        self,
        address: str,
        wall_ms: Callable[[], int],
        observer: Observer,
        on_connected: "Callable[[LinkWatch], None] | None" = None,
    ) -> None:
        self.address = address
        self.link: Link | None = None
        self.connecting = False
        self.last_code = ""
        self.peer = 0
        self._wall_ms, self._observer, self._on_connected = wall_ms, observer, on_connected
        self._connected_ms: int | None = None
        self._heard_ms: int | None = None
        self._acked_ms: int | None = None
        self._acked: dict[StreamId, int] | None = None
        self._waiting_since_ms: int | None = None
        self._skew_ms: int | None = None
        self._mismatched: set[str] = set()

    def note(self, note: Note) -> None:
        """Follow what concerns the state."""
        fields = note.fields
        match note.kind:
            case "connected":
                self.peer = int(fields["node"])
                self._connected_ms = self._wall_ms()
                if self._on_connected is not None:
                    self._on_connected(self)
            case "skew":
                self._skew_ms = int(fields["skew_ms"])
            case "digest_mismatch":
                self._mismatched.add(str(fields["scope"]))
            case "digest_equal":
                self._mismatched.discard(str(fields["scope"]))
        self._observer.note(note)

    def acked(self, acked: PeerAcked) -> None:
        """The peer confirms."""
        self._acked_ms = self._wall_ms()
        if acked.anew or self._acked is None:
            self._acked = {}
        for mark in acked.heads:
            self._acked[mark.stream] = max(mark.seq, self._acked.get(mark.stream, 0))
        self._observer.acked(acked)

    def ingested(self, records: int) -> None:
        """Records arrived."""
        self._observer.ingested(records)

    def ended(self, code: str) -> None:
        """The connection is gone."""
        self._heard_ms = self._last_heard()
        self.link, self.connecting, self._connected_ms = None, False, None
        self.last_code = code

    def state(self, node: int, vector: Mapping[StreamId, Head]) -> LinkState:
        """Now. `node` and `vector` are ours: what it wrote and the peer has not confirmed waits."""
        waiting = self._waiting(node, vector)
        if not waiting:
            self._waiting_since_ms = None
        elif self._waiting_since_ms is None:
            self._waiting_since_ms = self._wall_ms()
        live = self._connected_ms is not None
        return LinkState(
            self.peer,
            self.address,
            LIVE if live else CONNECTING if self.connecting else OFFLINE,
            self._connected_ms,
            self._last_heard(),
            self._acked_ms,
            waiting,
            self._waiting_since_ms,
            self._skew_ms,
            self.link.session.refused if self.link is not None else {},
            tuple(sorted(self._mismatched)),
            self.last_code,
        )

    def _last_heard(self) -> int | None:
        heard = self.link.heard_wall_ms if self.link is not None else 0
        return heard or self._heard_ms

    def _waiting(self, node: int, vector: Mapping[StreamId, Head]) -> int | None:
        if self._acked is None:
            return None
        acked = self._acked
        return sum(
            max(0, head.seq - acked.get(stream, 0))
            for stream, head in vector.items()
            if stream.node == node
        )
