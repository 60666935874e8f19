"""Tasks of a program: one that fails is restarted, later each time, never silently."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

FIRST_S = 0.5
LAST_S = 30.0
STEADY_S = 60.0


class Supervisor:
    """Holds a program's tasks from start to stop."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self.restarts = 0

    def start(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work()` for as long as the program lives; a plain return ends it."""
        self._tasks.append(asyncio.create_task(self._keep(name, work), name=name))

    async def stop(self) -> None:
        """Cancel all and wait until they are gone."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        loop = asyncio.get_running_loop()
        wait_s = FIRST_S
        while True:
            started = loop.time()
            try:
                await work()
            except Exception as error:  # the supervisor's door
                if loop.time() - started > STEADY_S:
                    wait_s = FIRST_S
                self.restarts += 1
                structlog.get_logger("supervisor").error(
                    "task_failed", task=name, retry_s=wait_s, exc_info=error
                )
                await asyncio.sleep(wait_s)
                wait_s = min(LAST_S, wait_s * 2)
            else:
                return
