"""Deliberate bugs. Each must be found within its budget of seeds, or the simulator is blind."""

import contextlib
import random
from typing import Any

import msgspec

from sync.core import local
from sync.core.clock import HLC_MAX, HybridClock, hlc_at
from sync.core.ids import Head, StreamId
from sync.core.merge import escrow, owned
from sync.core.record import decode_record, encode_record
from sync.core.stability import Frontier, Stability
from sync.core.state import RowState
from sync.store.frontier import Forgetting
from sync.store.memory import MemoryStore
from sync.store.memory.data import Data, Logged
from sync.store.memory.receive import Receiver
from sync.store.memory.retreat import Retreat
from sync.store.protocol import Ingested, Range
from sync.store.retention import Retention
from tests.simulation.bugs_at_borders import AT_BORDERS
from tests.simulation.disks import MemoryDisk
from tests.simulation.files import SqliteDisk
from tests.simulation.node import Node
from tests.simulation.planted import Bug, replace
from tests.sync.catalogue import LEDGER


def _cursor_first(stack: contextlib.ExitStack) -> None:
    """The cursor is saved, then the power goes, then nothing was applied."""
    real: Any = Receiver._effect
    chance = random.Random(7)

    def effect(self: Any, origin: Any, parts: Any, bound: Any) -> str:
        if chance.random() < 0.02:
            return ""
        return str(real(self, origin, parts, bound))

    replace(stack, Receiver, "_effect", effect)


def _not_synced(stack: contextlib.ExitStack) -> None:
    replace(stack, SqliteDisk, "durability", "normal")


def _clock_not_merged(stack: contextlib.ExitStack) -> None:
    replace(stack, HybridClock, "observe", lambda self, remote: None)


def _acknowledged_first(stack: contextlib.ExitStack) -> None:
    real = Node.commit

    def commit(self: Node) -> None:
        self.acknowledged.add(f"{self.me.number}.{self.disk.epoch()}.{self.operations}")
        real(self)

    replace(stack, Node, "commit", commit)


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

    replace(stack, Receiver, "ingest", ingest)


def _tombstone_forgotten(stack: contextlib.ExitStack) -> None:
    real = Data.save

    def save(self: Data, scope: Any, taken: Any) -> None:
        real(self, scope, taken)
        for key, state in taken.rows.items():
            if isinstance(state, RowState) and not state.alive:
                self.rows.pop(key, None)

    replace(stack, Data, "save", save)


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

    replace(stack, MemoryStore, "extract", extract)


def _sequence_reused(stack: contextlib.ExitStack) -> None:
    """A restored node goes on in its old epoch and never learns that it must not."""

    def restore(self: MemoryDisk, backup: object) -> None:
        self._put_back(backup)

    replace(stack, MemoryDisk, "restore", restore)
    replace(stack, MemoryDisk, "raise_epoch", lambda self, above, cause: None)


def _escrow_unchecked(stack: contextlib.ExitStack) -> None:
    replace(stack, escrow, "refusal", lambda state, number, claimed: "")
    real: Any = local._spend

    def spend(table: Any, pk: Any, amount: Any, state: Any, number: int) -> Any:
        rich = state.copy() if state is not None else None
        if rich is not None:
            rich.granted[0, number] = 1 << 40
        return real(table, pk, amount, rich, number)

    replace(stack, local, "_spend", spend)


def _ownership_not_fenced(stack: contextlib.ExitStack) -> None:
    replace(stack, owned, "refusal", lambda state, table, op, number: "")


def _digest_skips_a_table(stack: contextlib.ExitStack) -> None:
    real = Data.add_digest

    def add_digest(self: Data, scope: str, table_id: int, delta: int) -> None:
        if table_id != LEDGER.id:
            real(self, scope, table_id, delta)

    replace(stack, Data, "add_digest", add_digest)


def _quarantine_blocks(stack: contextlib.ExitStack) -> None:
    real: Any = Receiver._effect

    def effect(self: Any, origin: Any, parts: Any, bound: Any) -> str:
        code = str(real(self, origin, parts, bound))
        return "waiting" if code == "name_forbidden" else code

    replace(stack, Receiver, "_effect", effect)


def _gap_accepted(stack: contextlib.ExitStack) -> None:
    real: Any = Receiver._apply

    def apply(self: Any, batch: Range, head: Head, member: Any, *rest: Any) -> Ingested:
        taken: Ingested = real(self, batch, head, member, *rest)
        held = self._data.streams[batch.stream]
        if taken.records > 3:
            held.log[-2] = Logged(held.log[-2].hash, held.log[-1].body)
        return taken

    replace(stack, Receiver, "_apply", apply)


def _verdict_ignored(stack: contextlib.ExitStack) -> None:
    replace(stack, Receiver, "_heed_verdicts", lambda self, origin, taken: None)


def _collapsed_early(stack: contextlib.ExitStack) -> None:
    """The stamps of all that is here now, whoever may still write below them."""
    real: Any = Forgetting._work

    def work(self: Any, scope: Any, frontier: Frontier) -> bool:
        early = msgspec.structs.replace(frontier, hlc=self._store.clock.last)
        return bool(real(self, scope, early))

    replace(stack, Forgetting, "_work", work)
    replace(stack, MemoryStore, "lowest_hlc", lambda self, scope, behind: HLC_MAX)


def _kept_by_stamps(stack: contextlib.ExitStack) -> None:
    """How long a record stays goes by the clock of its author."""

    def over(self: Any, scope: Any, frontier: Frontier, now_ms: int) -> dict[StreamId, int]:
        old = hlc_at(now_ms - self._kept_ms)
        upto = {}
        for stream, seq in frontier.delivered:
            held = self._store.data.streams[stream]
            stamps = [decode_record(one.body).hlc for one in held.log[held.floor : seq]]
            young = next((at for at, hlc in enumerate(stamps) if hlc > old), len(stamps))
            upto[stream] = held.floor + young
        return upto

    replace(stack, Retention, "over", over)


def _frontier_from_acks(stack: contextlib.ExitStack) -> None:
    """All have all there is: but one may have written, long ago, what it has not sent."""
    replace(stack, Stability, "stable", lambda self, scope, replicas: HLC_MAX - 1)


def _not_taken_back(stack: contextlib.ExitStack) -> None:
    """The author of a withheld record keeps what it did to rows."""
    replace(stack, Retreat, "step_back", lambda self, stream, seq, code, accepted: None)


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
    "collapsed_early": Bug("stamps are collapsed before they are stable", _collapsed_early),
    "kept_by_stamps": Bug("authors' clocks say how long records stay", _kept_by_stamps),
    "frontier_from_acks": Bug("acks alone make the stable clock", _frontier_from_acks),
    "not_taken_back": Bug("an author keeps what was withheld", _not_taken_back),
    "verdict_ignored": Bug("verdicts are not heeded", _verdict_ignored),
    **AT_BORDERS,
}
