"""Audit trails: rows that each carry a hash over themselves and the row before, so that a change
anywhere shows; and refusals gathered until the disk has a moment."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, Generic, TypeVar

import apsw
import msgspec

A = TypeVar("A", bound=Hashable)

HASH_BYTES = 32
BEGINNING = bytes(HASH_BYTES)
"""What the first row follows."""
GATHERED_MAX = 1_000
QUIET_MS = 60_000
_pack = msgspec.msgpack.Encoder().encode


class Head(msgspec.Struct, frozen=True):
    """The last row: its number and what the next one follows."""

    seq: int = 0
    hash: bytes = BEGINNING


class Trail(msgspec.Struct, frozen=True):
    """A table (seq, …, hash) by its statements. last: (seq, hash) of the last row; every: all rows
    in order; insert: takes a whole row."""

    last: str
    every: str
    insert: str

    def head(self, connection: apsw.Connection) -> Head:
        """Where the chain ends."""
        found: list[tuple[Any, ...]] = connection.execute(self.last).fetchall()
        return Head(*found[0]) if found else Head()

    def append(self, connection: apsw.Connection, values: Sequence[int | str]) -> Head:
        """A row of these values behind the last one, inside the open transaction."""
        before = self.head(connection)
        row = (before.seq + 1, *values)
        hashed = chained(before.hash, row)
        connection.execute(self.insert, (*row, hashed))
        return Head(before.seq + 1, hashed)

    def broken(self, connection: apsw.Connection) -> Iterator[tuple[str, str]]:
        """(row, what is wrong) of each place where the chain does not hold."""
        before, expected = BEGINNING, 1
        for *row, hashed in connection.execute(self.every):
            if row[0] != expected:
                yield f"audit row {expected}", f"missing up to row {row[0]}"
            elif chained(before, row) != hashed:
                yield f"audit row {row[0]}", "altered, or does not follow from the row before"
            before, expected = hashed, row[0] + 1


class Gathered(Generic[A]):
    """Acts that must not wait for the disk: the first of a kind in a minute is kept, so that a
    program gone wild does not fill it."""

    def __init__(self, wall_ms: Callable[[], int]) -> None:
        self._wall_ms = wall_ms
        self._waiting: list[tuple[A, int]] = []
        self._told: dict[A, int] = {}

    def add(self, act: A) -> None:
        """It happened now."""
        now = self._wall_ms()
        if self._told.get(act, -QUIET_MS) + QUIET_MS > now or len(self._waiting) >= GATHERED_MAX:
            return
        if len(self._told) >= GATHERED_MAX:
            self._told.clear()
        self._told[act] = now
        self._waiting.append((act, now))

    def take(self) -> list[tuple[A, int]]:
        """What waits to be kept, with its time."""
        taken, self._waiting = self._waiting, []
        return taken


def chained(before: bytes, row: Iterable[object]) -> bytes:
    """The hash of a row after the one with this hash."""
    return blake2b(before + _pack(list(row)), digest_size=HASH_BYTES).digest()
