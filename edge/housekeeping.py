"""What the program does beside serving: watches disk, clock and queue, keeps the accounts fresh."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import structlog

from edge.api.kept import read_accounts
from edge.api.pins import keep_used
from edge.api.services import Health, Services
from edge.link.road import Road
from edge.store.audit import note_all
from edge.store.claims import forget_leases, has_ended_leases
from edge.store.errors import StoreError
from edge.store.recorder import Recorder
from edge.store.replies import forget, next_slice
from edge.store.sealing import seal
from node.forgetting import read_kept, tidy
from sync.core.clock import hlc_ms
from sync.core.ids import EMPTY_HEAD, Head, NodeId, Scope, StreamId
from sync.store.frontier import Forgetting, Keep
from sync.store.sqlite import DiskFull, SqliteStore
from sync.store.sqlite.keys import HEAD_SEQ
from sync.store.sqlite.losers import forget_losers, has_losers

ROUND_S = 1.0
SLOW_ROUNDS = 5
SEAL_ROUNDS = 600  # a line of the log each ten minutes, where something happened since
FSYNC_ROUNDS = 60
FORGET_ROUNDS = 30
DAY_MS = 24 * 3_600_000
PRUNE_ROUNDS = 15
DAY_MS = 86_400_000
CLOCK_BEHIND_MS_MAX = 24 * 3_600_000
CLOCK_MS_MIN = 1_704_067_200_000  # 2024-01-01: a clock before that was never set


class Housekeeping:
    """One round a second; the dearer checks every few rounds."""

    def __init__(self, at: Services, store: SqliteStore, road: Road | None, database: Path) -> None:
        self._at, self._store, self._road, self._database = at, store, road, database
        keep = Keep(kept_ms=at.config.records.kept_days * DAY_MS)
        self._forgetting = Forgetting(store, keep, at.wall_ms, store.hlc, hub=False)
        self._fsync_s: float | None = None
        self._pruned_to = ""
        self._log = structlog.get_logger("housekeeping")

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.to_thread(self._at.disk.lay_ballast)
        rounds = 0
        while True:
            await self._watch_disk()
            await self._note_head()
            await self.refresh_accounts()
            await self.keep_refusals()
            if rounds % SLOW_ROUNDS == 0:
                await self.keep_locked()
            if rounds % SEAL_ROUNDS == 0 and not self._at.disk_low:
                await self.seal_audit()
            if rounds % PRUNE_ROUNDS == 0:
                await self.prune()
            if rounds % FSYNC_ROUNDS == 0:
                self._fsync_s = await asyncio.to_thread(self._probe_fsync)
            if rounds % FORGET_ROUNDS == 0 and not self._at.disk_low:
                await self._tidy()
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

    async def _tidy(self) -> None:
        """What is stable by the hub's word, a little at a time."""
        try:
            await tidy(self._forgetting, lambda job: self._at.writer.run(lambda _: job()))
        except (StoreError, DiskFull):
            self._log.warning("forgetting_waits")

    async def refresh_accounts(self) -> None:
        """People blocked and keys revoked elsewhere stop working here; names given there arrive."""
        at, accounts = self._at, self._at.accounts
        at.company_code = await at.readers.run(read_company_code, at.site.company_id)
        mark = accounts.mark()
        accounts.replace(await self._at.readers.run(read_accounts, self._at.wall_ms()), mark)

    async def keep_refusals(self) -> None:
        """What callers tried and may not, into the audit trail."""
        acts = self._at.refusals.take()
        if not acts or self._at.disk_low:
            return
        await self._quietly(lambda recorder: note_all(recorder.store.connection, acts))

    async def seal_audit(self) -> None:
        """The head of the audit trail, into the signed log, where it replicates."""
        await self._quietly(lambda recorder: seal(recorder, self._at.site, self._at.wall_ms()))

    async def _quietly(self, work: Callable[[Recorder], None]) -> None:
        try:
            await self._at.writer.transact(work)
        except (StoreError, DiskFull):
            self._log.warning("audit_waits")

    async def keep_locked(self) -> None:
        """A session that is locked stays so when the program starts again."""
        locked = self._at.accounts.take_locked()
        if not locked:
            return
        try:
            await self._at.writer.transact(lambda recorder: keep_used(recorder, locked, 0))
        except (StoreError, DiskFull):
            self._log.warning("lock_not_kept")

    async def prune(self) -> None:
        """One slice of the stored replies; after the last one, lost values as old as they, and what
        people held yesterday."""
        at = self._at
        before_ms = at.wall_ms() - at.config.store.replies_kept_days * DAY_MS
        part = await at.readers.run(next_slice, self._pruned_to, before_ms)
        self._pruned_to = part.last if part is not None else ""
        if part is not None:
            if part.old:
                await self._drop(lambda connection: forget(connection, part, before_ms))
            return
        if await at.readers.run(has_losers, before_ms):
            await self._drop(lambda connection: forget_losers(connection, before_ms))
        yesterday_ms = at.wall_ms() - DAY_MS
        if await at.readers.run(has_ended_leases, yesterday_ms):
            await self._drop(lambda connection: forget_leases(connection, yesterday_ms))

    async def _drop(self, work: Callable[[apsw.Connection], None]) -> None:
        if self._at.disk_low:
            return
        try:
            await self._at.writer.transact(lambda recorder: work(recorder.store.connection))
        except (StoreError, DiskFull):
            self._log.warning("pruning_waits")

    async def measure(self) -> Health:
        """The figures as they are now."""
        reasons = self._reasons()
        quarantined, conflicts, letters = await self._at.readers.run(_troubles)
        now_ms = self._at.wall_ms()
        kept = await self._at.readers.run(lambda connection: read_kept(connection, now_ms))
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
            resuming=self._store.resuming,
            fsync_s=self._fsync_s,
            stable_age_s=kept.stable_age_s,
            records_kept=kept.records,
            letters=letters,
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
        row: tuple[Any, ...] | None = connection.execute(HEAD_SEQ, (number,)).fetchone()
        if row is not None:
            stream = StreamId(NodeId(node), epoch, Scope(scope))
            vector[stream] = Head(row[0], EMPTY_HEAD.hash)
    return vector


def _troubles(connection: apsw.Connection) -> tuple[int, int, int]:
    """Quarantined records, lost values, dead letters of webhooks."""
    return (
        _count(connection, "SELECT count(*) FROM s_quar"),
        _count(connection, "SELECT count(*) FROM s_loser"),
        _count(connection, "SELECT count(*) FROM webhook_letter"),
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
