"""What simulated nodes store on when it is a disk: SQLite on files that lose writes and fail."""

import contextlib
import random
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from sync.core.catalogue import Catalogue
from sync.core.ids import StreamId
from sync.store.protocol import Member, Store
from sync.store.sqlite import Damaged, Options, SqliteStore
from sync.store.sqlite.backup import check_pages
from sync.store.sqlite.open import PAGE_BYTES
from tests.powerloss.disk import SURVIVAL, Event, RecordingDisk, Step, after_cut
from tests.simulation.policy import policy_of
from tests.simulation.schemas import NEW
from tests.sync.fleet import key_of

if TYPE_CHECKING:
    from tests.simulation.node import Wall

WRITES_LEFT = (1, 40)
NAME = "replica.db"
FAST = Path("/dev/shm")

Image = dict[str, bytes]


class SqliteDisk:
    """The real store on the recording disk. Needs a process of its own (see tests.powerloss)."""

    disk: RecordingDisk
    durability = "full"

    def __init__(
        self, me: Member, wall: "Wall", chance: random.Random, catalogue: Catalogue
    ) -> None:
        self._me, self._wall, self._chance = me, wall, chance
        self.catalogue = catalogue
        self._first: Image | None = None
        self._flipped = False
        self._epoch = 1
        self._folder = self._new_folder()
        self._journal = self.disk.record(self._folder)
        self.sqlite = SqliteStore.create(
            self._folder / NAME,
            catalogue,
            me,
            key_of(me.number),
            wall,
            policy=policy_of(me.number),
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
        self._journal.events = [
            event
            for name, data in self._files().items()
            for event in (
                Event(Step.OPEN, name),
                Event(Step.WRITE, name, 0, data),
                Event(Step.SYNC, name),
            )
        ]

    def _files(self) -> Image:
        return {path.name: path.read_bytes() for path in sorted(self._folder.iterdir())}

    # -- as it is ---------------------------------------------------------------------------------

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

    @property
    def damaged(self) -> bool:
        """See Disk."""
        return self._flipped

    @property
    def first(self) -> object:
        """See Disk."""
        return self._first

    @property
    def outdated(self) -> bool:
        """See Disk."""
        return self.catalogue is not NEW

    def hlc(self) -> int:
        """See Disk."""
        return self.sqlite.hlc()

    def hash_at(self, stream: StreamId, seq: int) -> bytes | None:
        """See Disk."""
        return self.sqlite.hash_at(stream, seq)

    def raise_epoch(self, above: int, cause: str) -> None:
        """See Disk."""
        self.sqlite.raise_epoch(above, cause)

    def epoch(self) -> int:
        """See Disk."""
        return self.sqlite.epoch

    def undo(self) -> None:
        """See Disk."""
        if self.sqlite.in_transaction:
            self.sqlite.rollback()

    # -- power ------------------------------------------------------------------------------------

    def die_soon(self) -> None:
        """See Disk."""
        self._journal.writes_left = self._chance.randrange(*WRITES_LEFT)

    def cut(self) -> None:
        """See Disk: what a real disk might hold, opened again."""
        events = self._journal.events
        image = after_cut(events, self._chance, self._chance.choice(SURVIVAL))
        self._lay(image.files)
        self._open()

    def _lay(self, files: Image) -> None:
        """New files in the place of the old."""
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

    def _open(self) -> None:
        self.sqlite = SqliteStore.open(
            self._folder / NAME,
            self.catalogue,
            key_of(self._me.number),
            self._wall,
            policy=policy_of(self._me.number),
            judge=self._me.role == "hub",
            options=self._options(),
        )

    # -- copies -----------------------------------------------------------------------------------

    def backup(self) -> object:
        """See Disk."""
        return self._files()

    def keep_first(self) -> bool:
        """See Disk."""
        self._first = self._files()
        return True

    def restore(self, backup: object) -> None:
        """See Disk."""
        assert isinstance(backup, dict)
        self._flipped = False
        self._epoch = max(self._epoch, self.sqlite.epoch)  # the same backup may come back twice
        self._lay(backup)
        self._open()
        self.sqlite.new_epoch("restored", self._epoch)

    def twin(self, chance: random.Random) -> "SqliteDisk":
        """See Disk."""
        twin = SqliteDisk(self._me, self._wall, chance, self.catalogue)
        twin._lay(self._files())
        twin._flipped = self._flipped
        twin._open()
        return twin

    def upgrade(self) -> None:
        """See Disk."""
        self.catalogue = NEW
        self.sqlite.connection.close(force=True)
        self._open()

    def thaw(self, node: int) -> bool:
        """See Disk."""
        streams = self.sqlite.replica.streams.by_id
        found = [s for s, held in streams.items() if s.node == node and held.frozen]
        for stream in found:
            self.sqlite.thaw(stream)
        return bool(found)

    # -- faults of the disk itself ----------------------------------------------------------------

    def flip(self) -> None:
        """See Disk. The program has ended properly, so all there is lies in the database."""
        self.disk.forget(self._folder)
        self.sqlite.close()
        files = self._files()
        content = bytearray(files[NAME])
        content[self._chance.randrange(PAGE_BYTES, len(content))] ^= 1 << self._chance.randrange(8)
        self._flipped = True
        self._lay({NAME: bytes(content)})
        self._open()

    def sound(self) -> bool:
        """See Disk."""
        if not self._flipped:
            return True
        try:
            check_pages(self._folder / NAME, self._options())
        except Damaged:
            return False
        self._flipped = False
        return True

    def fail_soon(self) -> None:
        """See Disk."""
        self._journal.fails_in = self._chance.randrange(*WRITES_LEFT)

    def fill(self, *, full: bool) -> None:
        """See Disk."""
        self._journal.full = full

    def remove(self) -> None:
        """Leave nothing behind."""
        self.disk.forget(self._folder)
        self.sqlite.connection.close(force=True)
        shutil.rmtree(self._folder)
