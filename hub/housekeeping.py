"""What a hub does unasked: measures itself, keeps freshness, guards the disk."""

import asyncio
from pathlib import Path

import msgspec

from hub.services import Health, Services
from hub.store.conflicts import open_conflicts
from hub.store.freshness import save_freshness
from hub.store.sites import quarantined_by_site
from hub.store.writer import HubWriter
from node.disk import Disk
from node.http.problems import Problem

LOOK_S = 5.0
SAVE_EVERY = 6
CLOCK_FLOOR_MS = 1_735_689_600_000  # 2025-01-01: an earlier clock has lost its battery


class Housekeeping:
    """One task; a failed round is tried again by the supervisor."""

    def __init__(self, at: Services, writer: HubWriter, disk: Disk) -> None:
        self._at, self._writer, self._disk = at, writer, disk
        self._rounds = 0

    async def run(self) -> None:
        """Forever."""
        await asyncio.to_thread(self._disk.lay_ballast)
        while True:
            await self.look()
            self._rounds += 1
            if self._rounds % SAVE_EVERY == 0:
                await self.save()
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
        at.health = Health(
            ready=not reasons,
            reasons=tuple(reasons),
            free_bytes=self._disk.free_bytes(),
            wal_bytes=_size(Path(f"{at.config.database}-wal")),
            quarantined=sum(set_aside.values()),
            conflicts=conflicts,
        )

    async def save(self) -> None:
        """Keep freshness for the next start."""
        known = self._at.watch.all()
        try:
            await self._writer.change(lambda store: save_freshness(store.connection, known))
        except Problem as problem:
            self._at.health = msgspec.structs.replace(self._at.health, reasons=(problem.code,))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
