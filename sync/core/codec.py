"""The pure part of a frame: header, check, cutting. Compression belongs to sync.link.framing.

Frame = version u8 | flags u8 | plain length u32 | check 16 bytes | compressed piece. The check is
BLAKE2b over a running number and the piece, plain and compressed (different bytes may unpack
alike), keyed once both sides know each other: a frame that was changed, lost, repeated, reordered
or made by someone else does not fit. A truncated zstd stream ends short without an error, hence the
length.
"""

import struct
from collections.abc import Iterator
from hashlib import blake2b

from sync.core.errors import BadFrame

FRAME_VERSION = 1
FRAME_BYTES_MAX = 1 << 20
PIECE_BYTES_MAX = 512 << 10
"""Plain bytes per frame: even incompressible ones stay below FRAME_BYTES_MAX compressed."""

CHECK_BYTES = 16
MORE = 1
_HEADER = struct.Struct(f">BBI{CHECK_BYTES}s")
HEADER_BYTES = _HEADER.size


def pack_frame(piece: bytes, compressed: bytes, check: bytes, *, more: bool) -> bytes:
    """Header and payload of one frame."""
    assert len(piece) <= PIECE_BYTES_MAX
    frame = _HEADER.pack(FRAME_VERSION, MORE if more else 0, len(piece), check) + compressed
    assert len(frame) <= FRAME_BYTES_MAX
    return frame


def unpack_frame(frame: bytes) -> tuple[bool, int, bytes, bytes]:
    """(more follow, plain length, check, compressed piece); raises BadFrame."""
    if len(frame) > FRAME_BYTES_MAX:
        raise BadFrame("frame_too_large")
    if len(frame) < HEADER_BYTES:
        raise BadFrame("frame_short")
    version, flags, length, check = _HEADER.unpack_from(frame)
    if version != FRAME_VERSION or flags > MORE:
        raise BadFrame("frame_version")
    if length > PIECE_BYTES_MAX:
        raise BadFrame("frame_too_large")
    return flags == MORE, length, check, frame[HEADER_BYTES:]


def check_of(key: bytes, count: int, piece: bytes, compressed: bytes, *, more: bool) -> bytes:
    """What a frame must carry at this place of its direction; `key` is empty before the welcome."""
    hasher = blake2b(key=key, digest_size=CHECK_BYTES, person=b"holdfast-frame-1")
    hasher.update(count.to_bytes(8, "big") + (b"\1" if more else b"\0"))
    hasher.update(piece)
    hasher.update(compressed)
    return hasher.digest()


def pieces_of(plain: bytes) -> Iterator[tuple[bytes, bool]]:
    """A message cut into pieces that fit a frame, each with whether more follow."""
    for at in range(0, len(plain), PIECE_BYTES_MAX):
        yield plain[at : at + PIECE_BYTES_MAX], at + PIECE_BYTES_MAX < len(plain)
