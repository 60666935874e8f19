"""Below which stamp nothing can change any more, and how its finder tells the others.

"Everyone has acknowledged" is not enough: a replica may still hold an edit, made long ago and not
yet sent, whose stamp lies below what the others have collapsed. So each replica promises, with its
own heads: what I write later is above this clock. A promise counts once its heads are everywhere;
the lowest counting promise of all registered replicas is the stable clock H of a scope. The scope's
home hub publishes H, signed; replicas read stamps up to H as one and drop what lies below.

Promises only spare honest replicas a refusal. What makes H true is its publisher: no record it
holds up to H is missing anywhere, and from then on, being the one judge of the scope, it refuses
what comes from below (sync.core.judge, PAST).
"""

from collections.abc import Iterable, Mapping

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.core.clock import HLC_MAX, hlc_ms
from sync.core.effects import PeerAcked
from sync.core.errors import Refused
from sync.core.ids import StreamId

PROMISES_MAX = 16
"""Kept per replica; the middle is thinned out first, so a slow replica does not stop the clock."""


class Promise(msgspec.Struct, frozen=True):
    """Everything a replica writes behind these heads is above this clock."""

    own: Mapping[StreamId, int]
    hlc: int


class Told:
    """What one replica has said about itself."""

    def __init__(self) -> None:
        self.held: dict[StreamId, int] = {}
        self.promises: list[Promise] = []

    def take(self, acked: PeerAcked, judge_hlc: int) -> None:
        """A later word. A new connection starts over: a restored replica holds less than it did."""
        if acked.anew:
            self.held = {}
            self.promises = []
        own = {mark.stream: mark.seq for mark in acked.own}
        for stream, seq in (*((mark.stream, mark.seq) for mark in acked.heads), *own.items()):
            self.held[stream] = max(seq, self.held.get(stream, 0))
        hlc = min(acked.hlc, judge_hlc)
        if hlc <= 0:
            return
        if self.promises and self.promises[-1].own == own:
            self.promises.pop()
        elif len(self.promises) >= PROMISES_MAX:
            del self.promises[PROMISES_MAX // 2]
        self.promises.append(Promise(own, hlc))


class Stability:
    """Kept by a scope's home hub; fed with PeerAcked of all sessions and with its own state."""

    def __init__(self) -> None:
        self._told: dict[int, Told] = {}
        self._stable: dict[str, int] = {}

    def report(self, acked: PeerAcked, judge_hlc: int = HLC_MAX) -> None:
        """A replica has said something about itself.

        judge_hlc: the clock of its judge now. A replica whose clock runs ahead may be called back
        by a verdict, but never to below the stamp of that verdict, which lies above this clock: so
        a promise counts up to here and holds whatever comes.
        """
        self._told.setdefault(acked.node, Told()).take(acked, judge_hlc)

    def stable(self, scope: str, replicas: Iterable[int]) -> int:
        """H of a scope whose registered replicas are these; 0 if not known. Never falls."""
        nodes = sorted(replicas)
        found = [self._kept_promise(node, scope, nodes) for node in nodes]
        if found and all(found):
            self._stable[scope] = max(self._stable.get(scope, 0), min(found))
        return self._stable.get(scope, 0)

    def delivered(self, scope: str, replicas: Iterable[int]) -> dict[StreamId, int]:
        """The prefix of each stream that every registered replica holds."""
        nodes = sorted(replicas)
        if not nodes or any(node not in self._told for node in nodes):
            return {}
        held = [self._told[node].held for node in nodes]
        return {
            stream: min(vector.get(stream, 0) for vector in held)
            for stream in sorted(held[0])
            if stream.scope == scope
        }

    def fell_back(self, node: int, replicas: Iterable[int]) -> bool:
        """Whether others hold more of what this node wrote than it does: it was put back."""
        mine = self._told[node].held if node in self._told else {}
        return any(
            stream.node == node and seq > mine.get(stream, 0)
            for other in sorted(replicas)
            if other in self._told
            for stream, seq in self._told[other].held.items()
        )

    def _kept_promise(self, node: int, scope: str, replicas: list[int]) -> int:
        """The clock of the newest promise of a node whose heads have arrived everywhere."""
        told = self._told.get(node)
        for promise in reversed(told.promises if told is not None else []):
            if self._everywhere(promise, scope, replicas):
                return promise.hlc
        return 0

    def _everywhere(self, promise: Promise, scope: str, replicas: list[int]) -> bool:
        return all(
            node in self._told and self._told[node].held.get(stream, 0) >= seq
            for stream, seq in promise.own.items()
            if stream.scope == scope
            for node in replicas
        )


Heads = tuple[tuple[StreamId, int], ...]


class Frontier(msgspec.Struct, frozen=True, array_like=True):
    """H of a scope as its home hub publishes it.

    delivered: prefixes every replica holds; every record up to H lies inside. copied: prefixes of
    which the hub has as many copies as it wants, so that others need not keep them for its sake.
    """

    scope: str
    hlc: int
    delivered: Heads
    copied: Heads = ()
    signature: bytes = b""


class FrontierRule(msgspec.Struct, frozen=True):
    """When a new frontier is worth a record, and how far it stays behind the hub's clock.

    every_ms: H has moved at least this far. records_min: so many records lie above the H before;
    more than one, since a frontier is one itself. lag_ms: longer than clocks differ, so that a node
    put back from a backup does not write below H.
    """

    every_ms: int = 10 * 60_000
    lag_ms: int = 10 * 60_000
    records_min: int = 200

    def due(self, before_hlc: int, hlc: int, newer: int) -> bool:
        """Whether it has moved enough. newer: records above the H before."""
        moved_ms = hlc_ms(hlc) - hlc_ms(before_hlc)
        return moved_ms >= max(1, self.every_ms) and newer >= self.records_min


def publish(key: Ed25519PrivateKey, plain: Frontier) -> bytes:
    """A signed frontier, to be written into the home hub's stream."""
    signed = msgspec.structs.replace(plain, signature=key.sign(_signed(plain)))
    return msgspec.msgpack.encode(signed)


def read(public_key: bytes, published: bytes) -> Frontier:
    """The frontier, if the home hub's key signed it; raises Refused."""
    try:
        frontier = msgspec.msgpack.decode(published, type=Frontier)
        plain = msgspec.structs.replace(frontier, signature=b"")
        Ed25519PublicKey.from_public_bytes(public_key).verify(frontier.signature, _signed(plain))
    except (msgspec.MsgspecError, RecursionError, InvalidSignature, ValueError) as error:
        raise Refused("frontier") from error
    return frontier


def delivered_of(published: bytes, stream: StreamId) -> int:
    """How much of a stream a frontier names as held by all; unverified, for the hub it is from."""
    frontier = msgspec.msgpack.decode(published, type=Frontier)
    return dict(frontier.delivered).get(stream, 0)


def _signed(plain: Frontier) -> bytes:
    return b"holdfast-frontier-1" + msgspec.msgpack.encode(plain)
