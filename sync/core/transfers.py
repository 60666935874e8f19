"""Which scopes travel as snapshots in this session, and what that means for their records."""

from sync.core.effects import (
    Effect,
    Load,
    SnapshotInstalled,
    SnapshotMade,
    SnapshotOpened,
    SnapshotRead,
)
from sync.core.greeting import Shared
from sync.core.handshake import HUB, Me, sign_offer
from sync.core.messages import SnapAsk, SnapChunk, SnapOffer
from sync.core.outflow import Outflow
from sync.core.snapflow import SnapReceiver, SnapSender


class Transfers:
    """Both directions. Only hubs offer snapshots, and only from a hub are they taken."""

    def __init__(self, me: Me, shared: Shared, outflow: Outflow, snapshot_records: int) -> None:
        self._me, self._shared, self._outflow = me, shared, outflow
        self._snapshot_records = snapshot_records
        self._sender, self._receiver = SnapSender(), SnapReceiver()

    def begin(self) -> list[Effect]:
        """A peer that has nothing of a large scope gets a snapshot first."""
        if self._me.role != HUB:
            return []
        held = {mark.stream.scope for mark in self._shared.vector if mark.seq}
        effects: list[Effect] = []
        for scope in sorted(self._shared.scopes - held):
            if self._outflow.missing(scope) > self._snapshot_records:
                effects += self.wanted(scope)
        return effects

    def wanted(self, scope: str) -> list[Effect]:
        """The peer cannot be served with records of this scope, or not soon."""
        self._outflow.pause(scope)
        return self._sender.wanted(scope)

    def on_message(self, message: SnapOffer | SnapAsk | SnapChunk) -> list[Effect] | str:
        """The peer speaks of a snapshot."""
        peer = self._shared.peer
        match message:
            case SnapOffer():
                if peer.role != HUB:
                    return "snapshot_role"
                scopes, schema = self._shared.scopes, self._me.schema
                return self._receiver.offered(message, scopes, schema, peer.public_key)
            case SnapAsk():
                effects, done = self._sender.asked(message)
                if done:
                    self._outflow.resume(done)
                return effects
            case SnapChunk():
                return self._receiver.chunk(message)

    def on_result(
        self, result: SnapshotMade | SnapshotRead | SnapshotOpened | SnapshotInstalled
    ) -> list[Effect]:
        """A step has been done."""
        match result:
            case SnapshotMade(scope, offer):
                if offer is not None:
                    return self._sender.made(scope, sign_offer(self._me.key, offer))
                self._outflow.resume(scope)
                return self._sender.made(scope, None)
            case SnapshotRead():
                return self._sender.read(result)
            case SnapshotOpened(id_, size):
                return self._receiver.opened(id_, size)
            case SnapshotInstalled(_, code):
                # The new heads are told before the sender goes on with records.
                return [Load(), *self._receiver.installed(code)]
