"""Hash chain and seals: who wrote a stream, and that nothing in it was changed."""

from hashlib import blake2b

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.core.ids import StreamId

SEAL_RECORDS_MAX = 1_000
SEAL_BYTES_MAX = 512 << 10


class Seal(msgspec.Struct, frozen=True, array_like=True):
    """The author's signature over a stream's head at `seq`."""

    seq: int
    signature: bytes


def stream_tag(stream: StreamId) -> bytes:
    """What binds a record to its stream inside the hash."""
    return blake2b(f"{stream.node}|{stream.epoch}|{stream.scope}".encode(), digest_size=16).digest()


def next_hash(previous: bytes, tag: bytes, seq: int, body: bytes) -> bytes:
    """h_n = blake2b-256(h_{n-1} ‖ stream ‖ seq ‖ body)."""
    return blake2b(previous + tag + seq.to_bytes(8, "big") + body, digest_size=32).digest()


def seal_head(key: Ed25519PrivateKey, stream: StreamId, seq: int, head_hash: bytes) -> Seal:
    """Sign a head of one's own stream."""
    return Seal(seq, key.sign(_sealed(stream, seq, head_hash)))


def seal_holds(key: Ed25519PublicKey, stream: StreamId, seal: Seal, head_hash: bytes) -> bool:
    """Whether the signature is by this key over this head."""
    try:
        key.verify(seal.signature, _sealed(stream, seal.seq, head_hash))
    except InvalidSignature:
        return False
    return True


def _sealed(stream: StreamId, seq: int, head_hash: bytes) -> bytes:
    return b"holdfast-seal-1" + stream_tag(stream) + seq.to_bytes(8, "big") + head_hash
