"""Below which stamp nothing can change any more, and how its finder tells the others.

"Everyone has acknowledged" is not enough: a replica may still hold an edit, made long ago and not
yet sent, whose stamp lies below what the others have collapsed. So each replica promises, with its
own heads: what I write later is above this clock. A promise counts once its heads are everywhere;
the lowest counting promise of all registered replicas is the stable clock H of a scope. The scope's
home hub publishes H, signed; replicas read stamps up to H as zero and drop what lies below.
"""

from collections.abc import Iterable, Mapping

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.core.clock import HLC_MAX
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

    def take(self, acked: PeerAcked, hlc_max: int) -> None:
        """A later word. A new connection starts over: a restored replica holds less than it did."""
        if acked.anew:
            self.held = {}
            self.promises = []
        own = {mark.stream: mark.seq for mark in acked.own}
        for stream, seq in (*((mark.stream, mark.seq) for mark in acked.heads), *own.items()):
            self.held[stream] = max(seq, self.held.get(stream, 0))
        if not 0 < acked.hlc <= hlc_max:
            return
        if self.promises and self.promises[-1].own == own:
            self.promises.pop()
        elif len(self.promises) >= PROMISES_MAX:
            del self.promises[PROMISES_MAX // 2]
        self.promises.append(Promise(own, acked.hlc))


class Stability:
    """Kept by a scope's home hub; fed with PeerAcked of all sessions and with its own state."""

    def __init__(self) -> None:
        self._told: dict[int, Told] = {}
        self._stable: dict[str, int] = {}

    def report(self, acked: PeerAcked, hlc_max: int = HLC_MAX) -> None:
        """A replica has said something about itself.

        hlc_max: what its judge accepts now. A replica whose clock runs further ahead will be called
        back by a verdict and then write below what it has promised.
        """
        self._told.setdefault(acked.node, Told()).take(acked, hlc_max)

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


class Frontier(msgspec.Struct, frozen=True, array_like=True):
    """H of a scope as its home hub publishes it. delivered: prefixes every replica holds."""

    scope: str
    hlc: int
    delivered: tuple[tuple[StreamId, int], ...]
    signature: bytes = b""


def publish(
    key: Ed25519PrivateKey, scope: str, hlc: int, delivered: Mapping[StreamId, int]
) -> bytes:
    """A signed frontier, to be written into the home hub's stream."""
    plain = Frontier(scope, hlc, tuple(sorted(delivered.items())))
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


def _signed(plain: Frontier) -> bytes:
    return b"holdfast-frontier-1" + msgspec.msgpack.encode(plain)
