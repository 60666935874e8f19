"""What a hub does unasked: measures itself, keeps freshness, guards the disk."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog

from hub.link.stable import StableClock
from hub.services import Health, Services
from hub.store.audit import note_all
from hub.store.conflicts import open_conflicts
from hub.store.freshness import save_freshness
from hub.store.sites import quarantined_by_site
from hub.store.writer import HubWriter
from node.disk import Disk
from node.forgetting import Kept, read_kept, tidy
from node.http.problems import Problem
from sync.store.frontier import Forgetting, Keep
from sync.store.sqlite import DiskFull, SqliteStore
from sync.store.sqlite.losers import forget_losers, has_losers

LOOK_S = 5.0
SAVE_EVERY = 6
TIDY_EVERY = 12
DAY_MS = 24 * 3_600_000
FORGET_EVERY = 720
LOSERS_KEPT_MS = 35 * 86_400_000
"""Conflicts are shown until they are decided, from a list of the hub's own."""
CLOCK_FLOOR_MS = 1_735_689_600_000  # 2025-01-01: an earlier clock has lost its battery


class Housekeeping:
    """One task; a failed round is tried again by the supervisor."""

    def __init__(self, at: Services, writer: HubWriter, disk: Disk, stable: StableClock) -> None:
        self._at, self._writer, self._disk, self._stable = at, writer, disk, stable
        keep = Keep(kept_ms=at.config.records.kept_days * DAY_MS)
        self._forgetting = Forgetting(writer.store, keep, at.wall_ms, writer.store.hlc, hub=True)
        self._log = structlog.get_logger("housekeeping")
        self._kept: Kept | None = None
        self._rounds = 0

    async def run(self) -> None:
        """Forever."""
        await asyncio.to_thread(self._disk.lay_ballast)
        while True:
            await self.look()
            await self.note_refusals()
            self._rounds += 1
            if self._rounds % SAVE_EVERY == 0:
                await self.save()
            if self._rounds % FORGET_EVERY == 0:
                await self.forget()
            if self._rounds % TIDY_EVERY == 0 and not self._disk.is_low():
                await self.tidy()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Measure."""
        at = self._at
        reasons = []
        if self._disk.is_low():
            # The reserve is for the store's own clean-up: checkpoints need room too.
            reasons.append("disk_full")
            self._disk.free_ballast()
        elif self._rounds and not self._disk.holds_ballast():
            await asyncio.to_thread(self._disk.lay_ballast)
        if at.wall_ms() < CLOCK_FLOOR_MS:
            reasons.append("clock_wrong")
        set_aside = await at.ask(quarantined_by_site)
        conflicts = await at.ask(open_conflicts)
        if self._rounds % TIDY_EVERY == 1:  # not while the hub starts
            now_ms = at.wall_ms()
            self._kept = await at.ask(lambda connection: read_kept(connection, now_ms))
        at.health = Health(
            ready=not reasons,
            reasons=tuple(reasons),
            free_bytes=self._disk.free_bytes(),
            wal_bytes=_size(Path(f"{at.config.database}-wal")),
            quarantined=sum(set_aside.values()),
            conflicts=conflicts,
            stable_age_s=self._kept.stable_age_s if self._kept is not None else None,
            records_kept=self._kept.records if self._kept is not None else None,
        )

    async def note_refusals(self) -> None:
        """What was refused since the last time goes into the audit trail."""
        if refused := self._at.access.refusals.take():
            await self._change(lambda store: note_all(store.connection, refused))

    async def tidy(self) -> None:
        """Say what is stable, then forget a little of it."""
        try:
            await self._stable.publish()
            await tidy(self._forgetting, lambda job: self._writer.run(lambda _: job()))
        except (Problem, DiskFull):
            self._log.warning("tidying_waits")

    async def forget(self) -> None:
        """Values that lost long ago need not be listed twice."""
        before_ms = self._at.wall_ms() - LOSERS_KEPT_MS
        if await self._at.ask(lambda connection: has_losers(connection, before_ms)):
            await self._change(lambda store: forget_losers(store.connection, before_ms))

    async def save(self) -> None:
        """Keep freshness for the next start."""
        known = self._at.watch.all()
        await self._change(lambda store: save_freshness(store.connection, known))

    async def _change(self, work: Callable[[SqliteStore], None]) -> None:
        try:
            await self._writer.change(work)
        except Problem as problem:
            self._at.health = msgspec.structs.replace(self._at.health, reasons=(problem.code,))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
