"""What can go wrong with the file under a replica."""

from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from sync.core.errors import SyncError

_CHECKSUM_WRONG = 0x200A  # SQLITE_IOERR_DATA: a page read back differs from what was written


class Damaged(SyncError):
    """The database cannot be trusted; `detail` says what to do. Nothing was changed or deleted."""


class DiskFull(SyncError):
    """No space left for this transaction; roll it back. Reads go on, later writes may succeed."""

    def __init__(self) -> None:
        super().__init__("disk_full", "free some space; the replica goes on by itself")


@contextmanager
def guarded() -> Iterator[None]:
    """Names the two conditions an operator has to act on."""
    try:
        yield
    except apsw.FullError as error:
        raise DiskFull from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise damaged(str(error)) from error
    except apsw.IOError as error:
        if getattr(error, "extendedresult", 0) == _CHECKSUM_WRONG:
            raise damaged("a page fails its checksum") from error
        raise


def damaged(what: str) -> Damaged:
    """The one advice for a file that cannot be trusted."""
    return Damaged(
        "database_damaged",
        f"{what}; stop, set the files aside (do not delete them), restore the last verified backup "
        "and let the node pull the rest from its hub",
    )
