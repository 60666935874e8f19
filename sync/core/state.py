"""What a replica knows of a row, an element or a counter; merge rules make its next self."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import overload

import msgspec

from sync.core.catalogue import Pk, Value
from sync.core.ids import StreamId
from sync.core.stamp import STAMP_BYTES

OWNER_BYTES = (
    8  # owner number u32, fence u32, behind the stamp of an owned row that was handed over
)


class RowState:
    """A row of a ROWS or OWNED table. A dead row keeps only its clocks (its tombstone)."""

    __slots__ = ("alive", "clocks", "extra", "values")

    def __init__(
        self, values: list[Value], clocks: bytes, alive: bool = True, extra: bytes | None = None
    ) -> None:
        self.values = values
        self.clocks = clocks
        self.alive = alive
        self.extra = extra

    def copy(self) -> "RowState":
        """An independent copy, to put back when a record turns out not to be allowed."""
        return RowState(list(self.values), self.clocks, self.alive, self.extra)

    def assign(self, other: "RowState") -> None:
        """Become the other."""
        self.values, self.clocks = list(other.values), other.clocks
        self.alive, self.extra = other.alive, other.extra


class ElementState:
    """An element of an add-wins set: dots (stamps of additions) that live, and those removed."""

    __slots__ = ("dots", "gone")

    def __init__(self, dots: bytes = b"", gone: bytes = b"") -> None:
        self.dots = dots
        self.gone = gone

    def packed(self) -> tuple[bytes, bytes]:
        """As it travels in a verdict."""
        return self.dots, self.gone

    def copy(self) -> "ElementState":
        """An independent copy."""
        return ElementState(self.dots, self.gone)


class RightsState:
    """An escrow counter: totals granted per (from, to) and used per node, all rising."""

    __slots__ = ("granted", "used")

    def __init__(
        self, granted: dict[tuple[int, int], int] | None = None, used: dict[int, int] | None = None
    ) -> None:
        self.granted = granted if granted is not None else {}
        self.used = used if used is not None else {}

    def packed(self) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]]]:
        """As it is stored, and as it travels in a verdict."""
        granted = [(giver, to, total) for (giver, to), total in sorted(self.granted.items())]
        return granted, sorted(self.used.items())

    def copy(self) -> "RightsState":
        """An independent copy."""
        return RightsState(dict(self.granted), dict(self.used))

    def held(self, number: int) -> int:
        """Rights a node holds: received minus given away minus used."""
        return self.received(number) - self.given_away(number)

    def received(self, number: int) -> int:
        """All rights a node was ever granted, by others or by itself when it opened the counter."""
        return sum(amount for (_, to), amount in self.granted.items() if to == number)

    def given_away(self, number: int) -> int:
        """All rights a node has granted to others or used."""
        granted = self.granted.items()
        given = sum(amount for (giver, to), amount in granted if giver == number != to)
        return given + self.used.get(number, 0)


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A ledger entry where it stands: stream, record and place in the record."""

    stream: StreamId
    seq: int
    index: int
    stamp: bytes
    values: tuple[Value, ...]
    """In field-id order, one per field of the table as known here."""
    extra: bytes | None = None


class Run:
    """What one record adds to one ledger: places in the record, and the values at each."""

    __slots__ = ("extras", "indexes", "seq", "stamp", "stream", "values")

    def __init__(
        self,
        stream: StreamId,
        seq: int,
        stamp: bytes,
        indexes: list[int],
        values: list[list[Value]],
    ) -> None:
        self.stream = stream
        self.seq = seq
        self.stamp = stamp
        self.indexes = indexes
        self.values = values
        self.extras: dict[int, bytes] = {}

    def add(self, index: int, values: list[Value], extra: bytes | None) -> None:
        """One more entry; `extra`: its values behind the fields known here."""
        self.indexes.append(index)
        self.values.append(values)
        if extra is not None:
            self.extras[index] = extra

    def entry(self, place: int) -> Entry:
        """One of them."""
        index = self.indexes[place]
        values, extra = tuple(self.values[place]), self.extras.get(index)
        return Entry(self.stream, self.seq, index, self.stamp, values, extra)

    def entries(self) -> Iterator[Entry]:
        """One by one."""
        return map(self.entry, range(len(self.indexes)))


class RunEntries(Sequence[Entry]):
    """The entries of records, made as they are looked at: to sum up in SQL, the ends are enough."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = [run for run in runs if run.indexes]
        self._count = sum(len(run.indexes) for run in runs)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Entry]:
        return chain.from_iterable(run.entries() for run in self._runs)

    @overload
    def __getitem__(self, at: int) -> Entry: ...

    @overload
    def __getitem__(self, at: slice) -> list[Entry]: ...

    def __getitem__(self, at: int | slice) -> Entry | list[Entry]:
        if at in (0, -1) and self._runs:
            return self._runs[at].entry(at)
        return list(self)[at]


class Loser(msgspec.Struct, frozen=True):
    """A value that lost against a write made without knowing it."""

    table: int
    pk: Pk
    field: int
    value: Value
    stamp: bytes
    winner: bytes


def split_dots(dots: bytes) -> list[bytes]:
    """The stamps joined in a blob."""
    return [dots[at : at + STAMP_BYTES] for at in range(0, len(dots), STAMP_BYTES)]
