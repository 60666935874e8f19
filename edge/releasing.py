"""What nobody has to ask for: orders are released as channels have room and stock comes, from where
the walk is short if the rules leave that open, and pick faces are refilled."""

import asyncio
import time
from collections.abc import Callable

import apsw
import structlog

from edge.api.services import Services
from edge.store.errors import StoreError
from edge.store.faces import low_faces
from edge.store.floors import Floors
from edge.store.reads.places import FIRST
from edge.store.recorder import Actor
from edge.store.scattered import Scattered
from edge.store.waiting import Due, due
from models.picking.routes import Floor
from models.warehouse.commands import Command, ReleaseChannel, ReleaseOrders, RequestReplenishment
from models.warehouse.commands.walking import Walk
from sync.store.sqlite import DiskFull

MINUTE_MS = 60_000
ROUND_S = 5.0
FACES_MAX = 20
SEARCH_S = 1.0
"""For the walks of one release."""


class Releasing:
    """Looks after something was recorded, and once a minute for the waves."""

    def __init__(self, at: Services, new_command_id: Callable[[], str]) -> None:
        self._at, self._new_command_id = at, new_command_id
        self._looked_at = (-1, -1)
        self._floors = Floors(at.site.warehouse_id)
        self._faces_after = FIRST
        self._refused: dict[str, int] = {}
        self._log = structlog.get_logger("releasing")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(ROUND_S)

    async def look(self) -> None:
        """A bounded command per channel and per face; what is left waits for the next look."""
        at, moment = self._at, self._moment()
        if moment == self._looked_at or at.disk_low:
            return
        site = at.site
        found = await at.readers.run(
            due, site.warehouse_id, at.today(), at.wall_ms(), site.time_zone
        )
        low = await at.readers.run(low_faces, site.warehouse_id, self._faces_after)
        self._looked_at, self._faces_after = moment, low.after
        try:
            done = [await self._release(each) for each in found]
            done += [await self._refill(face) for face in self._to_ask(low.faces)]
        except (StoreError, DiskFull):
            self._looked_at = (-1, -1)
            self._log.warning("releasing_waits")
        else:
            if low.after != FIRST:
                self._looked_at = (-1, -1)  # there are more faces than one look sees
            elif not any(done):
                self._looked_at = self._moment()  # nothing can come of asking again

    def _moment(self) -> tuple[int, int]:
        """Changes when there may be something new to see."""
        return self._at.writer.commands, self._at.wall_ms() // MINUTE_MS

    async def _release(self, found: Due) -> bool:
        walks = await self._at.readers.run(self._walks, found.orders)
        return await self._give(self._released(found, walks))

    def _walks(self, connection: apsw.Connection, orders: list[str]) -> tuple[Walk, ...]:
        """On a reader's thread: from where the orders are best taken."""
        at, end = self._at, time.monotonic() + SEARCH_S

        def floor() -> Floor:
            return self._floors.at(connection, at.wall_ms())

        def is_enough() -> bool:
            return time.monotonic() > end

        warehouse_id = at.site.warehouse_id
        return Scattered(connection, warehouse_id, floor, at.today(), is_enough).walks(orders)

    def _released(self, found: Due, walks: tuple[Walk, ...]) -> Command:
        command_id = self._new_command_id()
        if found.channel is None:
            return ReleaseOrders(command_id=command_id, orders=found.orders, walks=walks)
        return ReleaseChannel(
            command_id=command_id, channel=found.channel, orders=found.orders, walks=walks
        )

    def _to_ask(self, faces: list[str]) -> list[str]:
        """A face that nothing came of is asked about again a minute later."""
        minute = self._moment()[1]
        return [face for face in faces if self._refused.get(face) != minute][:FACES_MAX]

    async def _refill(self, face: str) -> bool:
        command = RequestReplenishment(command_id=self._new_command_id(), location=face)
        is_done = await self._give(command)
        if is_done:
            self._refused.pop(face, None)
        else:
            self._refused[face] = self._moment()[1]
        return is_done

    async def _give(self, command: Command) -> bool:
        """Whether anything came of it."""
        answer = await self._at.writer.submit(command, Actor())
        return bool(answer.tables)
