"""Many new rows of one table as one flat list: its columns and statements are slices of it."""

from collections.abc import Sequence
from itertools import chain
from operator import lt

import msgspec

from sync.core import digest
from sync.core.catalogue import Kind, Table, Value
from sync.core.record import OpKind
from sync.store.sqlite.buckets import BUCKET_MASK, BUCKETS, bucket_of
from sync.store.sqlite.checks import check_columns
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.view import key_list

BULK_ROWS_MIN = 32

_encode = msgspec.msgpack.Encoder().encode
_PLAIN_PUT = int(OpKind.PUT)


class Bulk:
    """Rows of equal length, key first."""

    def __init__(self, table: Table, rows: Sequence[tuple[Value, ...]]) -> None:
        self.table, self.rows = table, rows
        self._width = len(rows[0])
        assert set(map(len, rows)) == {self._width}, table.name
        self._flat = list(chain.from_iterable(rows))
        self._keys = self._flat[:: self._width]
        self._rising = False
        self._packed: list[bytes] = []
        check_columns(table, (self._flat[at :: self._width] for at in range(self._width)))

    def fits(self, replica: Replica) -> bool:
        """Whether no row exists, was deleted, or comes twice, and there are enough of them."""
        table, keys = self.table, self._keys
        if len(keys) < BULK_ROWS_MIN or table.id in replica.buried:
            return False
        self._rising = all(map(lt, keys, keys[1:]))  # type: ignore[arg-type]
        if not self._rising and len(set(keys)) != len(keys):
            return False
        sql = replica.sql[table.id]
        if table.pk is Kind.INT:
            ((last,),) = replica.execute(sql.last).fetchall()
            if last is None or last < (keys[0] if self._rising else min(keys)):  # type: ignore[type-var]
                return True
        found = replica.execute(sql.known_many, (key_list(table, keys),))  # type: ignore[arg-type]
        return not found.fetchall()

    def pack(self) -> list[bytes]:
        """Its operations: arrays of five, table, kind, and what the digest of a row hashes."""
        packed = self._packed = [_encode((row[0], b"", row[1:])) for row in self.rows]
        begin = _encode((self.table.id, _PLAIN_PUT, 0, 0, 0))[:-3]
        return [begin + row[1:] for row in packed]

    def insert(self, replica: Replica, stamp: bytes, scope: int) -> None:
        """Write the rows."""
        for text, bindings in replica.sql[self.table.id].in_bulk(self._flat, [stamp, scope]):
            replica.executemany(text, bindings)

    def sums(self, stamp: bytes) -> list[int]:
        """What the rows add to each bucket of their table."""
        sums, keys = [0] * BUCKETS, self._keys
        digests = digest.bulk_digests(self._packed, stamp)
        first, last = keys[0], keys[-1]
        if (
            self._rising
            and type(first) is int
            and type(last) is int
            and last - first == len(keys) - 1
        ):
            for place in range(BUCKETS):  # one key after the other, as ids are given out
                sums[first + place & BUCKET_MASK] = sum(digests[place::BUCKETS])
        else:
            for key, one in zip(keys, digests, strict=True):
                sums[bucket_of(key)] += one  # type: ignore[arg-type]
        return sums
