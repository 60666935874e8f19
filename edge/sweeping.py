"""Files that were uploaded and never became part of anything go after a week."""

import asyncio

import apsw
import structlog

from edge.api.services import Services
from edge.store.errors import StoreError
from edge.store.recorder import Recorder
from node.http.problems import Problem
from sync.store.sqlite import SqliteStore

ROUND_S = 3_600.0
KEPT_MS = 7 * 86_400_000
"""A tablet that lost its line between upload and `attach` comes back within days."""
AT_ONCE_MAX = 200
_LOOSE = (
    "SELECT hash FROM blob WHERE at_ms<? AND NOT EXISTS("
    "SELECT 1 FROM attachment WHERE attachment.hash=blob.hash) ORDER BY hash LIMIT ?"
)


class Sweeping:
    """One round an hour. A site put back from a backup waits: its lost rows may still come."""

    def __init__(self, at: Services, store: SqliteStore) -> None:
        self._at, self._store = at, store
        self._log = structlog.get_logger("sweeping")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if not self._store.replica.resuming and not self._at.disk_low:
                try:
                    await self.sweep()
                except (StoreError, Problem):
                    self._log.warning("sweeping_waits")
            await asyncio.sleep(ROUND_S)

    async def sweep(self) -> int:
        """One slice; how many files went."""
        at = self._at
        before_ms = at.wall_ms() - KEPT_MS
        if not await at.readers.run(_loose, before_ms):
            return 0

        def forget(recorder: Recorder) -> list[str]:
            connection = recorder.store.connection
            loose = _loose(connection, before_ms)
            connection.executemany("DELETE FROM blob WHERE hash=?", ((each,) for each in loose))
            return loose

        async with at.blob_turn:
            loose = await at.change(forget)
            for digest in loose:
                await asyncio.to_thread(at.blobs.drop, digest)
        return len(loose)


def _loose(connection: apsw.Connection, before_ms: int) -> list[str]:
    """Hashes of old files that nothing names."""
    rows = connection.execute(_LOOSE, (before_ms, AT_ONCE_MAX)).fetchall()
    return [str(row[0]) for row in rows]
