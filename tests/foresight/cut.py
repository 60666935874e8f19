"""Sites that take a model in and use it, and die at a given step of the disk.

python -m tests.foresight.cut FOLDER STEP [FOLDER STEP …]; step 0: lives. One line each: how the
process of the site ended, and how many steps it took if it lived.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge.app import build
from edge.config import read
from edge.foresight.models import Means, Models
from edge.foresight.shelf import Shelf
from models.demand.local import forecast_by_tsb
from tests.edge.serving import FAST, NOON_MS, SMALL, Clock
from tests.foresight import made
from tests.foresight.here import Here
from tests.foresight.pretend import work
from tests.foresight.world import history

DAYS_FEW = 100
"""A past that is just long enough to try a candidate on."""


class Steps:
    """Counts what the disk is asked to do from now on; kills the process before and after one."""

    def __init__(self, last: int) -> None:
        self.taken, self._last = 0, last

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same act, counted."""

        def counted(*args: Any, **named: Any) -> Any:  # noqa: ANN401
            self._step()
            done = act(*args, **named)
            self._step()
            return done

        return counted

    def _step(self) -> None:
        self.taken += 1
        if self.taken == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


async def live(folder: Path, steps: Steps) -> None:
    """From a start with parts in the database to the model in use."""
    edge = build(read(folder, {**SMALL}, environment={}), wall_ms=Clock(NOON_MS), options=FAST)
    async with edge.running():
        means = Means(forecast_by_tsb, made.FEATURES, None)
        models = Models(edge.services, Shelf(folder), Here(work), means)
        store = edge.opened.store
        store.commit = steps.around(store.commit)  # type: ignore[method-assign]
        for name in ("fsync", "replace", "unlink"):
            setattr(os, name, steps.around(getattr(os, name)))
        await models.tend(history(DAYS_FEW))


def main() -> None:
    """A process for each site, forked from one that has already imported everything."""
    for folder, step in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            steps = Steps(int(step))
            asyncio.run(live(Path(folder), steps))
            os.write(write_end, str(steps.taken).encode())
            os._exit(0)
        os.close(write_end)
        _, status = os.waitpid(child, 0)
        taken = os.read(read_end, 20).decode() or "0"
        os.close(read_end)
        sys.stdout.write(f"ended {os.waitstatus_to_exitcode(status)} {taken}\n")


if __name__ == "__main__":
    main()
