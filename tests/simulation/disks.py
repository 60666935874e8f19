"""What simulated nodes store on: dictionaries, or SQLite on a disk that loses writes."""

import contextlib
import copy
import random
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from sync.core.ids import StreamId
from sync.store.memory import MemoryStore
from sync.store.protocol import Ingested, Member, Range, Store
from sync.store.sqlite import Options, SqliteStore
from tests.powerloss.disk import SURVIVAL, Event, RecordingDisk, Step, after_cut
from tests.simulation.policy import HousePolicy
from tests.sync.catalogue import CATALOGUE
from tests.sync.fleet import key_of

if TYPE_CHECKING:
    from tests.simulation.node import Wall

FORK = "fork"
STEPS_LEFT = (1, 8)
WRITES_LEFT = (1, 40)
NAME = "replica.db"
FAST = Path("/dev/shm")


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
    """Keeps every committed transaction, whatever happens."""

    def __init__(self, me: Member, wall: "Wall", chance: random.Random) -> None:
        self._key, self._wall, self._chance = key_of(me.number), wall, chance
        judge = me.role == "hub"
        self.memory = DyingStore(CATALOGUE, me, self._key, wall, policy=HousePolicy(), judge=judge)

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

    def hlc(self) -> int:
        """See Disk."""
        return self.memory.clock.last

    def hash_at(self, stream: StreamId, seq: int) -> bytes | None:
        """See Disk."""
        return self.memory.hash_at(stream, seq)

    def raise_epoch(self, above: int, cause: str) -> None:
        """See Disk."""
        self.memory.raise_epoch(above)
        self.memory.frozen = cause == FORK

    def epoch(self) -> int:
        """See Disk."""
        return self.memory.epoch

    def die_soon(self) -> None:
        """See Disk."""
        self.memory.steps_left = self._chance.randrange(*STEPS_LEFT)

    def cut(self) -> None:
        """See Disk. What was not committed is gone."""
        if self.memory.in_transaction:
            self.memory.rollback()
        self.memory.dead, self.memory.steps_left = False, 0

    def backup(self) -> object:
        """See Disk."""
        kept = (self._key, self._wall)
        return copy.deepcopy(self.memory, {id(thing): thing for thing in kept})

    def restore(self, backup: object) -> None:
        """See Disk."""
        assert isinstance(backup, DyingStore)
        self.memory = backup
        self.memory.dead, self.memory.steps_left = False, 0
        self.memory.raise_epoch(self.memory.epoch)

    def remove(self) -> None:
        """See Disk."""


class SqliteDisk:
    """The real store on the recording disk. Needs a process of its own (see tests.powerloss)."""

    disk: RecordingDisk
    durability = "full"

    def __init__(self, me: Member, wall: "Wall", chance: random.Random) -> None:
        self._me, self._wall, self._chance = me, wall, chance
        self._folder = self._new_folder()
        self._journal = self.disk.record(self._folder)
        self.sqlite = SqliteStore.create(
            self._folder / NAME,
            CATALOGUE,
            me,
            key_of(me.number),
            wall,
            policy=HousePolicy(),
            judge=me.role == "hub",
            options=self._options(),
        )
        self._journal.synced_directory()
        self._served()

    def _options(self) -> Options:
        return Options(durability=self.durability, checkpoint_pages=24, head_file=False)

    def _new_folder(self) -> Path:
        return Path(tempfile.mkdtemp(dir=FAST if FAST.is_dir() else None))

    def _served(self) -> None:
        """Everything so far is history; a later cut starts from here."""
        content = {path.name: path.read_bytes() for path in self._folder.iterdir()}
        self._journal.events = [
            event
            for name, data in content.items()
            for event in (
                Event(Step.OPEN, name),
                Event(Step.WRITE, name, 0, data),
                Event(Step.SYNC, name),
            )
        ]

    @property
    def store(self) -> Store:
        """The store."""
        return self.sqlite

    @property
    def frozen(self) -> bool:
        """See Disk."""
        return self.sqlite.frozen

    @property
    def dead(self) -> bool:
        """See Disk."""
        return self._journal.dead

    def hlc(self) -> int:
        """See Disk."""
        return self.sqlite.hlc()

    def hash_at(self, stream: StreamId, seq: int) -> bytes | None:
        """See Disk."""
        return self.sqlite.hash_at(stream, seq)

    def raise_epoch(self, above: int, cause: str) -> None:
        """See Disk."""
        self.sqlite.new_epoch(cause, above)
        if cause == FORK:
            self.sqlite.freeze()

    def epoch(self) -> int:
        """See Disk."""
        return self.sqlite.epoch

    def die_soon(self) -> None:
        """See Disk."""
        self._journal.writes_left = self._chance.randrange(*WRITES_LEFT)

    def cut(self) -> None:
        """See Disk: what a real disk might hold, opened again."""
        events = self._journal.events
        image = after_cut(events, self._chance, self._chance.choice(SURVIVAL))
        self._replace(image.files)

    def _replace(self, files: dict[str, bytes]) -> None:
        self.disk.forget(self._folder)
        with contextlib.suppress(apsw.Error):
            self.sqlite.connection.close(force=True)
        shutil.rmtree(self._folder)
        self._folder = self._new_folder()
        for name, content in files.items():
            if name.startswith(NAME) and not name.endswith("-shm"):
                (self._folder / name).write_bytes(content)
        self._journal = self.disk.record(self._folder)
        self._served()
        self.sqlite = SqliteStore.open(
            self._folder / NAME,
            CATALOGUE,
            key_of(self._me.number),
            self._wall,
            policy=HousePolicy(),
            judge=self._me.role == "hub",
            options=self._options(),
        )

    def backup(self) -> object:
        """See Disk."""
        return {path.name: path.read_bytes() for path in self._folder.iterdir()}

    def restore(self, backup: object) -> None:
        """See Disk."""
        assert isinstance(backup, dict)
        self._replace(backup)
        self.sqlite.new_epoch("restored")

    def remove(self) -> None:
        """Leave nothing behind."""
        self.disk.forget(self._folder)
        self.sqlite.connection.close(force=True)
        shutil.rmtree(self._folder)
