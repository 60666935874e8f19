"""Keeps the site and its hub in step: wires the sync client to the writer and to the status."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import structlog

from edge.link.status import LinkStatus
from edge.store.errors import StoreError
from edge.store.writer import Writer
from models.warehouse.catalogue import SCHEMA
from models.warehouse.policy import EDGE
from sync.core.effects import Note, PeerAcked
from sync.core.handshake import Me
from sync.core.ids import Head, StreamId
from sync.link.client import SyncClient
from sync.link.driver import Node
from sync.link.side import StoreSide
from sync.store.sqlite import DiskFull, SqliteStore
from sync.store.sqlite.files import SnapshotFiles

T = TypeVar("T")
SNAPSHOTS = "snapshots"


class Road:
    """The client, its observer and what it tells people. All calls on the loop."""

    def __init__(
        self,
        store: SqliteStore,
        writer: Writer,
        status: LinkStatus,
        *,
        url: str,
        hub: int,
        random_bytes: Callable[[int], bytes],
        wall_ms: Callable[[], int],
        arrived: Callable[[], None],
    ) -> None:
        self._store, self._writer, self._status = store, writer, status
        self._wall_ms, self._arrived = wall_ms, arrived
        self._log = structlog.get_logger("link")
        side = StoreSide(
            store,
            hlc=store.hlc,
            hash_at=store.hash_at,
            floor=store.floor,
            raise_epoch=self._raise_epoch,
            snapshots=SnapshotFiles(store, store.path.with_name(SNAPSHOTS)),
        )
        node = Node(
            side,
            self._run_on_writer,
            random_bytes=random_bytes,
            wall_ms=wall_ms,
            monotonic_ms=lambda: time.monotonic_ns() // 1_000_000,
            observer=self,
            transient=(DiskFull, StoreError),
        )
        self._client = SyncClient(node, self._me, url=url, peer=hub)

    async def run(self) -> None:
        """Until cancelled."""
        await self._client.run()

    def changed(self) -> None:
        """The site has made something durable."""
        self._client.changed()

    def stop(self) -> None:
        """Say goodbye: the site goes down."""
        self._client.leave("shutdown")

    def refresh(self, vector: Mapping[StreamId, Head]) -> tuple[int | None, int | None]:
        """Bring the status up to date; what waits, and since when (wall ms)."""
        state = self._client.state(vector)
        self._status.last_heard_ms = state.last_heard_ms
        self._status.last_acked_ms = state.last_acked_ms
        self._status.reason = state.last_code
        if state.state == "live":
            self._status.state = "live"
        elif state.last_heard_ms is not None:
            self._status.state = "lost"
        else:
            self._status.state = "connecting"
        return state.waiting, state.waiting_since_ms

    # -- observer ---------------------------------------------------------------------------------

    def note(self, note: Note) -> None:
        """For the log; an alarm is for a person."""
        tell = self._log.warning if note.alarm else self._log.info
        tell(note.kind, **{str(name): str(value) for name, value in note.fields.items()})

    def acked(self, _: PeerAcked) -> None:
        """The hub has said what it holds: `refresh` asks the client."""

    def ingested(self, records: int) -> None:
        """Records of others are durable here."""
        assert records >= 0
        self._arrived()

    # -- inside -----------------------------------------------------------------------------------

    def _me(self) -> Me:
        replica = self._store.replica
        me = self._store.me
        return Me(me.node, self._store.epoch, me.number, EDGE, SCHEMA, replica.key)

    def _run_on_writer(self, job: Callable[[], T]) -> Awaitable[T]:
        return self._writer.run(lambda _: job())

    def _raise_epoch(self, above: int, cause: str) -> None:
        """This file is a copy or was restored: what it writes from now on is another stream."""
        self._log.warning("epoch_raised", above=above, cause=cause)
        self._store.new_epoch(cause, above)
