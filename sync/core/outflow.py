"""What a session sends: which stream next, how much may be on its way, who has to wait for what.

Streams take turns. One that waits for a verdict, is refused by the peer or has nothing sealed is
passed over, so it never holds up the rest.
"""

from collections import deque
from collections.abc import Iterable, Mapping

from sync.core.effects import Extract, Send
from sync.core.ids import Head, StreamId
from sync.core.limits import CREDIT_BYTES_MAX
from sync.core.messages import Batch, Mark, Receipt

EXTRACT_BYTES = 256 << 10


class Outflow:
    """Cursor per stream and bytes on their way. The peer's acks and wants move both."""

    def __init__(self, node: int, credit_bytes: int) -> None:
        self.frozen: dict[StreamId, str] = {}
        self.acked: dict[StreamId, int] = {}
        self._node = node
        self._vector: dict[StreamId, int] = {}
        self._cursor: dict[StreamId, int] = {}
        self._blocked: dict[StreamId, tuple[StreamId, int]] = {}
        self._dry: dict[StreamId, int] = {}
        self._paused: set[str] = set()
        self._turns: deque[StreamId] = deque()
        self._held: Batch | None = None
        self._credit = min(credit_bytes, CREDIT_BYTES_MAX)
        self._credit_max = self._credit
        self._sent_bytes = 0
        self._taken_bytes = 0

    # -- what is known ----------------------------------------------------------------------------

    def learn(self, vector: Mapping[StreamId, Head], scopes: frozenset[str]) -> None:
        """The durable state here; new streams get their turn, own ones first."""
        fresh = []
        for stream, head in vector.items():
            if stream.scope not in scopes:
                continue
            before = self._vector.get(stream)
            if before is None:
                fresh.append(stream)
            # What could not be extracted may be sealed by now.
            if stream.node == self._node or head.seq != before:
                self._dry.pop(stream, None)
            self._vector[stream] = head.seq
        for stream in sorted(fresh):
            self._cursor.setdefault(stream, 0)
            if stream.node == self._node:
                self._turns.appendleft(stream)
            else:
                self._turns.append(stream)

    def peer_holds(self, marks: Iterable[Mark]) -> None:
        """The peer has this much; it need not come from us."""
        for mark in marks:
            if mark.seq > self.acked.get(mark.stream, 0):
                self.acked[mark.stream] = mark.seq
            if mark.seq > self._cursor.get(mark.stream, 0):
                self._cursor[mark.stream] = mark.seq

    def taken(self, taken: int, credit: int) -> bool:
        """Batch bytes the peer has dealt with. False if it claims more than was sent."""
        if taken > self._sent_bytes:
            return False
        self._taken_bytes = max(self._taken_bytes, taken)
        self._credit = min(credit, self._credit_max)
        return True

    def rewind(self, stream: StreamId, first: int) -> None:
        """The peer asks for a stream again."""
        if stream in self._vector:
            self._cursor[stream] = min(self._cursor[stream], first - 1)
            self.frozen.pop(stream, None)
            self._dry.pop(stream, None)

    def resend(self) -> bool:
        """Nothing is on its way, and still the peer has not confirmed: send again from there."""
        lost = [
            stream
            for stream, seq in self._cursor.items()
            if stream not in self.frozen and stream.scope not in self._paused
            if seq > self.acked.get(stream, 0)
        ]
        for stream in lost:
            self._cursor[stream] = self.acked.get(stream, 0)
            self._dry.pop(stream, None)
        return bool(lost)

    def freeze(self, stream: StreamId, code: str) -> None:
        """The peer takes no more of this stream."""
        self.frozen[stream] = code

    def pause(self, scope: str) -> None:
        """Only a snapshot brings the peer further in this scope, or brings it there sooner."""
        self._paused.add(scope)

    def resume(self, scope: str) -> None:
        """A snapshot of this scope was installed, or declined, at the peer."""
        self._paused.discard(scope)

    # -- what is asked ----------------------------------------------------------------------------

    @property
    def in_flight(self) -> int:
        """Bytes sent and not yet dealt with."""
        return self._sent_bytes - self._taken_bytes

    @property
    def waiting(self) -> int:
        """Records held here that the peer has not confirmed."""
        return sum(max(0, seq - self.acked.get(stream, 0)) for stream, seq in self._vector.items())

    def waiting_own(self) -> int:
        """The same for streams written here."""
        return sum(
            max(0, seq - self.acked.get(stream, 0))
            for stream, seq in self._vector.items()
            if stream.node == self._node
        )

    def missing(self, scope: str) -> int:
        """Records of a scope, written by others than the peer's streams, that it still lacks."""
        return sum(
            max(0, seq - self._cursor[stream])
            for stream, seq in self._vector.items()
            if stream.scope == scope
        )

    def unsealed(self) -> bool:
        """Whether something waits for a seal or a verdict that was not yet there."""
        return any(stream.node == self._node for stream in self._dry) or any(
            after > self._vector.get(judge, 0) for judge, after in self._blocked.values()
        )

    @property
    def idle(self) -> bool:
        """Nothing on its way and nothing that could be sent now."""
        return not self.in_flight and self._held is None and not any(map(self._ready, self._turns))

    def next(self) -> Extract | Send | None:
        """The next step, if the credit allows one."""
        if self._held is not None:
            return self._send_held()
        if self.in_flight >= self._credit:
            return None
        stream = self._next_stream()
        if stream is None:
            return None
        return Extract(stream, self._cursor[stream], EXTRACT_BYTES)

    def extracted(self, stream: StreamId, batch: Batch | None) -> Send | None:
        """Records have been read: send them now, later, or after the verdicts they need."""
        if batch is None:
            self._dry[stream] = self._vector[stream]
            return None
        assert batch.stream == stream
        if self._held is not None:
            return None
        for receipt in batch.receipts:
            if self._due_first(receipt):
                self._blocked[stream] = (receipt.judge, receipt.position)
                return None
        self._blocked.pop(stream, None)
        self._held = batch
        return self._send_held()

    def _due_first(self, receipt: Receipt) -> bool:
        """Whether a judge's stream has to go before these records, and will."""
        judge, position = receipt.judge, receipt.position
        if self._cursor.get(judge, 0) >= position:
            return False
        return judge.node == self._node or self._vector.get(judge, 0) >= position

    def _send_held(self) -> Send | None:
        batch = self._held
        assert batch is not None
        if batch.stream in self.frozen or batch.last <= self._cursor[batch.stream]:
            self._held = None
            return None
        # A batch above the whole credit goes alone.
        if self.in_flight and self.in_flight + batch.size > self._credit:
            return None
        self._held = None
        self._cursor[batch.stream] = batch.last
        self._sent_bytes += batch.size
        return Send(batch)

    def _next_stream(self) -> StreamId | None:
        for judge, after in self._blocked.values():
            if self._cursor.get(judge, 0) < after and self._ready(judge):
                return judge
        for _ in range(len(self._turns)):
            stream = self._turns[0]
            self._turns.rotate(-1)
            if self._ready(stream):
                return stream
        return None

    def _ready(self, stream: StreamId) -> bool:
        seq = self._vector.get(stream, 0)
        if seq <= self._cursor.get(stream, 0) or stream in self.frozen or stream in self._dry:
            return False
        if stream.scope in self._paused:
            return False
        judge, after = self._blocked.get(stream, (None, 0))
        return judge is None or self._cursor.get(judge, 0) >= after
