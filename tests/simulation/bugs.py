"""Deliberate bugs. Each must be found within its budget of seeds, or the simulator is blind."""

import contextlib
import random
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import msgspec

from sync.core import local
from sync.core.clock import HybridClock
from sync.core.ids import Head, StreamId
from sync.core.merge import escrow, owned
from sync.core.record import decode_record, encode_record
from sync.core.state import RowState
from sync.store.memory import MemoryStore
from sync.store.memory.data import Data, Logged
from sync.store.memory.receive import Receiver
from sync.store.protocol import Ingested, Range
from tests.simulation.disks import DyingStore, MemoryDisk, SqliteDisk
from tests.simulation.node import Node
from tests.sync.catalogue import LEDGER

Patches = Callable[[contextlib.ExitStack], None]


class Bug(msgspec.Struct, frozen=True):
    """What is wrong, how it is switched on, and within how many seeds it has to show."""

    what: str
    patch: Patches
    seeds: int = 60
    sqlite: bool = False

    @contextlib.contextmanager
    def planted(self) -> Iterator[None]:
        """The code with the bug in it."""
        with contextlib.ExitStack() as stack:
            self.patch(stack)
            yield


def _replace(stack: contextlib.ExitStack, target: object, name: str, by: object) -> None:
    stack.enter_context(mock.patch.object(target, name, by))


def _cursor_first(stack: contextlib.ExitStack) -> None:
    """The cursor is saved, then the power goes, then nothing was applied."""
    real: Any = Receiver._effect
    chance = random.Random(7)

    def effect(self: Any, origin: Any, parts: Any, bound: Any) -> str:
        if chance.random() < 0.02:
            return ""
        return str(real(self, origin, parts, bound))

    _replace(stack, Receiver, "_effect", effect)


def _not_synced(stack: contextlib.ExitStack) -> None:
    _replace(stack, SqliteDisk, "durability", "normal")


def _clock_not_merged(stack: contextlib.ExitStack) -> None:
    _replace(stack, HybridClock, "observe", lambda self, remote: None)


def _acknowledged_first(stack: contextlib.ExitStack) -> None:
    real = Node.commit

    def commit(self: Node) -> None:
        self.acknowledged.add(f"{self.me.number}.{self.disk.epoch()}.{self.operations}")
        real(self)

    _replace(stack, Node, "commit", commit)


def _no_dedupe(stack: contextlib.ExitStack) -> None:
    real: Any = Receiver.ingest

    def ingest(self: Any, batch: Range) -> Ingested:
        taken: Ingested = real(self, batch)
        if not taken.code and not taken.records:
            for body in batch.bodies:
                parts = [(batch.first, decode_record(body))]
                member = self._data.members[batch.stream.node]
                self._effect(self._origin_of(batch.stream, member), parts, None)
        return taken

    _replace(stack, Receiver, "ingest", ingest)


def _tombstone_forgotten(stack: contextlib.ExitStack) -> None:
    real = Data.save

    def save(self: Data, scope: Any, taken: Any) -> None:
        real(self, scope, taken)
        for key, state in taken.rows.items():
            if isinstance(state, RowState) and not state.alive:
                self.rows.pop(key, None)

    _replace(stack, Data, "save", save)


def _relay_stamps_anew(stack: contextlib.ExitStack) -> None:
    real = MemoryStore.extract

    def extract(self: MemoryStore, stream: StreamId, after: int, bytes_max: int) -> Range | None:
        found = real(self, stream, after, bytes_max)
        if found is None or stream.node == self.me.node:
            return found
        records = [decode_record(body) for body in found.bodies]
        for record in records:
            record.hlc = max(record.hlc, self.clock.last)
        bodies = tuple(encode_record(record) for record in records)
        return msgspec.structs.replace(found, bodies=bodies)

    _replace(stack, MemoryStore, "extract", extract)


def _sequence_reused(stack: contextlib.ExitStack) -> None:
    """A restored node goes on in its old epoch and never learns that it must not."""

    def restore(self: MemoryDisk, backup: object) -> None:
        assert isinstance(backup, DyingStore)
        self.memory = backup

    _replace(stack, MemoryDisk, "restore", restore)
    _replace(stack, MemoryDisk, "raise_epoch", lambda self, above, cause: None)


def _escrow_unchecked(stack: contextlib.ExitStack) -> None:
    _replace(stack, escrow, "refusal", lambda state, number, claimed: "")
    real: Any = local._spend

    def spend(table: Any, pk: Any, amount: Any, state: Any, number: int) -> Any:
        rich = state.copy() if state is not None else None
        if rich is not None:
            rich.granted[0, number] = 1 << 40
        return real(table, pk, amount, rich, number)

    _replace(stack, local, "_spend", spend)


def _ownership_not_fenced(stack: contextlib.ExitStack) -> None:
    _replace(stack, owned, "refusal", lambda state, table, op, number: "")


def _digest_skips_a_table(stack: contextlib.ExitStack) -> None:
    real = Data.add_digest

    def add_digest(self: Data, scope: str, table_id: int, delta: int) -> None:
        if table_id != LEDGER.id:
            real(self, scope, table_id, delta)

    _replace(stack, Data, "add_digest", add_digest)


def _quarantine_blocks(stack: contextlib.ExitStack) -> None:
    real: Any = Receiver._effect

    def effect(self: Any, origin: Any, parts: Any, bound: Any) -> str:
        code = str(real(self, origin, parts, bound))
        return "waiting" if code == "name_forbidden" else code

    _replace(stack, Receiver, "_effect", effect)


def _gap_accepted(stack: contextlib.ExitStack) -> None:
    real: Any = Receiver._apply

    def apply(self: Any, batch: Range, head: Head, member: Any, *rest: Any) -> Ingested:
        taken: Ingested = real(self, batch, head, member, *rest)
        held = self._data.streams[batch.stream]
        if taken.records > 3:
            held.log[-2] = Logged(held.log[-2].hash, held.log[-1].body)
        return taken

    _replace(stack, Receiver, "_apply", apply)


def _verdict_ignored(stack: contextlib.ExitStack) -> None:
    _replace(stack, Receiver, "_heed_verdicts", lambda self, origin, taken: None)


BUGS: dict[str, Bug] = {
    "cursor_first": Bug("the cursor is saved before the rows", _cursor_first),
    "not_synced": Bug("synchronous=NORMAL", _not_synced, seeds=20, sqlite=True),
    "clock_not_merged": Bug("the clock does not follow what is received", _clock_not_merged),
    "acknowledged_first": Bug("acknowledged before the commit", _acknowledged_first),
    "no_dedupe": Bug("a repeated range takes effect again", _no_dedupe),
    "tombstone_forgotten": Bug("a tombstone goes before all have it", _tombstone_forgotten),
    "relay_stamps_anew": Bug("a relay stamps records anew", _relay_stamps_anew),
    "sequence_reused": Bug("numbers are used again after a restore", _sequence_reused),
    "escrow_unchecked": Bug("rights are spent without looking", _escrow_unchecked),
    "ownership_not_fenced": Bug("anybody writes an owned row", _ownership_not_fenced),
    "digest_skips_a_table": Bug("digests leave out a table", _digest_skips_a_table),
    "quarantine_blocks": Bug("a withheld record holds up its stream", _quarantine_blocks),
    "gap_accepted": Bug("a record is replaced by its neighbour", _gap_accepted),
    "verdict_ignored": Bug("verdicts are not heeded", _verdict_ignored),
}
