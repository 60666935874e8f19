"""What people see while the day runs: bars that move and a few sentences. All of it on stderr."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from tests.demo.planning import lines_of
from tests.demo.world import Site, World

LOOK_S = 0.2


class Story:
    """Bars on a terminal; in a log only the sentences, each with the second it was said."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._start_s = time.perf_counter()
        self._over = asyncio.Event()
        self._progress = Progress(
            TextColumn("{task.description:<26}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )

    def tell(self, sentence: str) -> None:
        """Something happened that a person wants to know at once."""
        second = time.perf_counter() - self._start_s
        self._console.print(f"[dim]{second:6.1f} s[/]  {sentence}", highlight=False)

    @contextmanager
    def step(self, title: str, total: int) -> Iterator["Step"]:
        """A long piece of work with a bar of its own."""
        self.tell(title)
        with self._progress:
            bar = self._progress.add_task(title, total=total)
            try:
                yield Step(self._progress, bar)
            finally:
                self._progress.remove_task(bar)

    async def watch(self, world: World) -> None:
        """Move the bars until the day is done."""
        with self._progress:
            bars = [(site, *self._bars_of(site)) for site in world.sites]
            while not self._over.is_set():
                for site, stored, picked in bars:
                    counts = site.board.counts
                    self._progress.update(stored, completed=counts["units_received"])
                    self._progress.update(picked, completed=counts["lines_picked"])
                await asyncio.sleep(LOOK_S)

    def done(self) -> None:
        """The day is over."""
        self._over.set()

    def _bars_of(self, site: Site) -> tuple[TaskID, TaskID]:
        units = sum(
            count for part in site.parts for each in part.deliveries for _, count in each.lines
        )
        lines = lines_of([order for part in site.parts for order in part.orders])
        return (
            self._progress.add_task(f"{site.name}: units received", total=units),
            self._progress.add_task(f"{site.name}: lines picked", total=lines),
        )


class Step:
    """A bar that moves on by itself being told."""

    def __init__(self, progress: Progress, bar: TaskID) -> None:
        self._progress = progress
        self._bar = bar

    def advance(self, count: int = 1) -> None:
        """So many more are done."""
        self._progress.advance(self._bar, count)
