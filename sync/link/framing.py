"""Frames on a connection: one zstd stream per direction, flushed per frame, with caps of our own.

Traps kept in mind: `max_output_size` of zstandard is ignored when a frame declares its size (33 kB
become 1 GiB), so output goes through a sink that refuses to grow; a truncated stream ends short
without an error, so each frame carries its plain length and a check.
"""

from typing import IO, cast

import zstandard

from sync.core.codec import (
    PIECE_BYTES_MAX,
    check_of,
    pack_frame,
    pieces_of,
    unpack_frame,
)
from sync.core.errors import BadFrame
from sync.core.messages import Message
from sync.core.wire import MESSAGE_BYTES_MAX, decode, encode

LEVEL = 3
WINDOW_LOG = 20
"""1 MiB each way: batches repeat the last minutes' words, and 200 edges share the hub's memory."""

WINDOW_BYTES_MAX = 8 << 20


class FrameWriter:
    """Messages to frames, in order."""

    def __init__(self) -> None:
        parameters = zstandard.ZstdCompressionParameters.from_level(LEVEL, window_log=WINDOW_LOG)
        self._stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
        self._key = b""
        self._count = 0

    def secure(self, key: bytes) -> None:
        """Key the checks of all frames that follow."""
        self._key = key

    def write(self, message: Message) -> list[bytes]:
        """The frames of one message."""
        plain = encode(message)
        assert 0 < len(plain) <= MESSAGE_BYTES_MAX
        return [self._frame(piece, more=more) for piece, more in pieces_of(plain)]

    def _frame(self, piece: bytes, *, more: bool) -> bytes:
        compressed = self._stream.compress(piece)
        compressed += self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        check = check_of(self._key, self._count, piece, compressed, more=more)
        self._count += 1
        return pack_frame(piece, compressed, check, more=more)


class FrameReader:
    """Frames to messages, in order. After a BadFrame the connection is of no more use."""

    def __init__(self) -> None:
        self._sink = _Sink()
        # The buffer exceeds the cap: zstd keeps back what does not fit until the next write.
        self._stream = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES_MAX).stream_writer(
            cast(IO[bytes], self._sink), write_size=PIECE_BYTES_MAX + 1
        )
        self._key = b""
        self._count = 0
        self._pieces: list[bytes] = []
        self._pieces_bytes = 0

    def secure(self, key: bytes) -> None:
        """Expect keyed checks from the next frame on."""
        self._key = key

    def read(self, frame: bytes) -> Message | None:
        """The message this frame completes, if it does; raises BadFrame."""
        more, length, check, compressed = unpack_frame(frame)
        if self._pieces_bytes + length > MESSAGE_BYTES_MAX:
            raise BadFrame("message_too_large")
        piece = self._unpacked(compressed, length)
        if check != check_of(self._key, self._count, piece, compressed, more=more):
            raise BadFrame("frame_check")
        self._count += 1
        self._pieces.append(piece)
        self._pieces_bytes += length
        if more:
            if length < PIECE_BYTES_MAX:
                raise BadFrame("frame_pieces")
            return None
        plain = b"".join(self._pieces)
        self._pieces, self._pieces_bytes = [], 0
        return decode(plain)

    def _unpacked(self, compressed: bytes, length: int) -> bytes:
        self._sink.expect(length)
        try:
            self._stream.write(compressed)
        except zstandard.ZstdError as error:
            raise BadFrame("frame_zstd") from error
        piece = self._sink.taken()
        if len(piece) != length:
            raise BadFrame("frame_length")
        return piece


class _Sink:
    """Where zstd writes to; refuses the first byte above what the frame announced."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._left = 0

    def expect(self, length: int) -> None:
        self._parts, self._left = [], length

    def write(self, part: bytes) -> int:
        self._left -= len(part)
        if self._left < 0:
            raise BadFrame("frame_bomb")
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
