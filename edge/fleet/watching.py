"""Looks at the fleet once a second, and tells whoever wants to know: open pages, the recording."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import structlog

from edge.fleet.changes import NOTHING, applied, change_between, says_something
from edge.fleet.picture import FleetDesk, FleetPicture, MapView
from edge.fleet.recording import Batch, Recording
from node.http.sse import Broadcast, Event

ROUND_S = 1.0


class Watching:
    """One for the site. `desk` is set once there is a fleet; without one there is nothing to see,
    and no file is made. `has_room`: whether the disk may be written."""

    def __init__(
        self,
        folder: Path,
        streams_max: int,
        wall_ms: Callable[[], int],
        has_room: Callable[[], bool],
    ) -> None:
        self.desk: FleetDesk | None = None
        self.recording = Recording(folder)
        self.broadcast = Broadcast(streams_max)
        self._wall_ms, self._has_room = wall_ms, has_room
        self._told = NOTHING
        self._log = structlog.get_logger("fleet")

    async def run(self) -> None:
        """Until cancelled; what has gathered is written in the end."""
        try:
            while True:
                await self.round()
                await asyncio.sleep(ROUND_S)
        finally:
            await self._write(self.recording.rest())

    async def round(self) -> None:
        """A look, and what it saw is kept."""
        if self.desk is not None:
            await self._write(self.recording.see(self.look()))

    def look(self) -> FleetPicture:
        """Tell open pages what changed."""
        picture = self.picture()
        change = change_between(self._told, picture)
        if says_something(change):
            self._told = applied(self._told, change)
            self.broadcast.send([Event(str(change.at_ms), "change", change)])
        return picture

    def picture(self) -> FleetPicture:
        """The fleet now."""
        if self.desk is None:
            return FleetPicture(as_of_ms=self._wall_ms())
        return self.desk.picture()

    def map(self) -> MapView:
        """The floor as robots know it."""
        return MapView() if self.desk is None else self.desk.map()

    async def first(self) -> AsyncIterator[Event]:
        """What a page begins with; the changes it is told of next follow on this."""
        if self._told is NOTHING:
            self.look()
        yield Event(str(self._told.as_of_ms), "picture", self._told)

    async def _write(self, batch: Batch | None) -> None:
        if batch is None:
            return
        if not self._has_room():
            self.recording.anew()
            return
        try:
            await asyncio.to_thread(self.recording.write, batch)
        except OSError as error:
            self.recording.anew()
            self._log.warning("recording_waits", reason=str(error))
