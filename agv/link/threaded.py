"""The link beside the robot's loop: a thread of its own with its own event loop, since the one that
drives must wait for nobody."""

import asyncio
import threading
from types import TracebackType
from typing import Self

from agv.link.discover import Found, browse
from agv.link.service import RobotService

BROWSE_AGAIN_S = 60.0
END_S_MAX = 5.0


class LinkThread:
    """Open while the context is; leaving it says goodbye to the edge. `sites` is filled by what the
    network tells."""

    def __init__(self, service: RobotService, sites: list[Found]) -> None:
        self._service, self._sites = service, sites
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(END_S_MAX)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(self._both())
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.close()

    async def _both(self) -> None:
        looking = asyncio.ensure_future(self._look())
        try:
            await self._service.run()
        finally:
            looking.cancel()

    async def _look(self) -> None:
        while True:
            self._sites[:] = await browse()
            await asyncio.sleep(BROWSE_AGAIN_S)
