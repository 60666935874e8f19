"""The store behind all sync sessions of the hub, and what it tells the loop of each batch."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from hub.store.writer import HubWriter
from sync.core.clock import hlc_ms
from sync.core.effects import Ingest, Result, Taken
from sync.core.errors import BadRecord
from sync.core.ids import StreamId
from sync.core.record import decode_record
from sync.link.side import StoreEffect, StoreSide
from sync.store.sqlite import SqliteStore
from sync.store.sqlite.files import SnapshotFiles

T = TypeVar("T")

TakenIn = Callable[[StreamId, Taken, int], None]
"""A batch was dealt with: stream, what became of it, wall milliseconds of its newest record."""


class HubSide(StoreSide):
    """Performs storage effects on the writer's thread."""

    def __init__(self, writer: HubWriter, taken_in: TakenIn) -> None:
        store = writer.store
        super().__init__(
            store,
            hlc=store.hlc,
            hash_at=store.hash_at,
            floor=store.floor,
            snapshots=SnapshotFiles(store, store.path.with_name("snapshots")),
        )
        self._taken_in = taken_in
        self._writer = writer

    def perform(self, effect: StoreEffect) -> Result | None:
        """As StoreSide; the loop hears of batches at once, before their session does."""
        result = super().perform(effect)
        if isinstance(effect, Ingest) and isinstance(result, Taken):
            newest_ms = _newest_ms(effect.batch.bodies[-1]) if result.records else 0
            taken = result
            self._writer.tell(lambda: self._taken_in(taken.stream, taken, newest_ms))
        return result


class Pace:
    """Leaves room for people while sites catch up: ingest takes at most `share` of the time as
    long as queries come in."""

    def __init__(self, writer: HubWriter, share: float, asked: Callable[[], int]) -> None:
        self._writer, self._share, self._asked = writer, share, asked
        self._free_at = 0.0
        self._seen = 0
        self._quiet_since = 0.0

    async def run(self, job: Callable[[], T]) -> T:
        """A session's effect on the writer."""
        pause_s = self._free_at - time.monotonic()
        if pause_s > 0:
            await asyncio.sleep(min(pause_s, PAUSE_S_MAX))
        took_s = 0.0

        def timed(_: SqliteStore) -> T:
            nonlocal took_s
            start = time.monotonic()
            try:
                return job()
            finally:
                took_s = time.monotonic() - start

        result = await self._writer.run(timed)
        if took_s > SHORT_S and self._people_ask():
            now = time.monotonic()
            rest_s = took_s * (1 / self._share - 1)
            self._free_at = max(self._free_at, now) + rest_s
        return result

    def _people_ask(self) -> bool:
        asked, now = self._asked(), time.monotonic()
        if asked != self._seen:
            self._seen, self._quiet_since = asked, now
        return now - self._quiet_since < QUIET_S


SHORT_S = 0.005
PAUSE_S_MAX = 2.0
QUIET_S = 2.0


def _newest_ms(body: bytes) -> int:
    try:
        return hlc_ms(decode_record(body).hlc)
    except BadRecord:
        return 0
