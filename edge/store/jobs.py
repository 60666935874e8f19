"""What waits for the writer: a command, work inside a transaction, or an errand between them."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future

from edge.floor.dialogues.quick import is_quick
from edge.store.recorder import Actor, Recorder
from models.warehouse.commands import (
    Adjust,
    Command,
    ConfirmPick,
    Move,
    PutAway,
    Receive,
    TurnCommand,
)
from sync.store.sqlite import SqliteStore

Inside = Callable[[Recorder], object]
"""Work inside the batch's transaction, in a savepoint of its own."""
Errand = Callable[[SqliteStore], object]
"""Work between batches, with transactions of its own."""

SHORT: frozenset[type] = frozenset((Adjust, ConfirmPick, Move, PutAway, Receive))
"""Scans: about one item or unit at one location, well under a millisecond. The others go through
whole documents, which may have thousands of lines, or are rare."""


class Job:
    """Something queued, and the future that waits for it. `stands_at`: the dialogue and stage in
    which a turn is given, as far as known; whether it is short hangs on it, and nothing else."""

    __slots__ = ("actor", "command", "errand", "future", "inside", "result", "short")

    def __init__(
        self,
        future: "asyncio.Future[object] | Future[object]",
        *,
        command: Command | None = None,
        actor: Actor | None = None,
        inside: Inside | None = None,
        errand: Errand | None = None,
        stands_at: tuple[str, str] | None = None,
    ) -> None:
        self.future = future
        self.command = command
        self.actor = actor
        self.inside = inside
        self.errand = errand
        self.short = type(command) in SHORT or (
            isinstance(command, TurnCommand) and is_quick(command, stands_at)
        )
        self.result: object = None

    def perform(self, recorder: Recorder) -> object:
        """A command or work inside, in the open transaction."""
        if self.inside is not None:
            return self.inside(recorder)
        assert self.command is not None
        assert self.actor is not None
        return recorder.record(self.command, self.actor)


def resolve(jobs: Iterable[Job]) -> None:
    """Wake those who wait: each event loop once for all."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        if isinstance(job.future, Future):
            _finish(job)
        else:
            by_loop.setdefault(job.future.get_loop(), []).append(job)
    for loop, waiting in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_finish_all, waiting)


def _finish_all(jobs: list[Job]) -> None:
    for job in jobs:
        _finish(job)


def _finish(job: Job) -> None:
    if job.future.done():
        return
    if isinstance(job.result, Exception):
        job.future.set_exception(job.result)
    else:
        job.future.set_result(job.result)
