"""Who is on the other end: signatures over the opening messages, frame keys, lost suffixes.

Both identities are pinned Ed25519 keys and each signs everything said so far, the other's nonce
included. An X25519 agreement inside the signed messages yields keys for the frames that follow, so
nobody between the two can add, drop or change one even where the line is not encrypted.
"""

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.core.ids import Head, StreamId
from sync.core.messages import (
    Card,
    Challenge,
    Hello,
    Mark,
    Marks,
    Roster,
    SnapOffer,
    Verdict,
    Welcome,
)
from sync.core.wire import encode

HUB = "hub"
BEHIND, FORK, LOST_SUFFIX = "behind", "fork", "lost_suffix"


class Me(msgspec.Struct, frozen=True):
    """This node as it presents itself."""

    node: int
    epoch: int
    number: int
    role: str
    schema: int
    key: Ed25519PrivateKey


class Ephemeral:
    """A nonce and an X25519 key for one connection."""

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self.nonce = random_bytes(32)
        self._private = X25519PrivateKey.from_private_bytes(random_bytes(32))

    @property
    def share(self) -> bytes:
        """The public half."""
        return self._private.public_key().public_bytes_raw()

    def agree(self, share: bytes, transcript: bytes) -> tuple[bytes, bytes]:
        """(initiator's, acceptor's) frame key. ValueError for a share chosen to yield zero."""
        secret = self._private.exchange(X25519PublicKey.from_public_bytes(share))
        return _derived(secret, transcript, b"initiator"), _derived(secret, transcript, b"acceptor")


def _derived(secret: bytes, transcript: bytes, side: bytes) -> bytes:
    return blake2b(transcript + side, key=secret, digest_size=32).digest()


def sign_hello(key: Ed25519PrivateKey, challenge: Challenge, hello: Hello) -> Hello:
    """The hello with its signature."""
    return msgspec.structs.replace(hello, signature=key.sign(_hello(challenge, hello)))


def hello_holds(public_key: bytes, challenge: Challenge, hello: Hello) -> bool:
    """Whether it was signed by this key as an answer to this challenge."""
    return _holds(public_key, hello.signature, _hello(challenge, hello))


def sign_welcome(
    key: Ed25519PrivateKey, challenge: Challenge, hello: Hello, welcome: Welcome
) -> Welcome:
    """The welcome with its signature."""
    signature = key.sign(_welcome(challenge, hello, welcome))
    return msgspec.structs.replace(welcome, signature=signature)


def welcome_holds(public_key: bytes, challenge: Challenge, hello: Hello, welcome: Welcome) -> bool:
    """Whether it was signed by this key as an answer to this hello."""
    return _holds(public_key, welcome.signature, _welcome(challenge, hello, welcome))


def transcript_of(challenge: Challenge, hello: Hello, welcome: Welcome) -> bytes:
    """What both sides have said, signatures included."""
    return _hash(encode(challenge), encode(hello), encode(welcome))


def sign_roster(key: Ed25519PrivateKey, transcript: bytes, cards: tuple[Card, ...]) -> Roster:
    """A roster for this session only."""
    return Roster(cards, key.sign(_roster(transcript, cards)))


def roster_holds(public_key: bytes, transcript: bytes, roster: Roster) -> bool:
    """Whether the hub of this session signed it."""
    return _holds(public_key, roster.signature, _roster(transcript, roster.cards))


def sign_offer(key: Ed25519PrivateKey, offer: SnapOffer) -> SnapOffer:
    """A snapshot's manifest with its signature; valid in any session, so that transfers resume."""
    return msgspec.structs.replace(offer, signature=key.sign(_offer(offer)))


def offer_holds(public_key: bytes, offer: SnapOffer) -> bool:
    """Whether this key signed the manifest."""
    return _holds(public_key, offer.signature, _offer(offer))


def _hello(challenge: Challenge, hello: Hello) -> bytes:
    plain = msgspec.structs.replace(hello, signature=b"")
    return b"holdfast-hello-1" + _hash(encode(challenge), encode(plain))


def _welcome(challenge: Challenge, hello: Hello, welcome: Welcome) -> bytes:
    plain = msgspec.structs.replace(welcome, signature=b"")
    return b"holdfast-welcome-1" + _hash(encode(challenge), encode(hello), encode(plain))


def _roster(transcript: bytes, cards: tuple[Card, ...]) -> bytes:
    return b"holdfast-roster-1" + transcript + _hash(msgspec.msgpack.encode(cards))


def _offer(offer: SnapOffer) -> bytes:
    return b"holdfast-snapshot-1" + _hash(encode(msgspec.structs.replace(offer, signature=b"")))


def _hash(*parts: bytes) -> bytes:
    hasher = blake2b(digest_size=32)
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big") + part)
    return hasher.digest()


def _holds(public_key: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def skew_ms(sent: int, heard: int, answered: int, received: int) -> int:
    """How far the peer's clock is ahead, by the four timestamps of a round trip (NTP)."""
    return ((heard - sent) + (answered - received)) // 2


def marks_of(vector: Mapping[StreamId, Head], scopes: frozenset[str]) -> Marks:
    """The part of a vector that lies in these scopes, in a fixed order."""
    return tuple(
        Mark(stream, head.seq, head.hash)
        for stream, head in sorted(vector.items())
        if stream.scope in scopes
    )


def fingerprint_of(vector: Mapping[StreamId, Head], scope: str) -> bytes:
    """Equal for equal vectors of a scope."""
    return _hash(msgspec.msgpack.encode(marks_of(vector, frozenset({scope}))))


def own_losses(
    node: int, vector: Mapping[StreamId, Head], claims: Iterable[Mark], forks: frozenset[StreamId]
) -> list[Verdict]:
    """Streams of `node` of which the other side holds more, or something else, than `vector`."""
    losses = []
    for mark in claims:
        if mark.stream.node != node:
            continue
        held = vector.get(mark.stream)
        if mark.stream in forks or (
            held is not None and held.seq == mark.seq and held.hash != mark.hash
        ):
            losses.append(Verdict(mark.stream, FORK))
        elif mark.seq > (held.seq if held is not None else 0):
            losses.append(Verdict(mark.stream, BEHIND))
    return losses
