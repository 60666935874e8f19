"""What the program does beside serving: watches disk, clock and queue, keeps the accounts fresh."""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import apsw
import structlog

from edge.api.accounts import read_accounts
from edge.api.services import Health, Services
from edge.link.road import Road
from edge.store.errors import StoreError
from sync.core.clock import hlc_ms
from sync.core.ids import EMPTY_HEAD, Head, NodeId, Scope, StreamId
from sync.store.sqlite import DiskFull, SqliteStore

ROUND_S = 1.0
SLOW_ROUNDS = 5
FSYNC_ROUNDS = 60
CLOCK_BEHIND_MS_MAX = 24 * 3_600_000
CLOCK_MS_MIN = 1_704_067_200_000  # 2024-01-01: a clock before that was never set


class Housekeeping:
    """One round a second; the dearer checks every few rounds."""

    def __init__(self, at: Services, store: SqliteStore, road: Road | None, database: Path) -> None:
        self._at, self._store, self._road, self._database = at, store, road, database
        self._fsync_s: float | None = None
        self._log = structlog.get_logger("housekeeping")

    async def run(self) -> None:
        """Until cancelled."""
        rounds = 0
        while True:
            await self._watch_disk()
            await self._note_head()
            if rounds % SLOW_ROUNDS == 0:
                await self.refresh_accounts()
            if rounds % FSYNC_ROUNDS == 0:
                self._fsync_s = await asyncio.to_thread(self._probe_fsync)
            self._at.health = await self.measure()
            rounds += 1
            await asyncio.sleep(ROUND_S)

    async def _note_head(self) -> None:
        """The head file of a site that has gone quiet is brought up to date within a second."""
        head_file = self._store.replica.head_file
        if head_file is not None and head_file.late:
            try:
                await self._at.writer.run(lambda store: store.tick())
            except (StoreError, DiskFull):
                self._log.warning("head_waits")

    async def refresh_accounts(self) -> None:
        """People blocked and keys revoked elsewhere stop working here; names given there arrive."""
        at, accounts = self._at, self._at.accounts
        at.company_code = await at.readers.run(read_company_code, at.site.company_id)
        mark = accounts.mark()
        accounts.replace(await self._at.readers.run(read_accounts, self._at.wall_ms()), mark)

    async def measure(self) -> Health:
        """The figures as they are now."""
        reasons = self._reasons()
        quarantined, conflicts = await self._at.readers.run(_troubles)
        waiting: int | None = None
        oldest_s: float | None = None
        if self._road is not None:
            vector = await self._at.readers.run(read_vector)
            waiting, since_ms = self._road.refresh(vector)
            if since_ms is not None:
                oldest_s = max(0, self._at.wall_ms() - since_ms) / 1000
        return Health(
            ready=not reasons,
            reasons=reasons,
            free_bytes=self._at.disk.free_bytes(),
            wal_bytes=_size(self._database.with_name(f"{self._database.name}-wal")),
            outbox_ops=waiting,
            outbox_oldest_s=oldest_s,
            quarantined=quarantined,
            conflicts=conflicts,
            fsync_s=self._fsync_s,
        )

    def _reasons(self) -> tuple[str, ...]:
        reasons = []
        if self._at.disk_low:
            reasons.append("disk_full")
        if self._store.frozen:
            reasons.append("frozen")
        now = self._at.wall_ms()
        if now < max(CLOCK_MS_MIN, hlc_ms(self._store.clock.last) - CLOCK_BEHIND_MS_MAX):
            reasons.append("clock_behind")
        return tuple(reasons)

    async def _watch_disk(self) -> None:
        """Low: stop writing, free the reserve, tidy up. Back once the reserve can be laid again."""
        at = self._at
        if at.disk_low:
            if await asyncio.to_thread(at.disk.lay_ballast):
                at.disk_low = False
                self._log.info("disk_back", free_bytes=at.disk.free_bytes())
            return
        if not at.disk.is_low() and not at.disk_was_full:
            return
        at.disk_low, at.disk_was_full = True, False
        self._log.error("disk_full", free_bytes=at.disk.free_bytes())
        at.disk.free_ballast()
        try:
            await at.writer.run(_shrink_wal)
        except (StoreError, DiskFull):
            self._log.warning("checkpoint_waits")

    def _probe_fsync(self) -> float | None:
        """Seconds one fsync takes on this medium; None where there is no room for eight bytes."""
        try:
            with (self._database.parent / "probe").open("wb") as file:
                file.write(b"holdfast")
                file.flush()
                start = time.perf_counter()
                os.fsync(file.fileno())
                return time.perf_counter() - start
        except OSError:
            return None


def read_company_code(connection: apsw.Connection, company_id: int) -> str:
    """Empty until a site that joined a hub has heard from it."""
    row: tuple[Any, ...] | None = connection.execute(
        "SELECT code FROM company WHERE id = ?", (company_id,)
    ).fetchone()
    return str(row[0]) if row is not None else ""


def read_vector(connection: apsw.Connection) -> dict[StreamId, Head]:
    """Heads of all streams, read beside the writer; the hashes are left out."""
    vector: dict[StreamId, Head] = {}
    streams: list[tuple[Any, ...]] = connection.execute(
        "SELECT id, node, epoch, scope FROM s_stream"
    ).fetchall()
    for number, node, epoch, scope in streams:
        row: tuple[Any, ...] | None = connection.execute(
            "SELECT seq FROM s_log WHERE stream=? ORDER BY seq DESC LIMIT 1", (number,)
        ).fetchone()
        if row is not None:
            stream = StreamId(NodeId(node), epoch, Scope(scope))
            vector[stream] = Head(row[0], EMPTY_HEAD.hash)
    return vector


def _troubles(connection: apsw.Connection) -> tuple[int, int]:
    return _count(connection, "SELECT count(*) FROM s_quar"), _count(
        connection, "SELECT count(*) FROM s_loser"
    )


def _count(connection: apsw.Connection, sql: str) -> int:
    found: tuple[Any, ...] = connection.execute(sql).fetchall()[0]
    return int(found[0])


def _shrink_wal(store: SqliteStore) -> None:
    """Checkpoint as far as readers allow; without room this may fail, and the next round tries."""
    try:
        store.connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
    except (apsw.FullError, apsw.BusyError, apsw.IOError):
        return


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
