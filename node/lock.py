"""One program per data folder: a lock the system lets go of when the process dies."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

from node.errors import OperatorError


class FolderBusy(OperatorError):
    """Another process works on this folder."""


class FolderLock:
    """Held from creation to `release`. The file tells others the holder's address."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise FolderBusy(f"{folder} is in use by a running program") from None
        self.tell("")

    def tell(self, address: str) -> None:
        """Write down where the holder can be reached."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, address.encode(), 0)

    def release(self) -> None:
        """Let others in."""
        self.tell("")
        os.close(self._descriptor)

    def __enter__(self) -> "FolderLock":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def holder_of(folder: Path) -> str | None:
    """The address told by the program that holds the folder; None if nobody does."""
    path = folder / "lock"
    if not path.exists():
        return None
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, 200, 0).decode(errors="replace")
    finally:
        os.close(descriptor)
    return None
