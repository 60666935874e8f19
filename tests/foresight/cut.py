"""A site that takes a model in and uses it, and dies at a given step of the disk.

python -m tests.foresight.cut FOLDER STEP; 0: lives, and says how many steps there were.
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
from edge.foresight.apart import Apart
from edge.foresight.models import Means, Models
from edge.foresight.shelf import Shelf
from models.demand.local import forecast_by_tsb
from tests.edge.serving import FAST, NOON_MS, SMALL, Clock
from tests.foresight import made
from tests.foresight.pretend import CHILD
from tests.foresight.world import LIMITS, history

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
        models = Models(edge.services, Shelf(folder), Apart(LIMITS, CHILD), means)
        store = edge.opened.store
        store.commit = steps.around(store.commit)  # type: ignore[method-assign]
        for name in ("fsync", "replace", "unlink"):
            setattr(os, name, steps.around(getattr(os, name)))
        await models.tend(history(DAYS_FEW))


def main() -> None:
    steps = Steps(int(sys.argv[2]))
    asyncio.run(live(Path(sys.argv[1]), steps))
    sys.stdout.write(f"{steps.taken}\n")


if __name__ == "__main__":
    main()
