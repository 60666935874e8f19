"""What the simulator asks of whatever a node's store lies on."""

from random import Random
from typing import Protocol

from sync.core.catalogue import Catalogue
from sync.core.ids import StreamId
from sync.store.protocol import Store


class Disk(Protocol):
    """Where a node's store lies."""

    @property
    def store(self) -> Store:
        """The store as it is now."""
        ...

    def hlc(self) -> int:
        """The clock as saved."""
        ...

    def hash_at(self, stream: StreamId, seq: int) -> bytes | None:
        """Chain hash of a record held."""
        ...

    def raise_epoch(self, above: int, cause: str) -> None:
        """Own records go to new streams; a fork stops own writes until a person has looked."""
        ...

    @property
    def frozen(self) -> bool:
        """Whether own writes are refused."""
        ...

    @property
    def dead(self) -> bool:
        """Whether the disk died in the middle of an operation."""
        ...

    def epoch(self) -> int:
        """The present epoch."""
        ...

    def undo(self) -> None:
        """Roll back the transaction that is open, if one is."""
        ...

    def die_soon(self) -> None:
        """Power will go in the middle of one of the next operations."""
        ...

    def cut(self) -> None:
        """Power is gone: keep what a disk keeps, and open it again."""
        ...

    def backup(self) -> object:
        """A copy of everything."""
        ...

    def restore(self, backup: object) -> None:
        """Go back to a copy, the proper way: in a new epoch."""
        ...

    def twin(self, chance: Random) -> "Disk":
        """A second disk with the same image on it: nobody has told it that it is a copy."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """What the store knows about."""
        ...

    @property
    def outdated(self) -> bool:
        """Whether the store speaks the old schema."""
        ...

    def upgrade(self) -> None:
        """Open the store with the new schema; it is down."""
        ...

    def thaw(self, node: int) -> bool:
        """Take the frozen streams of a node again; whether there were any."""
        ...

    @property
    def damaged(self) -> bool:
        """Whether a bit has turned over and nobody has put it right."""
        ...

    @property
    def first(self) -> object:
        """The oldest backup."""
        ...

    def keep_first(self) -> bool:
        """Make the oldest backup, if there are files that can be damaged."""
        ...

    def flip(self) -> None:
        """Turn over a bit of the database."""
        ...

    def sound(self) -> bool:
        """Whether each page is what was written."""
        ...

    def fail_soon(self) -> None:
        """One of the next writes or syncs will fail."""
        ...

    def fill(self, *, full: bool) -> None:
        """Take all space, or free it."""
        ...

    def remove(self) -> None:
        """Leave nothing behind."""
        ...
