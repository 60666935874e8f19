"""What can go wrong with the file under a replica."""

from contextlib import AbstractContextManager
from types import TracebackType

import apsw

from sync.core.errors import SyncError

_CHECKSUM_WRONG = 0x200A  # SQLITE_IOERR_DATA: a page read back differs from what was written


class Damaged(SyncError):
    """The database cannot be trusted; `detail` says what to do. Nothing was changed or deleted."""


class DiskFull(SyncError):
    """No space left for this transaction; roll it back. Reads go on, later writes may succeed."""

    def __init__(self) -> None:
        super().__init__("disk_full", "free some space; the replica goes on by itself")


class _Guard:
    """A class, since every call of a store passes here and a generator costs a microsecond more."""

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if error is not None:
            raise_known(error)


_GUARD = _Guard()


def guarded() -> AbstractContextManager[None]:
    """Names the two conditions an operator has to act on."""
    return _GUARD


def raise_known(error: BaseException) -> None:
    """Raises what an operator has to act on; returns if it is anything else."""
    if isinstance(error, apsw.FullError):
        raise DiskFull from error
    if isinstance(error, apsw.CorruptError | apsw.NotADBError):
        raise damaged(str(error)) from error
    extended = getattr(error, "extendedresult", 0)
    if isinstance(error, apsw.IOError) and extended == _CHECKSUM_WRONG:
        raise damaged("a page fails its checksum") from error


def damaged(what: str) -> Damaged:
    """The one advice for a file that cannot be trusted."""
    return Damaged(
        "database_damaged",
        f"{what}; stop, set the files aside (do not delete them), restore the last verified backup "
        "and let the node pull the rest from its hub",
    )
