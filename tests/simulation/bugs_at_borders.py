"""Deliberate bugs where nodes meet: versions, images, rights, forgers, broken frames and disks."""

import contextlib
from typing import Any

import msgspec

from sync.core import fold
from sync.core.fallback import Fallback
from sync.core.fold import Fold
from sync.core.ids import Head, StreamId
from sync.core.inflow import Inflow
from sync.core.merge import rows
from sync.core.roster import Introductions
from sync.core.stamp import ZERO_STAMP
from sync.link import side
from sync.store.memory import MemoryStore, receive
from sync.store.memory.receive import Receiver
from sync.store.memory.retreat import Retreat
from sync.store.protocol import Ingested, Member, Range
from tests.powerloss.disk import NAME as RECORDING
from tests.simulation.disks import DyingStore, MemoryDisk
from tests.simulation.faults import Fault
from tests.simulation.files import SqliteDisk
from tests.simulation.planted import Bug, replace


def _gap_bridged(stack: contextlib.ExitStack) -> None:
    """What is missing is taken for what comes."""
    real: Any = Receiver.ingest

    def ingest(self: Any, batch: Range) -> Ingested:
        head = self._data.head(batch.stream)
        if batch.first > head.seq + 1:
            batch = msgspec.structs.replace(batch, first=head.seq + 1)
        taken: Ingested = real(self, batch)
        return taken

    replace(stack, Receiver, "ingest", ingest)


def _parts_at_once(stack: contextlib.ExitStack) -> None:
    real: Any = Receiver._effect

    def effect(self: Any, origin: Any, parts: Any, bound: Any) -> str:
        return str(real(self, origin, parts[-1:], bound))

    replace(stack, Receiver, "_effect", effect)


def _unknown_field_dropped(stack: contextlib.ExitStack) -> None:
    replace(stack, rows, "_keep_unknown", lambda state, field, value: None)


def _unknown_entry_cut(stack: contextlib.ExitStack) -> None:
    """A ledger keeps the columns it knows, and no more."""
    real: Any = Fold._append

    def append(
        self: Any, table: Any, origin: Any, seq: int, index: int, op: Any, stamp: Any
    ) -> None:
        op.values = op.values[: len(table.fields)]
        real(self, table, origin, seq, index, op, stamp)

    replace(stack, Fold, "_append", append)


def _vector_pruned(stack: contextlib.ExitStack) -> None:
    """Old streams are left out to keep messages short."""
    real = MemoryStore.vector

    def vector(self: MemoryStore) -> dict[StreamId, Head]:
        held = real(self)
        last = {stream.node: stream.epoch for stream in sorted(held)}
        return {stream: head for stream, head in held.items() if stream.epoch == last[stream.node]}

    replace(stack, MemoryStore, "vector", vector)


def _fork_ignored(stack: contextlib.ExitStack) -> None:
    """A copied edge goes on in the epoch of the other."""
    replace(stack, MemoryDisk, "raise_epoch", lambda self, above, cause: None)


def _clock_not_saved(stack: contextlib.ExitStack) -> None:
    real = MemoryDisk.cut

    def cut(self: MemoryDisk) -> None:
        real(self)
        self.memory.clock.last = 0

    replace(stack, MemoryDisk, "cut", cut)


def _tie_in_transaction(stack: contextlib.ExitStack) -> None:
    """Of two writes of one transaction not the later one wins."""
    real: Any = rows.put

    def put(
        state: Any, table: Any, op: Any, stamp: Any, losers: Any, *, again: bool = False
    ) -> Any:
        return real(state, table, op, stamp, losers)

    replace(stack, rows, "put", put)
    replace(stack, fold, "joined", lambda _, ops: ops)


def _arrival_decides(stack: contextlib.ExitStack) -> None:
    replace(stack, rows, "stamp_of", lambda clocks, field: ZERO_STAMP)


def _node_left_out_of_stamp(stack: contextlib.ExitStack) -> None:
    """Stamps name the number that a replica has given to an author, not the author's own."""
    real: Any = Receiver._origin_of

    def origin_of(self: Any, stream: Any, member: Any) -> Any:
        place = sorted(self._data.streams).index(stream) if stream in self._data.streams else 0
        return msgspec.structs.replace(real(self, stream, member), number=place + 1)

    replace(stack, Receiver, "_origin_of", origin_of)


def _seal_unchecked(stack: contextlib.ExitStack) -> None:
    for module in (receive, side):
        replace(stack, module, "seal_holds", lambda key, stream, seal, head_hash: True)


def _relay_blamed_on_author(stack: contextlib.ExitStack) -> None:
    """What an edge forges in another's name freezes the other."""
    real: Any = side.StoreSide._ingest

    def ingest(self: Any, batch: Any, *, relayed: bool) -> Any:
        return real(self, batch, relayed=False)

    replace(stack, side.StoreSide, "_ingest", ingest)


def _scope_unchecked(stack: contextlib.ExitStack) -> None:
    real: Any = Inflow.on_batch

    def on_batch(self: Any, batch: Any, scopes: Any, *, relayed: bool) -> Any:
        return real(self, batch, scopes | {batch.stream.scope}, relayed=relayed)

    replace(stack, Inflow, "on_batch", on_batch)
    real_ingest: Any = Receiver.ingest

    def ingest(self: Any, batch: Range) -> Ingested:
        known = self._data.members
        member = known.get(batch.stream.node)
        if member is not None and batch.stream.scope not in member.scopes:
            scopes = (*member.scopes, batch.stream.scope)
            known[member.node] = msgspec.structs.replace(member, scopes=scopes)
        taken: Ingested = real_ingest(self, batch)
        return taken

    replace(stack, Receiver, "ingest", ingest)


def _future_moves_clocks(stack: contextlib.ExitStack) -> None:
    real: Any = Receiver._effect

    def effect(self: Any, origin: Any, parts: Any, bound: Any) -> str:
        self._clock.observe(parts[-1][1].hlc)
        return str(real(self, origin, parts, bound))

    replace(stack, Receiver, "_effect", effect)


def _hub_impersonates_itself(stack: contextlib.ExitStack) -> None:
    """A hub put back goes on in its old epoch, even when shown what it wrote before."""

    def restore(self: MemoryDisk, backup: object) -> None:
        assert isinstance(backup, DyingStore)
        self._put_back(backup)
        if backup.me.role != "hub":
            backup.raise_epoch(backup.epoch)

    replace(stack, MemoryDisk, "restore", restore)
    replace(stack, Fallback, "current", lambda self, stream: False)


def _rights_outlive_removal(stack: contextlib.ExitStack) -> None:
    """A session goes on with the rights it began with, and so does the store."""
    replace(stack, Introductions, "refusal", lambda self, loaded: "")
    real = MemoryStore.enrol

    def enrol(self: MemoryStore, member: Member) -> None:
        known = self.data.members.get(member.node)
        if known is None or member.scopes:
            real(self, member)

    replace(stack, MemoryStore, "enrol", enrol)


def _step_back_trusts_judge(stack: contextlib.ExitStack) -> None:
    """What a refused write had covered is looked up at the judge only."""
    replace(stack, Retreat, "_logged", lambda self, keys: iter(()))


def _checksums_off(stack: contextlib.ExitStack) -> None:
    real: Any = SqliteDisk._options
    plain = lambda self: msgspec.structs.replace(real(self), vfs=RECORDING)  # noqa: E731
    replace(stack, SqliteDisk, "_options", plain)
    replace(stack, SqliteDisk, "sound", lambda self: True)


AT_BORDERS: dict[str, Bug] = {
    "gap_bridged": Bug("a gap is taken for the next record", _gap_bridged),
    "parts_at_once": Bug("a part of a transaction takes effect alone", _parts_at_once),
    "unknown_field_dropped": Bug("fields of a newer schema get lost", _unknown_field_dropped),
    "unknown_entry_cut": Bug("columns of a newer ledger get lost", _unknown_entry_cut),
    "vector_pruned": Bug("old streams are left out of vectors", _vector_pruned),
    "fork_ignored": Bug("an edge started twice goes on", _fork_ignored),
    "clock_not_saved": Bug("the clock starts anew after a power cut", _clock_not_saved),
    "tie_in_transaction": Bug("in a transaction the larger value wins", _tie_in_transaction),
    "arrival_decides": Bug("the last to arrive wins", _arrival_decides),
    "local_surrogate": Bug("stamps name a local number", _node_left_out_of_stamp),
    "seal_unchecked": Bug("seals are not checked", _seal_unchecked),
    "relay_blamed_on_author": Bug("a forger freezes another's stream", _relay_blamed_on_author),
    "scope_unchecked": Bug("records of a foreign scope are taken", _scope_unchecked),
    "future_moves_clocks": Bug("clocks follow any stamp", _future_moves_clocks),
    "hub_impersonates_itself": Bug("a restored hub uses its epoch again", _hub_impersonates_itself),
    "rights_outlive_removal": Bug("a removed edge is still heard", _rights_outlive_removal),
    "step_back_trusts_judge": Bug("covered writes are not looked for", _step_back_trusts_judge),
    "checksums_off": Bug(
        "pages are not checked", _checksums_off, sqlite=True, faults=frozenset({Fault.BIT_FLIP})
    ),
}
