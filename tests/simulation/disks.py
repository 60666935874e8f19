"""What simulated nodes store on when it need not be a disk: dictionaries."""

import copy
import random
from typing import TYPE_CHECKING

import msgspec

from sync.core.builtin import with_builtin
from sync.core.catalogue import Catalogue, Merge
from sync.core.ids import StreamId
from sync.core.record import OpKind, decode_record
from sync.core.stamp import pack_stamp
from sync.core.state import Entry
from sync.store.memory import MemoryStore
from sync.store.memory.data import Data
from sync.store.protocol import Ingested, Member, Range, Store
from tests.simulation.policy import policy_of
from tests.simulation.schemas import NEW
from tests.simulation.sums import summed_anew
from tests.sync.fleet import SHARED, key_of

if TYPE_CHECKING:
    from tests.simulation.node import Wall

STEPS_LEFT = (1, 8)


class PowerCut(Exception):
    """The disk died in the middle of an operation."""


class DyingStore(MemoryStore):
    """A memory replica whose power can go just before or just after a commit."""

    steps_left = 0
    dead = False

    def step(self) -> None:
        """A moment at which the power can go."""
        if self.dead:
            raise PowerCut
        if self.steps_left:
            self.steps_left -= 1
            if not self.steps_left:
                self.dead = True
                raise PowerCut

    def commit(self) -> None:
        """See Store."""
        self.step()
        super().commit()
        self.step()

    def ingest(self, batch: Range) -> Ingested:
        """See Store. What it publishes itself goes with it in one piece."""
        self.step()
        steps, self.steps_left = self.steps_left, 0
        taken = super().ingest(batch)
        self.steps_left = steps
        self.step()
        return taken


class MemoryDisk:
    """Keeps every committed transaction, whatever happens. No files, so nothing to damage."""

    damaged = False
    first: object = None

    def __init__(
        self, me: Member, wall: "Wall", chance: random.Random, catalogue: Catalogue
    ) -> None:
        self._me, self._key, self._wall, self._chance = me, key_of(me.number), wall, chance
        self.catalogue = catalogue
        judge = me.role == "hub"
        self.memory = DyingStore(
            catalogue, me, self._key, wall, policy=policy_of(me.number), judge=judge
        )

    @property
    def store(self) -> Store:
        """The store."""
        return self.memory

    @property
    def frozen(self) -> bool:
        """See Disk."""
        return self.memory.frozen

    @property
    def dead(self) -> bool:
        """See Disk."""
        return self.memory.dead

    @property
    def outdated(self) -> bool:
        """See Disk."""
        return self.catalogue is not NEW

    def hlc(self) -> int:
        """See Disk."""
        return self.memory.clock.last

    def hash_at(self, stream: StreamId, seq: int) -> bytes | None:
        """See Disk."""
        return self.memory.hash_at(stream, seq)

    def raise_epoch(self, above: int, cause: str) -> None:
        """See Disk."""
        self.memory.raise_epoch(above, cause)

    def epoch(self) -> int:
        """See Disk."""
        return self.memory.epoch

    def die_soon(self) -> None:
        """See Disk."""
        self.memory.steps_left = self._chance.randrange(*STEPS_LEFT)

    def undo(self) -> None:
        """See Disk."""
        if self.memory.in_transaction:
            self.memory.rollback()

    def cut(self) -> None:
        """See Disk. What was not committed is gone."""
        self.undo()
        self.memory.dead, self.memory.steps_left = False, 0

    def backup(self) -> object:
        """See Disk."""
        kept = (self._key, self._wall, self.catalogue)
        return copy.deepcopy(self.memory, {id(thing): thing for thing in kept})

    def restore(self, backup: object) -> None:
        """See Disk."""
        self._put_back(backup)
        self.memory.raise_epoch(self.memory.epoch)

    def _put_back(self, backup: object) -> None:
        assert isinstance(backup, DyingStore)
        self.memory = backup
        self.memory.dead, self.memory.steps_left = False, 0
        if len(backup.catalogue.tables) < len(with_builtin(self.catalogue).tables):
            self.upgrade()

    def twin(self, chance: random.Random) -> "MemoryDisk":
        """See Disk."""
        twin = MemoryDisk(self._me, self._wall, chance, self.catalogue)
        twin._put_back(self.backup())
        return twin

    def upgrade(self) -> None:
        """See Disk. What was kept unread finds its place."""
        self.catalogue = NEW
        self.memory.catalogue = self.memory.data.catalogue = with_builtin(NEW)
        _unfold(self.memory.data)

    def keep_first(self) -> bool:
        """See Disk."""
        return False

    def thaw(self, node: int) -> bool:
        """See Disk."""
        frozen = [s for s, held in self.memory.data.streams.items() if held.frozen]
        found = [stream for stream in frozen if stream.node == node]
        for stream in found:
            self.memory.data.streams[stream].frozen = ""
        return bool(found)

    def flip(self) -> None:
        """See Disk."""

    def sound(self) -> bool:
        """See Disk."""
        return True

    def fail_soon(self) -> None:
        """See Disk."""

    def fill(self, *, full: bool) -> None:
        """See Disk."""

    def remove(self) -> None:
        """See Disk."""


def _unfold(data: Data) -> None:
    """Unknown fields become columns, a new ledger is filled from the log, digests start anew."""
    unknown_of = msgspec.msgpack.Decoder(dict[int, int | str | None]).decode
    rest_of = msgspec.msgpack.Decoder(list[int | str | None]).decode
    for (table_id, _), row in data.rows.items():
        table = data.catalogue.by_id[table_id]
        unknown = unknown_of(row.extra) if row.extra else {}
        if row.alive:
            for field in table.fields[len(row.values) :]:
                row.values.append(unknown.get(field.id, field.default))
            row.extra = None
    for table in data.catalogue.tables:
        if table.merge is not Merge.LEDGER:
            continue
        if table.id not in data.entries:
            data.entries[table.id] = list(_entries_in_log(data, table.id))
        entries = data.entries[table.id]
        for place, entry in enumerate(entries):
            rest = rest_of(entry.extra) if entry.extra else []
            missing = table.fields[len(entry.values) + len(rest) :]
            values = (*entry.values, *rest, *(field.default for field in missing))
            entries[place] = msgspec.structs.replace(entry, values=values, extra=None)
    fresh = summed_anew(data)
    data.digests = {(SHARED, table): total for table, total in fresh.items()}


def _entries_in_log(data: Data, table_id: int) -> list[Entry]:
    found = []
    for stream, held in data.streams.items():
        number = data.members[stream.node].number
        for seq, logged in enumerate(held.log, start=1):
            record = decode_record(logged.body)
            end = seq + record.part
            withheld = (stream.node, stream.epoch, stream.scope, end) in data.withheld
            if withheld or end > len(held.log):  # the rest of its transaction is still to come
                continue
            stamp = pack_stamp(record.hlc, number)
            found += [
                Entry(stream, seq, index, stamp, tuple(op.values), None)
                for index, op in enumerate(record.ops)
                if op.table == table_id and op.kind == OpKind.LEDGER
            ]
    return found
