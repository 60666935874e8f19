"""A full disk is a dead end for SQLite in WAL mode: even DELETE and checkpoints need room.

So a ballast file keeps some room back. Below the watermark writes are refused; the ballast is freed
to let the store clean up, and laid down again when there is room.
"""

import os
from pathlib import Path

BALLAST_BYTES = 64 << 20
FREE_BYTES_MIN = 32 << 20
_CHUNK = b"\0" * (1 << 20)


class Disk:
    """The medium under a data folder."""

    def __init__(
        self,
        folder: Path,
        *,
        ballast_bytes: int = BALLAST_BYTES,
        free_bytes_min: int = FREE_BYTES_MIN,
    ) -> None:
        self._folder = folder
        self._ballast = folder / "ballast"
        self._ballast_bytes = ballast_bytes
        self._free_bytes_min = free_bytes_min

    def free_bytes(self) -> int:
        """Bytes this process may still write."""
        found = os.statvfs(self._folder)
        return found.f_bavail * found.f_frsize

    def is_low(self) -> bool:
        """Whether new writes should be refused."""
        return self.free_bytes() < self._free_bytes_min

    def holds_ballast(self) -> bool:
        """Whether the reserve is laid down in full."""
        try:
            return self._ballast.stat().st_size >= self._ballast_bytes
        except FileNotFoundError:
            return False

    def lay_ballast(self) -> bool:
        """Take the reserve if there is room for it and for work; false if there is not."""
        if self.holds_ballast():
            return True
        held = self._ballast.stat().st_size if self._ballast.exists() else 0
        if self.free_bytes() + held < self._ballast_bytes + 2 * self._free_bytes_min:
            return False
        try:
            # Real blocks: a sparse file would reserve nothing.
            with self._ballast.open("wb") as file:
                for _ in range(0, self._ballast_bytes, len(_CHUNK)):
                    file.write(_CHUNK[: self._ballast_bytes - file.tell()])
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self.free_ballast()
            return False
        return True

    def free_ballast(self) -> bool:
        """Give the reserve to the store; false if it was gone already."""
        try:
            self._ballast.unlink()
        except FileNotFoundError:
            return False
        return True
