"""After the welcome: both sides send what the other lacks, acknowledge, compare and keep watch."""

from sync.core.comparison import Comparison
from sync.core.effects import (
    Described,
    Effect,
    Extract,
    Extracted,
    Ingest,
    Load,
    Loaded,
    Note,
    PeerAcked,
    Send,
    SnapshotInstalled,
    SnapshotMade,
    SnapshotOpened,
    SnapshotRead,
    Taken,
)
from sync.core.fallback import Fallback
from sync.core.greeting import Shared, Visible
from sync.core.handshake import FORK, HUB, LOST_SUFFIX, Me
from sync.core.inflow import Inflow
from sync.core.limits import Limits
from sync.core.messages import (
    Ack,
    Batch,
    Digest,
    Mark,
    Marks,
    Message,
    Ping,
    Pong,
    Quar,
    Roster,
    RowsAsk,
    RowsTold,
    SnapAsk,
    SnapChunk,
    SnapOffer,
    Want,
)
from sync.core.notes import fell_back
from sync.core.outflow import Outflow
from sync.core.pulse import Pulse
from sync.core.roster import Introductions
from sync.core.transfers import Transfers

Outcome = list[Effect] | str
"""Effects, or the code for which the connection has to end."""


class Exchange:
    """The long part of a session. Every step ends with `_pump`: send what may be sent, then ack."""

    def __init__(
        self, me: Me, shared: Shared, limits: Limits, visible: Visible, now_ms: int
    ) -> None:
        self.shared = shared
        self.outflow = Outflow(me.node, limits.credit_bytes)
        self.inflow = Inflow(limits.credit_bytes)
        self._me, self._limits = me, limits
        self._comparison = Comparison(shared.scopes, comparable=shared.peer_schema == me.schema)
        self._transfers = Transfers(me, shared, self.outflow, limits.snapshot_records)
        self._local = shared.local
        self._introductions = Introductions(me, shared, visible)
        self._batch: Batch | None = None
        self._wants = 0
        self._fallback = Fallback(me, shared)
        self.pulse = Pulse(limits, now_ms, hub=me.role == HUB)

    def start(self, now_ms: int) -> list[Effect]:
        """The first look at what each side lacks."""
        shared = self.shared
        self.inflow.begin({mark.stream: mark.seq for mark in shared.told})
        self.outflow.peer_holds(shared.vector)
        effects: list[Effect] = [
            Note("connected", {"node": shared.peer.node, "role": shared.peer.role}),
            PeerAcked(shared.peer.node, shared.vector, (), 0, anew=True),
        ]
        for stream in sorted(shared.forks):
            seq = self._local.vector[stream].seq if stream in self._local.vector else 0
            self.outflow.freeze(stream, FORK)
            self.inflow.refused[stream] = FORK
            effects.append(Send(Quar(stream, seq, FORK)))
        return [
            *effects,
            *self._learn(shared.local, now_ms),
            *self._transfers.begin(),
            *self._pump(),
        ]

    # -- results ----------------------------------------------------------------------------------

    def on_loaded(self, loaded: Loaded, now_ms: int) -> Outcome:
        """The state here has been read."""
        code = self._introductions.refusal(loaded)
        if code:
            return code
        effects = self._learn(loaded, now_ms)
        self._readmit(loaded)
        return [*effects, *self._comparison.on_loaded(loaded), *self._pump()]

    def _readmit(self, loaded: Loaded) -> None:
        rights = {
            node: self.shared.scopes.intersection(card.scopes)
            for node, card in loaded.members.items()
        }
        self.inflow.readmit(rights)

    def _learn(self, loaded: Loaded, now_ms: int) -> list[Effect]:
        if loaded.vector != self._local.vector:
            self.inflow.moved()
        self._local = loaded
        self.pulse.loaded(now_ms)
        self.outflow.learn(loaded.vector, self.shared.scopes)
        self.inflow.learn(loaded.vector, self.shared.scopes, self._me.node, loaded.hlc)
        return [*self._fallback.resume(loaded), *self._introductions.tell(loaded)]

    def on_taken(self, taken: Taken, now_ms: int) -> Outcome:
        """A batch is durable here, or refused."""
        batch, self._batch = self._batch, None
        assert batch is not None
        effects = self.inflow.on_taken(batch, taken, now_ms)
        if not taken.code:  # who sent it has it: no echo
            self.outflow.peer_holds([Mark(batch.stream, batch.last, taken.head.hash)])
        look = taken.records > 0 and self.pulse.fresh(taken.records, now_ms)
        stream = taken.stream
        if self._fallback.current(stream) and (taken.records or taken.code == FORK):
            # Sealed by our own key and not known here: proof that this node fell back.
            return [*effects, *fell_back(stream.epoch, FORK if taken.code else LOST_SUFFIX)]
        return [*effects, *self._pump(), *(self._look() if look else [])]

    def on_extracted(self, extracted: Extracted, now_ms: int) -> Outcome:
        """Records have been read for the peer."""
        send = self.outflow.extracted(extracted.stream, extracted.batch)
        effects: list[Effect] = []
        if send is not None:
            self.pulse.moved(now_ms)
            effects.append(send)
        if extracted.batch is None and extracted.compacted:
            effects += self._transfers.wanted(extracted.stream.scope)
        return [*effects, *self._pump()]

    def on_described(self, described: Described) -> list[Effect]:
        """Rows have been summed."""
        return self._comparison.descent.on_described(described)

    def on_snapshot(
        self, result: SnapshotMade | SnapshotRead | SnapshotOpened | SnapshotInstalled
    ) -> Outcome:
        """A step of a snapshot has been done."""
        effects = self._transfers.on_result(result)
        # Behind an installed snapshot the new state is read, and that sends what there is.
        return effects if isinstance(result, SnapshotInstalled) else [*effects, *self._pump()]

    # -- messages ---------------------------------------------------------------------------------

    def on_message(self, message: Message, now_ms: int) -> Outcome:
        """The peer speaks."""
        self.pulse.heard(now_ms)
        match message:
            case Batch():
                return self._on_batch(message)
            case Ack():
                return self._on_ack(message, now_ms)
            case Want():
                return self._on_want(message)
            case Quar():
                return self._on_quar(message)
            case Digest():
                return self._comparison.on_digest(message)
            case RowsAsk():
                return self._comparison.descent.on_ask(message)
            case RowsTold():
                return self._comparison.descent.on_told(message)
            case Roster():
                self.inflow.moved()
                return self._introductions.hear(message)
            case SnapOffer() | SnapAsk() | SnapChunk():
                outcome = self._transfers.on_message(message)
                return outcome if isinstance(outcome, str) else [*outcome, *self._pump()]
            case Ping(t_ms):
                return [Send(Pong(t_ms))]
            case Pong():
                return []
            case _:
                return "unexpected_message"

    def _on_batch(self, batch: Batch) -> Outcome:
        peer = self.shared.peer
        relayed = peer.role != HUB and batch.stream.node != peer.node
        outcome = self.inflow.on_batch(batch, self.shared.scopes, relayed=relayed)
        if isinstance(outcome, str):
            return outcome
        if isinstance(outcome, Ingest):
            self._batch = batch
            return [outcome]
        return [*outcome, *self._pump()]

    def _on_ack(self, ack: Ack, now_ms: int) -> Outcome:
        before = self.outflow.in_flight
        if not self.outflow.taken(ack.taken, ack.credit):
            return "ack"
        if self.outflow.in_flight < before:
            self.pulse.moved(now_ms)
        heads = self._shared_only(ack.heads)
        if any(mark.seq > self.outflow.acked.get(mark.stream, 0) for mark in heads):
            self._wants = 0
        self.outflow.peer_holds(heads)
        acked = PeerAcked(self.shared.peer.node, heads, self._shared_only(ack.own), ack.hlc)
        return [acked, *self._pump()]

    def _shared_only(self, marks: Marks) -> Marks:
        return tuple(mark for mark in marks if mark.stream.scope in self.shared.scopes)

    def _on_want(self, want: Want) -> Outcome:
        self._wants += 1
        if self._wants > self._limits.wants_max:
            return "wants"
        if want.stream.scope in self.shared.scopes:
            self.outflow.rewind(want.stream, want.first)
        return self._pump()

    def _on_quar(self, quar: Quar) -> Outcome:
        if quar.stream not in self._local.vector:
            return []
        self.outflow.freeze(quar.stream, quar.code)
        fields: dict[str, str | int] = {
            "stream": str(quar.stream),
            "seq": quar.seq,
            "code": quar.code,
        }
        own = quar.stream.node == self._me.node
        note = Note("frozen_by_peer" if own else "relay_refused", fields, alarm=own)
        parted = own and (self._fallback.current(quar.stream) or not self._local.frozen)
        if parted and quar.code == FORK and self._fallback.home:
            return [note, *fell_back(quar.stream.epoch, FORK)]
        return [note, *self._pump()]

    # -- time -------------------------------------------------------------------------------------

    def on_durable(self, now_ms: int, records: int) -> list[Effect]:
        """Something new here: at once when idle, bundled under load."""
        return self._look() if self.pulse.fresh(records, now_ms) else []

    def _look(self) -> list[Effect]:
        self.pulse.looking()
        return [Load()]

    @property
    def in_sync(self) -> bool:
        """Nothing on its way, nothing to send, nothing waiting."""
        out = self.outflow
        return not (out.waiting or out.in_flight or self.inflow.waiting or self.pulse.has_fresh)

    @property
    def wake_ms(self) -> int:
        """When `tick` has something to do."""
        out = self.outflow
        wake_ms = self.pulse.wake_ms(
            in_flight=out.in_flight > 0, unsealed=out.unsealed(), idle=out.idle
        )
        return min(wake_ms, self.inflow.retry_ms)

    def tick(self, now_ms: int) -> Outcome:
        """Whatever is due."""
        out, pulse = self.outflow, self.pulse
        code = pulse.verdict(now_ms, in_flight=out.in_flight > 0)
        if code:
            return code
        effects = self.inflow.tick(now_ms)
        if pulse.look_due(now_ms, unsealed=out.unsealed()):
            effects += self._look()
        if pulse.ping_due(now_ms):
            ack = self.inflow.ack(force=True)
            effects += [Send(Ping(now_ms)), *([Send(ack)] if ack is not None else [])]
        if out.idle and pulse.compare_due(now_ms):
            effects += self._comparison.due(self._local.vector)
            if out.resend():
                effects += self._pump()
        if pulse.members_due(now_ms):
            effects += self.on_members()
        return effects

    def on_members(self) -> list[Effect]:
        """A node was enrolled, changed or revoked here."""
        return [Load(seal=False, members=True)]

    # -- inside -----------------------------------------------------------------------------------

    def _pump(self) -> list[Effect]:
        step = self.outflow.next()
        if step is not None:
            return [step] if isinstance(step, Extract) else [step, *self._pump()]
        ack = self.inflow.ack()
        return [Send(ack)] if ack is not None else []
