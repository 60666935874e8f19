"""The acknowledged heads in a small file beside the database.

The page checksums do not cover a write-ahead log that is not checkpointed yet: a flipped bit there
drops the commits behind it, and SQLite calls the rest sound. A database behind this file has lost
something, and says so at start instead of going on.
"""

import os
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path

import msgspec

from sync.core.ids import Head, StreamId
from sync.store.sqlite.open import sync_directory

LATE_MS_MAX = 1_000
_CHECK_BYTES = 16

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[int, int, str, int, bytes]]).decode


class HeadFile:
    """Written at most a second behind the commits while commits go on, and at close."""

    def __init__(self, database: Path, wall_ms: Callable[[], int]) -> None:
        self.path = database.with_name(database.name + ".head")
        self._wall_ms = wall_ms
        self._written_ms = 0
        self._late = False

    @property
    def late(self) -> bool:
        """Whether a commit is not in the file yet."""
        return self._late

    def committed(self, heads: Callable[[], Mapping[StreamId, Head]]) -> None:
        """After each commit; a jump of the wall clock either way counts as time passed."""
        if abs(self._wall_ms() - self._written_ms) >= LATE_MS_MAX:
            self.write(heads())
        else:
            self._late = True

    def write(self, heads: Mapping[StreamId, Head]) -> None:
        """Durable, and whole or not at all."""
        packed = _encode([(*stream, *head) for stream, head in sorted(heads.items())])
        beside = self.path.with_name(self.path.name + ".new")
        with beside.open("wb") as file:
            file.write(_check(packed) + packed)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
        sync_directory(self.path.parent)
        self._written_ms = self._wall_ms()
        self._late = False

    def read(self) -> dict[StreamId, Head]:
        """What was acknowledged; empty where there is no file or it is no longer readable."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        check, packed = data[:_CHECK_BYTES], data[_CHECK_BYTES:]
        if check != _check(packed):
            return {}
        found: dict[StreamId, Head] = {}
        for node, epoch, scope, seq, hash_ in _decode(packed):
            found[StreamId(node, epoch, scope)] = Head(seq, hash_)  # type: ignore[arg-type]
        return found


def _check(packed: bytes) -> bytes:
    return blake2b(packed, digest_size=_CHECK_BYTES).digest()
