"""The store behind all sync sessions of the hub, and what it tells the loop of each batch."""

from collections.abc import Callable

from hub.link.courtesy import SQL_STEPS, Courtesy
from hub.store.writer import HubWriter
from sync.core.clock import hlc_ms
from sync.core.effects import Ingest, Result, Taken
from sync.core.errors import BadRecord
from sync.core.ids import StreamId
from sync.core.record import decode_record
from sync.link.side import StoreEffect, StoreSide
from sync.store.sqlite.files import SnapshotFiles

TakenIn = Callable[[StreamId, Taken, int], None]
"""A batch was dealt with: stream, what became of it, wall milliseconds of its newest record."""


class HubSide(StoreSide):
    """Performs storage effects on the writer's thread."""

    def __init__(self, writer: HubWriter, courtesy: Courtesy, taken_in: TakenIn) -> None:
        store = writer.store
        super().__init__(
            store,
            hlc=store.hlc,
            hash_at=store.hash_at,
            floor=store.floor,
            snapshots=SnapshotFiles(store, store.path.with_name("snapshots")),
        )
        self._taken_in = taken_in
        self._writer, self._courtesy = writer, courtesy
        store.replica.breathe = courtesy.step_aside
        store.connection.set_progress_handler(courtesy.within_sql, SQL_STEPS)

    def perform(self, effect: StoreEffect) -> Result | None:
        """As StoreSide; the loop hears of batches at once, before their session does."""
        with self._courtesy.ingesting():
            result = super().perform(effect)
        if isinstance(effect, Ingest) and isinstance(result, Taken):
            newest_ms = _newest_ms(effect.batch.bodies[-1]) if result.records else 0
            taken = result
            self._writer.tell(lambda: self._taken_in(taken.stream, taken, newest_ms))
        return result


def _newest_ms(body: bytes) -> int:
    try:
        return hlc_ms(decode_record(body).hlc)
    except BadRecord:
        return 0
