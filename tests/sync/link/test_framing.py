"""Frames: what goes in comes out, and nothing else does, in bounded memory and time."""

import random
import resource
import struct
import time
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sync.core.chain import Seal
from sync.core.codec import (
    CHECK_BYTES,
    FRAME_BYTES_MAX,
    FRAME_VERSION,
    HEADER_BYTES,
    PIECE_BYTES_MAX,
    check_of,
)
from sync.core.errors import BadFrame
from sync.core.ids import NodeId, Scope, StreamId
from sync.core.messages import Batch, Bye, Message, Ping, SnapChunk
from sync.core.record import RECORD_BYTES_MAX
from sync.core.wire import MESSAGE_BYTES_MAX, decode, encode
from sync.link.framing import FrameReader, FrameWriter

STREAM = StreamId(NodeId(7), 1, Scope("c1"))
RSS_MB_MAX = 64
REJECT_S_MAX = 0.25


def batch(*bodies: bytes) -> Batch:
    return Batch(STREAM, 1, bodies, Seal(len(bodies), bytes(64)))


def sent(writer: FrameWriter, reader: FrameReader, message: Message) -> Message | None:
    got = None
    for frame in writer.write(message):
        assert got is None
        got = reader.read(frame)
    return got


def test_messages_of_all_sizes_pass_one_stream(rng: random.Random) -> None:
    writer, reader = FrameWriter(), FrameReader()
    piece = PIECE_BYTES_MAX
    for size in (1, 100, piece - 40, piece, piece + 1, RECORD_BYTES_MAX):
        for body in (bytes(size), rng.randbytes(size)):
            message = batch(body)
            assert sent(writer, reader, message) == message


def test_every_frame_of_incompressible_data_keeps_the_limit(rng: random.Random) -> None:
    bodies = [rng.randbytes(RECORD_BYTES_MAX) for _ in range(7)]
    frames = FrameWriter().write(batch(*bodies))
    assert len(frames) == 15
    assert max(map(len, frames)) <= PIECE_BYTES_MAX + 4_096 < FRAME_BYTES_MAX


def test_the_stream_remembers_what_went_before() -> None:
    writer = FrameWriter()
    body = random.Random(1).randbytes(2_000)
    first, second = (writer.write(batch(body))[0] for _ in range(2))
    assert len(first) > 2_000
    assert len(second) < 100


def test_a_message_above_the_limit_is_refused_piece_by_piece() -> None:
    reader = FrameReader()
    writer = _Forger()
    pieces = MESSAGE_BYTES_MAX // PIECE_BYTES_MAX
    for _ in range(pieces):
        assert reader.read(writer.frame(bytes(PIECE_BYTES_MAX), more=True)) is None
    with pytest.raises(BadFrame, match="message_too_large"):
        reader.read(writer.frame(b"x", more=False))


def test_pieces_may_not_be_used_to_waste_time() -> None:
    with pytest.raises(BadFrame, match="frame_pieces"):
        FrameReader().read(_Forger().frame(b"x", more=True))


class _Forger:
    """Makes frames that keep the form and say anything."""

    def __init__(self, window_log: int = 20) -> None:
        parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=window_log)
        self.stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
        self.count = 0

    def frame(self, piece: bytes, *, more: bool = False, length: int | None = None) -> bytes:
        data = self.stream.compress(piece)
        data += self.stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        return self.around(data, piece, more=more, length=length)

    def around(
        self, data: bytes, piece: bytes, *, more: bool = False, length: int | None = None
    ) -> bytes:
        check = check_of(b"", self.count, piece, data, more=more)
        self.count += 1
        said = len(piece) if length is None else length
        return struct.pack(f">BBI{CHECK_BYTES}s", FRAME_VERSION, int(more), said, check) + data


def bomb() -> bytes:
    """8 kB that say they are 256 MiB."""
    size = 256 << 20
    compressor = zstandard.ZstdCompressor(level=19).compressobj(size=size)
    zeros = bytes(16 << 20)
    data = b"".join(compressor.compress(zeros) for _ in range(size // len(zeros)))
    return data + compressor.flush()


BOMBS: dict[str, Callable[[], bytes]] = {
    "announced 512 KiB": lambda: _Forger().around(
        bomb(), bytes(PIECE_BYTES_MAX), length=PIECE_BYTES_MAX
    ),
    "announced 1 byte": lambda: _Forger().around(bomb(), b"\0", length=1),
    "one byte more": lambda: _Forger().frame(bytes(1_001), length=1_000),
    "frames in a row": lambda: _Forger().around(
        zstandard.compress(bytes(PIECE_BYTES_MAX)) * 1_000, b"", length=PIECE_BYTES_MAX
    ),
    "window of 128 MiB": lambda: _Forger(window_log=27).frame(b"x" * 100),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_quickly_and_without_memory(name: str) -> None:
    frame = BOMBS[name]()
    assert len(frame) <= FRAME_BYTES_MAX
    reader = FrameReader()
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    with pytest.raises(BadFrame):
        reader.read(frame)
    assert time.process_time() - started < REJECT_S_MAX
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < RSS_MB_MAX << 10


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda frame: frame[:-1], "frame_length|frame_check|frame_zstd"),
        (lambda frame: frame[: HEADER_BYTES - 1], "frame_short"),
        (lambda frame: frame + bytes(FRAME_BYTES_MAX), "frame_too_large"),
        (lambda frame: b"\2" + frame[1:], "frame_version"),
        (lambda frame: frame[:1] + b"\2" + frame[2:], "frame_version"),
        (lambda frame: frame[:1] + b"\1" + frame[2:], "frame_check"),
    ],
)
def test_a_frame_that_was_cut_or_changed_is_refused(
    change: Callable[[bytes], bytes], code: str
) -> None:
    frame = FrameWriter().write(Bye("x" * 60))[0]
    with pytest.raises(BadFrame, match=code):
        FrameReader().read(change(frame))


def test_repeated_lost_and_swapped_frames_are_refused() -> None:
    writer = FrameWriter()
    frames = [writer.write(Ping(number))[0] for number in range(4)]
    for order in ([0, 0], [1], [0, 2], [0, 1, 3]):
        reader = FrameReader()
        for place in order[:-1]:
            assert reader.read(frames[place]) == Ping(place)
        with pytest.raises(BadFrame, match=r"frame_check|frame_length|frame_zstd"):
            reader.read(frames[order[-1]])


def test_a_frame_without_the_key_is_refused() -> None:
    for key in (b"", b"b" * 32):
        writer, reader = FrameWriter(), FrameReader()
        writer.secure(key)
        reader.secure(b"a" * 32)
        with pytest.raises(BadFrame, match="frame_check"):
            reader.read(writer.write(Ping(1))[0])


def test_two_thousand_mutations_are_refused(rng: random.Random) -> None:
    body = b"".join(f"quantity {number} ".encode() for number in range(300))
    writer = FrameWriter()
    writer.secure(b"k" * 32)
    frame = writer.write(batch(body, body[::-1]))[0]
    for _ in range(2_000):
        changed = bytearray(frame)
        for _ in range(rng.choice((1, 1, 1, 2, 8))):
            changed[rng.randrange(len(changed))] ^= rng.randrange(1, 256)
        if rng.random() < 0.1:
            del changed[rng.randrange(1, len(changed)) :]
        if bytes(changed) == frame:
            continue
        reader = FrameReader()
        reader.secure(b"k" * 32)
        with pytest.raises(BadFrame):
            reader.read(bytes(changed))


@given(st.binary(max_size=300))
def test_no_bytes_make_the_decoder_stumble(plain: bytes) -> None:
    try:
        message = decode(plain)
    except BadFrame:
        return
    assert decode(encode(message)) == message


@pytest.mark.parametrize(
    "plain",
    [
        b"\x91" * 5_000,
        b"\x92\x0d\xcf" + b"\xff" * 8,
        encode(SnapChunk(bytes(32), 0, b""))[:-1],
        encode(SnapChunk(bytes(31), 0, b"")),
        encode(batch(b"")),
        encode(Batch(STREAM, 1, (b"x",), Seal(2, bytes(64)))),
        encode(Batch(STREAM, 1, (b"x",), Seal(1, bytes(63)))),
        encode(Batch(STREAM, 0, (b"x",), Seal(0, bytes(64)))),
        encode(Batch(STREAM, 1, (), Seal(0, bytes(64)))),
        encode(batch(bytes(RECORD_BYTES_MAX + 1))),
        encode(Batch(StreamId(NodeId(7), 1, Scope("c\0")), 1, (b"x",), Seal(1, bytes(64)))),
        encode(Batch(StreamId(NodeId(-7), 1, Scope("c")), 1, (b"x",), Seal(1, bytes(64)))),
        encode(Batch(StreamId(NodeId(7), 1, Scope("c" * 65)), 1, (b"x",), Seal(1, bytes(64)))),
        bytes(MESSAGE_BYTES_MAX + 1),
    ],
    ids=range(14),
)
def test_messages_out_of_bounds_are_refused(plain: bytes) -> None:
    with pytest.raises(BadFrame, match=r"message_malformed|message_too_large"):
        decode(plain)
