"""What a session receives: credit, gaps, streams that wait or are refused, what was told."""

from collections.abc import Iterable, Mapping

from sync.core.effects import Effect, Ingest, Note, Send, Taken
from sync.core.ids import EMPTY_HEAD, Head, StreamId
from sync.core.messages import Ack, Batch, Mark, Quar, Want

ASK_AGAIN_MS = 5_000
WAIT_MS = 500
SCOPE = "scope"
NEVER_MS = 1 << 62
LATER = frozenset({"waiting", "unknown_node"})
"""Refusals that pass once something else has arrived."""


class Inflow:
    """Bookkeeping of one direction. Whether a batch is good decides the store alone."""

    def __init__(self, credit_bytes: int) -> None:
        self.refused: dict[StreamId, str] = {}
        self.waiting: dict[StreamId, int] = {}
        self._credit_bytes = credit_bytes
        self._received_bytes = 0
        self._taken_bytes = 0
        self._asked: dict[StreamId, tuple[int, int]] = {}
        self._moved = False
        self._wait_until_ms = 0
        self._heads: dict[StreamId, Head] = {}
        self._told: dict[StreamId, int] = {}
        self._own: dict[StreamId, Head] = {}
        self._hlc = 0
        self._ack_due = False

    def begin(self, told: Mapping[StreamId, int]) -> None:
        """The peer knows these heads from our hello or welcome."""
        self._told = dict(told)

    def learn(
        self, vector: Mapping[StreamId, Head], scopes: frozenset[str], node: int, hlc: int
    ) -> None:
        """The durable state here."""
        shared = {s: head for s, head in vector.items() if s.scope in scopes}
        own = {s: head for s, head in shared.items() if s.node == node}
        self._heads = {s: head for s, head in shared.items() if s.node != node}
        self._own, self._hlc = own, hlc

    def on_batch(
        self, batch: Batch, scopes: frozenset[str], *, relayed: bool
    ) -> Ingest | list[Effect] | str:
        """The batch to ingest, a refusal, or the code for which the connection has to end."""
        self._received_bytes += batch.size
        excess = self._received_bytes - self._taken_bytes - self._credit_bytes
        if excess > 0 and self._received_bytes - self._taken_bytes > batch.size:
            return "credit"
        if batch.stream.scope not in scopes:
            return self._out_of_scope(batch)
        if batch.stream in self.refused:
            self._done(batch)
            return []
        return Ingest(batch, relayed)

    def _out_of_scope(self, batch: Batch) -> list[Effect]:
        self._done(batch)
        if batch.stream in self.refused:
            return []
        if len(self.refused) < 1_000:
            self.refused[batch.stream] = SCOPE
        fields: dict[str, str | int] = {"stream": str(batch.stream), "code": SCOPE}
        return [Send(Quar(batch.stream, batch.first, SCOPE)), Note("refused", fields, alarm=True)]

    def _done(self, batch: Batch) -> None:
        self._taken_bytes += batch.size
        self._ack_due = True

    def on_taken(self, batch: Batch, taken: Taken, now_ms: int) -> list[Effect]:
        """The store has dealt with a batch."""
        self._done(batch)
        stream = taken.stream
        if taken.head.seq > 0:
            self._heads[stream] = taken.head
        if taken.records:
            self._moved = True
        if not taken.code:
            self.waiting.pop(stream, None)
            return self._withheld(taken)
        if taken.code == "gap":
            return self._ask(stream, taken.head.seq + 1, now_ms)
        if taken.code in LATER:
            if not self.waiting:
                self._wait_until_ms = now_ms + WAIT_MS
            self.waiting[stream] = taken.head.seq + 1
            return []
        self.refused[stream] = taken.code
        self.waiting.pop(stream, None)
        fields: dict[str, str | int] = {
            "stream": str(stream),
            "seq": taken.head.seq + 1,
            "code": taken.code,
        }
        quar = Quar(stream, taken.head.seq + 1, taken.code)
        return [Send(quar), Note("refused", fields, alarm=True)]

    def _withheld(self, taken: Taken) -> list[Effect]:
        if not taken.withheld:
            return []
        return [Note("withheld", {"stream": str(taken.stream), "records": taken.withheld})]

    def _ask(self, stream: StreamId, first: int, now_ms: int) -> list[Effect]:
        asked, at_ms = self._asked.get(stream, (0, 0))
        if asked == first and now_ms - at_ms < ASK_AGAIN_MS:
            return []
        self._asked[stream] = (first, now_ms)
        return [Send(Want(stream, first))]

    def readmit(self, rights: Mapping[int, Iterable[str]]) -> None:
        """Streams refused for want of rights may be tried again once their author has them.

        rights: by node the scopes it may write to.
        """
        for stream, code in list(self.refused.items()):
            if code == SCOPE and stream.scope in rights.get(stream.node, ()):
                del self.refused[stream]
                head = self._heads.get(stream, EMPTY_HEAD)
                self.waiting[stream] = head.seq + 1
                self._moved = True

    def moved(self) -> None:
        """Something else arrived (a roster, a verdict): what waits may be tried again."""
        self._moved = True

    @property
    def retry_ms(self) -> int:
        """When `tick` has something to ask; far away if nothing has moved."""
        return self._wait_until_ms if self.waiting and self._moved else NEVER_MS

    def tick(self, now_ms: int) -> list[Effect]:
        """Ask again for what waited, once something has moved."""
        if not self.waiting or not self._moved or now_ms < self._wait_until_ms:
            return []
        self._moved = False
        self._wait_until_ms = now_ms + WAIT_MS
        return [Send(Want(stream, first)) for stream, first in sorted(self.waiting.items())]

    def ack(self, *, force: bool = False) -> Ack | None:
        """What is new since the last ack, if anything."""
        heads = tuple(
            Mark(stream, head.seq, head.hash)
            for stream, head in sorted(self._heads.items())
            if head.seq > self._told.get(stream, 0)
        )
        if not heads and not self._ack_due and not force:
            return None
        self._ack_due = False
        self._told.update({mark.stream: mark.seq for mark in heads})
        own = tuple(Mark(stream, head.seq, head.hash) for stream, head in sorted(self._own.items()))
        return Ack(heads, self._taken_bytes, self._credit_bytes, own, self._hlc)
